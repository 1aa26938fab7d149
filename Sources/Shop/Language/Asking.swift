/// How people ask in a shop, whatever it sells: rules from which sentences are drawn.
///
/// A line is a rule: its name, a colon, ways to say it with `|` between them. In a way, `<name>` is another rule,
/// `$class` one of the shop's own classes of phrases, `[...]` may be left out, `(...|...)` is a choice, and a number
/// with `*` at its head says how much commoner it is than another. `{...}` may be said any number of times.
enum Asking {
  static let rules = """
    sentence: 10* <order> | 5* <price> | 4* <stock> | 3* <place> | 2* <options> | 2* <detail> | 2* <substance> \
    | <compare> | <superlative> | <list> | <recommend> | <promotion> | 2* <shop> | 2* <followup> | <answer> | <sum> \
    | <correction>
    open: 6* | uh | um | hi | hello | hey | excuse me | sorry | ok | okay | so | and | oh | well | yeah | please | yes
    close: 8* | please | thanks | thank you | to go | for here | today | now | right now | as well | too | if you have it

    order: <open> <want> <things> <close> | <open> <do> <things> <close> | <things> <close>
    want: can i [please] <take> | could i [please] <take> | may i [please] <take> | i'd like | i would like \
    | i'd like to <take> | i would like to <take> | i want | i want to <take> | i'll <take> | i will <take> | i need \
    | let me <take> | i'm looking for | i am looking for | i'm after | we'd like | we'll have | can we <take> \
    | could we <take> | may we have | i'm going to have | gonna <take> | gimme | could you <doer> | can you <doer> \
    | would you <doer> | we need | i was hoping to get | i've come for | i think i'll <take>
    take: 3* have | 3* get | buy | take | order | try | grab | see
    do: 3* <doer> | <act>
    doer: give me | get me | make me | bring me | pass me | fix me | find me | pour me | cut me | give us | get us | make us \
    | show me | sell me
    act: make | get | brew | prepare | pour | mix | bring | wrap | pack | cut | slice | grind | add | order | ring up

    things: 8* <thing> | <thing> and <thing>
    thing: 6* [<det>] <item> | <count> <item> | <count> <unit> of <item> | <det> <unit> of <item> | <det> $size of <item> \
    | <amount> <item>
    det: 5* a | 5* the | 2* an | some | your | that | this | my | any | one | one of the | another
    count: $number | $number | a couple of | a few | half a dozen | a dozen | two | three | four
    item: 6* <plain> | 4* <mods> <plain> | 3* <plain> <tail> | 3* <mods> <plain> <tail>
    plain: 8* $product | $kind | <det> one
    mods: 4* <mod> | 3* <mod> <mod> | 2* <mod> <mod> <mod> | <mod> <mod> <mod> <mod>
    mod: 4* $size | 4* $option | 2* $product | $vendor | $kind
    tail: 4* with <extra> | 3* with <extra> and <extra> | in <mod> | in [the] <mod> size | without <extra> | from $vendor \
    | by $vendor | with no <extra> | and <extra> | for $kind
    extra: 2* <extraname> | 4* <amount> <extraname> | a <extraname> | <amount> <mod> <extraname>
    extraname: 4* $product | $option | $kind | $substance
    amount: 3* some | 3* a bit of | 2* a little bit of | a little | 3* a lot of | 2* lots of | extra | more | less | plenty of \
    | a touch of | a splash of | a dash of | a drop of | a handful of | a bunch of | a pinch of | loads of | no | double | half \
    | just a little | not too much | any
    unit: bottle | box | bag | jar | can | pack | packet | carton | loaf | piece | pieces | pair | cup | glass | tin | tub \
    | pound | pounds | kilo | slice | slices | bottles | boxes | bags | jars | cans | packs | cartons | set | roll | tube | ounces \
    | liter | gallon | quart

    price: <open> how much <is> <thing> <close> | <open> how much <does> <thing> cost <close> | how much for <thing> \
    | how much would <thing> be | how much will <thing> be | how much do you <charge> for <thing> | how much are <things> \
    | [and] what <does> <thing> cost | [and] what's <thing> cost | what's the price of <thing> | what is the price of <thing> \
    | what's the price on <thing> | price of <thing> | [can you tell me] the price of <thing> | what's <thing> going for \
    | what is <thing> going for | what do you <charge> for <thing> | what's the damage for <thing> \
    | can you tell me how much <thing> is | could you tell me how much <thing> <is> | what would <thing> <cost> \
    | how much would i pay for <thing> | how many dollars for <thing> | is <thing> expensive | what does <thing> go for \
    | what will <thing> <cost> | is <thing> [really] $number dollars | do you know how much <thing> <is> | how pricey is <thing> \
    | how much is <thing> with <extra> | how much more is <thing> | how much is it for <thing> | what is the cost of <thing> \
    | and how much <is> <thing> | how much is <thing> for $size | how much does <thing> cost in <mod>
    is: 4* is | 2* are | was
    does: 4* does | 2* do | did | would
    charge: charge | want | ask | take
    cost: cost | be | run me | set me back | cost me

    stock: <open> do you have <thing> <close> | <open> have you got <thing> <close> | do you have any <item> [left] <close> \
    | do you sell <item> | do you carry <item> | do you stock <item> | is there any <item> [left] | is there <thing> \
    | are there any <item> [left] | is <thing> in stock | are <thing> in stock | is <thing> available | got any <item> \
    | is <thing> sold out | are you out of <item> | how many <item> do you have [left] | how many <item> are left \
    | do you still have <thing> | any <item> left | have you got any <item> [left] | can i get <thing> here | do you do <item> \
    | when will <thing> be back | any chance you have <thing> | do you have <thing> in <mod> | is <thing> in today \
    | have you got <thing> in [today] | do you keep <item> | how much <item> is left | i'm looking for <item> do you have any \
    | can i still get <thing> | do you have <thing> in stock | have you any <item> | would you have <thing>

    place: <open> where <is> <thing> | where's <thing> | where can i find <thing> | where do i find <thing> \
    | where do you keep <thing> | which aisle <is> <thing> in | what aisle <is> <thing> in | which aisle has <thing> \
    | which aisle for <thing> | what shelf <is> <thing> on | where would i find <thing> | i can't find <thing> \
    | can you tell me where <thing> is | could you show me where <thing> is | where are you hiding <thing> | point me to <thing> \
    | where have you put <thing> | i'm looking for <thing> where is it | what section <is> <thing> in | where on earth are <thing> \
    | i've been looking everywhere for <thing> | in which aisle <is> <thing> | and where <is> <thing> | which shelf has <thing> \
    | where did you move <thing> to | what part of the store has <thing>

    options: what sizes do you have [of <thing>] | what sizes does <thing> come in | what sizes do you have in <thing> \
    | what colors does <thing> come in | do you have <thing> in <mod> | does <thing> come in <mod> | is there a <comparative> one \
    | is there a <comparative> size | do you have a <comparative> <item> | do you have it in <mod> | does it come in <mod> \
    | what kinds of <item> do you have | what flavors of <item> do you have | which <item> do you have | how many sizes are there \
    | what options are there for <thing> | is <thing> available in <mod> | can i get <thing> in <mod> | what size is <thing> \
    | what types of <item> are there | how big is <thing> | is there a <mod> version of <thing> | what colors do you have
    comparative: bigger | smaller | larger | cheaper | longer | shorter | better | stronger | lighter | heavier | softer

    detail: where does <thing> come from | where <is> <thing> from | who makes <thing> | what is <thing> made of \
    | what's <thing> made of | how many come in <thing> | how heavy is <thing> | how much does <thing> weigh | tell me about <thing> \
    | tell me more about <thing> | is <thing> <quality> | are <thing> <quality> | how long does <thing> last | what's <thing> like \
    | is <thing> any good | what is <thing> | what's special about <thing> | how do i use <thing> | can i use <thing> for $topic \
    | is <thing> good for $topic | does <thing> have $topic | what brand is <thing> | how many are in <det> <unit> | is it <quality> \
    | does <thing> come with <extra> | which country is <thing> from | how strong is <thing> | can you describe <thing> \
    | what does <thing> taste like | does <thing> fit <item> | is <thing> made in $topic | how old do you have to be for <thing> \
    | how many <item> are in <det> <unit> of <item> | how many <unit> in <det> <unit> | does <thing> work with <thing>
    quality: organic | fresh | local | vegan | vegetarian | spicy | sweet | hot | cold | handmade | waterproof | good | heavy | soft \
    | washable | machine washable | safe | real | natural | fair trade | kosher | halal | $kind | $option | in stock | ripe

    substance: does <thing> have <extra> in it | does <thing> contain <stuff> | do <thing> contain <stuff> | is <thing> <stuff> free \
    | are <thing> <stuff> free | is there <stuff> in <thing> | is there any <stuff> in <thing> | are there <stuff> in <thing> \
    | what's in <thing> | what is in <thing> | what allergens are in <thing> | what are the ingredients of <thing> \
    | is <thing> safe for <allergic> | can i eat <thing> if i'm allergic to <stuff> | i'm allergic to <stuff> can i have <thing> \
    | does it have <stuff> [in it] | does it contain <stuff> | is it <stuff> free | which <item> is <stuff> free | i can't have <stuff> \
    | is <thing> made with <stuff> | do you have anything <stuff> free | do you have <stuff> free <item> | any <stuff> free <item> \
    | what has no <stuff> in it | is there one without <stuff> | is <thing> ok for someone with a <stuff> allergy
    stuff: 6* $substance | 2* $product | gluten | nuts | nut | dairy | milk | sugar | soy | wheat | egg | eggs | caffeine | alcohol | fish \
    | lactose | peanuts | meat | plastic | leather | metal
    allergic: a nut allergy | vegans | vegetarians | celiacs | kids | children | babies | diabetics | someone with allergies | pregnant women

    compare: which is <comparative> <thing> or <thing> | is <thing> <comparative> than <thing> \
    | what's the difference between <thing> and <thing> | what is the difference between <thing> and <thing> \
    | which one is <comparative> | which is better <thing> or <thing> | how much <comparative> is <thing> than <thing> \
    | is <thing> the same as <thing> | compare <thing> and <thing> | <thing> or <thing> which is <comparative>
    superlative: what's the <most> <item> [you have] | what is the <most> <item> [you have] | which <item> is the <most> \
    | what's your <most> <item> | show me the <most> <item> | which is the <most> | what's the <most> thing you have \
    | do you have anything <comparative>
    most: cheapest | most expensive | biggest | smallest | largest | best | strongest | lightest | priciest | softest | most popular

    list: what <item> do you have | what kind of <item> do you have | what kinds of <item> do you sell | what other <item> do you have \
    | which <item> do you sell | show me <item> | what do you have in $kind | what do you have from $vendor \
    | do you have anything from $vendor | what <item> have you got | what else do you have | tell me what <item> you have \
    | list your <item> | what sort of <item> do you have | what's on the menu | what do you sell
    recommend: what do you recommend [for $topic] | what would you recommend [for $topic] | what goes with <thing> | what goes well with <thing> \
    | what's good for $topic | can you suggest <thing> | i need something for $topic | i need <thing> for $topic | which <item> is best for $topic \
    | what's a good <item> | what should i get for $topic | what could i use instead of <thing> | something like <thing> \
    | i'm making <item> what do i need | do you have anything for $topic | what would go with <thing> | what's popular | i'd like something <quality>
    promotion: are there any deals [on <item>] | is <thing> on sale | are <thing> on sale | any deals on <item> | any offers on <item> \
    | what's on sale [today] | what's on offer [today] | do you have any specials | are there any discounts [on <item>] | is there a discount on <thing> \
    | have you got anything on offer | any promotions today | is there a deal on <thing> | how much is it with the discount | what deals do you have

    shop: do you take $topic | do you accept $topic | do you have $topic | is there $topic | are there $topic | where <is> [the] $topic \
    | what is [the] $topic | what's [the] $topic | can i $topic | what's your $topic | do you offer $topic | how does $topic work | <hours> \
    | tell me about $topic | is $topic allowed | are $topic allowed | how much is $topic | can i use $topic | what about $topic | what's your policy on $topic
    hours: are you open <day> | are you open on <day> | when do you open [<day>] | when do you close [<day>] | what time do you open [<day>] \
    | what time do you close [<day>] | what are your hours [<day>] | how late are you open [<day>] | are you open till <clock> | do you open on <day> \
    | are you open now | until when are you open | are you still open at <clock> | what time do you shut | when are you open
    day: today | tomorrow | sunday | monday | tuesday | wednesday | thursday | friday | saturday | sundays | saturdays | on sunday | on saturday \
    | tonight | this weekend | at the weekend | on the weekend | on weekdays | christmas day | on holidays | this evening
    clock: $number | $number o'clock | noon | midnight | $number thirty | $number pm | $number am

    followup: and <thing> | and the <mod> one | and the <mod> | what about <thing> | how about <thing> | what about the <mod> one | what about $topic \
    | which aisle [is it in] | where is it | where are they | how much is it | how much is that | how much are they | how much is the <mod> one | and in <mod> \
    | do you have it in <mod> | the <mod> one [please] | is it in stock | are they in stock | what's in it | what does it cost | and the price | what about in <mod> \
    | and how much is that | where do i find it | does it come in <mod> | is there a <mod> one | where can i find it | which one is <comparative> | how many are left \
    | how much would that be | and for <count> of them | ok and <thing> | okay what does <thing> cost | what sizes | what size is it | how much for <count> | any other <item> \
    | is it on sale | is there one like it without <stuff> | is there a cheaper one | and <count> of those | what else | the other one | the first one | the second one \
    | the <comparative> one | the <most> one | do you have any left | does that have <stuff> in it | and is that <quality> | how much was that | i'll take <count>
    answer: yes [please] | no [thanks] | no thank you | yes that one | the <mod> one | the first | the second | yeah | nope | that's all | that's it | thanks | thank you [very much] | $number
    sum: how much for <thing> and <thing> | how much are <count> <item> | how much would <count> <item> cost | what do <count> <item> cost | how much is <thing> and <thing> together \
    | what's the total for <thing> and <thing> | how much for <count> <item> and <count> <item> | if i buy <count> <item> how much is that
    correction: no the <mod> one | no i meant <thing> | no not <thing> <thing> | i said <thing> | actually <thing> | sorry <thing> | no <thing> | make that <thing> | make it <mod> \
    | actually make it <mod> | i mean <thing> | not <thing> but <thing> | wait <thing> instead | no wait <thing>
    """
}
