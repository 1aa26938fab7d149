/// The words of the answerer; Models/answerer/words.py writes them from its frames.
package enum WriterWords {
  /// All that it may say besides what stands in the facts.
  package static let said = Set(
    """
    a about afraid again against all also altogether am and anything applies are as ask asking at available be
    before both budget but can carry certainly cheaper cheapest choice closed come comes compared consider cost
    costs could course currently day dearest depending depends described did do does don't down each else even every
    expensive fancy find fits following follows for found from go goes good goodbye got happily happy has have head
    heard hello help here here's hi home hours how however i i'd i'm if in indeed instead is it it's just know left
    less let like listed located look looked looking lovely luck made makes may me mean might moment month more most
    namely need needs news nice no not now of off offer offered oh on one only open opening or our out over percent
    perhaps pick point prefer present price priced prices product question quick quite rated really reduced regret
    remain remaining right run sadly same say scales see sell shall so sold something sorry sorts start starts stock
    suggest sure take takes tell than thank that that's the them then there there's they they're thing things think
    this though time to today today's tomorrow total try unfortunately until up us used usual usually version very
    visit want was way we we're we've weigh weighs weight welcome were what which whichever will with within would
    yes you you'd you'll you're your yours
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Words of the rules that it knows; others are the shop's.
  package static let drafted = Set(
    """
    a again against all and anything are as at budget but can cheaper cheapest closed come comes cost costs could
    day dearest depending did do don't each else every expensive find fits for from goodbye has have heard hello
    help here hours how i i'd i'm in instead is it it's just left less like listed looking made makes mean month
    more most need needs nice no not now of off offer on one only open or our out percent product rated reduced
    right same sell so sold sorry stock suggest sure take that the there there's they they're thing this to today
    today's tomorrow try until usually version was we we're weigh weighs welcome were what which with within would
    yes you you're your
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Those that must be said as often as the rules say them.
  package static let kept = Set(
    """
    again all anything at budget cheaper cheapest closed dearest did each else every expensive find fits goodbye has
    heard here hours i'm instead it less listed made mean month more most need needs no not off offer on one or out
    percent product rated same sell sold sure take thing this to today today's tomorrow until version welcome what
    which within your
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// What it knows of questions.
  package static let asked = Set(
    """
    a about aisle all and any anything are available before better between big bye can carry charge cheaper cheapest
    close colors come cost deals dearest describe did difference do does dollars early excuse expensive find for get
    gift good goodbye got great has have heavy hello hey hi how i i'm in is it kinds last late left long looking lot
    made many me more morning most much my need now of offer offers old on one open or other please price recommend
    sale see sell show shut sizes some something stock tell than thank thanks that that's the them then there they
    time to today tomorrow under was week what what's when where which would you your
    """.split(whereSeparator: \.isWhitespace).map(String.init))
}
