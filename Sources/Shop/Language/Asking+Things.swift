extension Asking {
  /// How one thing is asked for where a grammar is followed word by word: these rules stand in the place of those of the
  /// same name. `thing` is the part of the grammar: of each option, and of each kind of thing that is added to others, it
  /// holds one at most, and options only that the product has.
  static let things = """
    thing: [<lead>] {<before>} <core> {<after>}
    lead: 8* <det> | 2* <count> | 0.3* <amount> | <det> <unit> of | <count> <unit> of
    before: 6* $value | 3* $added | 0.3* ($value|$added) of [<det>]
    core: 40* $product | 2* $kind | one | 3* $value
    after: 6* with <adding> | 3* and <adding> | without <adding> | in [the|a] $value [size] | 2* $value | from $vendor
    adding: 4* $added | 5* <amount> $added | 0.2* a $added
    resumption: <things> <close>
    item: <thing>
    plain: <thing>
    mod: $value
    mods: $value
    extra: 3* $added | 2* $product | <amount> $added | <amount> $product | 3* <stuff>
    extraname: $added | $product | $substance
    """
}
