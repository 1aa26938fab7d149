/// What is asked about a product, when it is a property: which attribute keys may answer, and how it is asked.
struct Property: Sendable {
  /// A stable name, e.g. "origin".
  let name: String
  let patterns: Patterns
  /// Words in the keys of attributes that answer, best first.
  let keys: [String]

  @inline(never) init(_ name: String, _ patterns: String, keys: String) {
    self.name = name
    self.patterns = Patterns(lines: patterns)
    self.keys = keys.split(separator: " ").map(String.init)
  }
}

enum DetailCues {
  /// Where a thing comes from, and not where it stands.
  static let cameFrom = Patterns(
    "where ~ from",
    "where is|are|was|were|do|does|did|has|have ~ made|grown|produced|sourced|manufactured|harvested|farmed|roasted|mined|built|crafted|baked|brewed|sewn|printed|spun|woven|knitted|dyed|bottled|caught|picked|raised|forged|blown|tanned|assembled|landed|born|bred|fished|hatched|distilled|quarried"
  )

  static let properties: [Property] = [
    Property(
      "origin",
      """
      where ~ come|comes|came from
      where ~ from
      where is|are|was|were|do|does|did|has|have ~ made|grown|produced|sourced|manufactured|harvested|farmed|roasted|mined|built|crafted|baked|brewed|sewn|printed|spun|woven|knitted|dyed|bottled|caught|picked|raised|forged|blown|tanned|assembled|landed|born|bred|fished|hatched|distilled|quarried
      what|which country|region|state|place|farm
      country|place of
      origin
      made|grown|produced|sourced|manufactured in
      imported|local|locally
      """, keys: "origin country made_in source sourcing region provenance place grown farm manufactured"),
    Property(
      "made_of",
      """
      what ~ made|built|constructed|woven|knitted|composed|crafted of|from|out|with
      made|built of|from|out|with
      filled|stuffed|padded|lined with
      what|which material|materials|fabric|metal|wood|stone|leather|gemstone|gem|cloth|textile|filling|composition
      material|materials|fabric|composition
      is|are it|they|that|this|these|those real|solid|genuine|pure|actual ~
      what kind|type of wood|metal|leather|fabric|material|stone|plastic|steel|wool
      """,
      keys:
        "material materials fabric composition metal wood stone gemstone made_of construction upper filling fill lining ingredients"
    ),
    Property(
      "capacity",
      """
      how much ~ hold|holds|fit|store|support|supports|carry|bear|take|takes
      how many ~ hold|holds|fit|seat|seats|store|sleep|sleeps
      capacity|volume
      maximum|max load|weight
      how much ~ put|load|weight on
      """, keys: "capacity volume load max_load storage hold seat"),
    Property(
      "assembly",
      """
      assemble|assembled|assembly
      put|putting ~ together
      flat pack
      """, keys: "assembly"),
    Property(
      "drying",
      """
      how long|quickly|fast ~ dry|cure|set
      drying|dry time
      """, keys: "drying_time dry_time drying curing_time cure dry"),
    Property(
      "included",
      """
      what ~ comes|come|came|included|supplied with
      what ~ is|are included
      what ~ come|comes with
      what ~ come|comes|is on it|them|top
      what ~ in the box
      what pieces|items|parts|bits|things ~ in|get|included
      does|do|will|would ~ come|comes with a|an|the|any|its|their
      """,
      keys:
        "includes included contents in_the_box box_contents supplied_with whats_included pack_contents set_contents in_the_set set_includes extras"
    ),
    Property(
      "when",
      """
      when do you have the|your|those|these|it|them
      when is|are|was|were ~ season|available|picked|harvested|baked|made|caught|published|printed|bottled
      what|which day|days|month|months|season ~ come|comes|is|are|get|have|baked|made|picked out|in|fresh|available
      """,
      keys:
        "season available availability served harvest harvested picked baked frequency published release made_on caught vintage days"
    ),
    Property("coverage", "how much ~ cover|covers\ncoverage", keys: "coverage cover"),
    Property(
      "weight",
      """
      how heavy
      is|are it|they|that|this|these|those heavy|light
      how much ~ weigh|weighs|weight
      what ~ weigh|weight
      weigh|weighs|weight
      """, keys: "weight net_weight item_weight mass carat_weight grams"),
    Property(
      "dimensions",
      """
      dimension|dimensions|measurement|measurements|diameter
      how big|large|tall|wide|deep|high|thick|small|round
      how long is|are|will|would it|they|that|the|this|those|these|a
      what|how ~ height|width|depth|length|thickness
      """,
      keys: "dimensions dimension size measurements height width depth length diameter thickness seat_height"),
    Property(
      "count",
      """
      how many ~ in|per|inside|come|comes|does|do|are|is
      """, keys: "count quantity pack_size pieces contents per_pack units number"),
    Property(
      "care",
      """
      machine washable|wash
      wash|washed|washable|washing|iron|ironed|clean|cleaned|cleaning|dishwasher|bleached|tumble
      dry clean
      tumble|air dry
      care for|instructions
      look after
      take care of
      """, keys: "care washing cleaning care_instructions wash dishwasher dishwasher_safe maintenance"),
    Property(
      "brand",
      """
      who makes|made|manufactures|produces|is|designed
      what|which brand|make|company|label|manufacturer|maker|designer
      who is ~ by
      """, keys: "brand maker manufacturer designer author artist vendor"),
    Property(
      "warranty", "warranty|guarantee|guaranteed|warrantied", keys: "warranty guarantee"),
    Property(
      "caffeine", "caffeine|caffeinated|decaf|decaffeinated", keys: "caffeine"),
    Property(
      "nutrition", "calorie|calories|protein|carb|carbs|fat|sugar|sugars|sodium|fiber|nutrition|nutritional",
      keys: "nutrition calories energy protein carbs fat sugar sodium fiber"),
    Property(
      "author", "who wrote|written|author|writer", keys: "author writer by artist vendor"),
    Property(
      "age", "what|which|how age|old|young\nage range|group|limit\nold enough\nages\nyear olds?",
      keys: "age ages age_range recommended_age"),
    Property(
      "power",
      "watt|watts|wattage|volt|volts|voltage|amp|amps\nhow powerful|bright\nbattery life\nbattery|batteries|charge|mains|plug|plugs|cordless|rechargeable",
      keys: "power wattage voltage battery batteries battery_life lumens brightness charging"),
    Property(
      "scent", "what ~ smell|smells\nhow ~ smell|smells", keys: "scent fragrance smell aroma scent_notes notes"),
    Property(
      "taste", "what ~ taste|tastes\nhow ~ taste|tastes",
      keys: "flavor flavour taste tasting_notes flavor_notes notes"),
    Property("pages", "how many pages\nhow long is the|this|that book", keys: "pages page_count length"),
    Property(
      "strength", "how strong|hot|spicy\nstrength|dosage|dose|milligrams",
      keys: "strength dosage dose active_ingredient heat spice"),
    Property(
      "expiry", "expire|expires|expiry|expiration|best before|use by\nshelf life\nhow long ~ keep|last|lasts|good",
      keys: "expiry shelf_life keeps keeps_for storage_life best_before storage"),
    Property(
      "use",
      "how ~ use|apply|take|prepare|cook|brew|assemble|install|set up|serve\ninstructions|directions|assembly|usage",
      keys: "directions instructions usage how_to_use use preparation assembly brewing"),
    Property(
      "fit",
      "true to size\nfit|fits|fitting\nrun|runs small|large|big\nwhat|which ~ made|meant|designed|intended for",
      keys: "fit sizing size_guide compatibility compatible_with fits"),
  ]

  /// A question for an account of a product as a whole.
  static let about = Patterns(
    "tell me ~ about", "know about", "describe|description", "more information|info|detail|details",
    "what is so special",
    "what is it like", "what are they like", "what does ~ taste|smell|look|feel", "what is|are ~ like",
    "details on|about|of",
    "info on|about")
  static let whatIs = Patterns("what is a|an|the", "what are the", "what exactly is|are", "what is", "what are")
}
