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

  /// What may follow what: words, kinds of pointers ("<n>") and marks; "^" is the beginning.
  package static let pairs = Set(
    """
    !_anything !_how !_is !_it's !_look !_our !_that !_the !_they're !_we've !_welcome !_what !_you'll (_<f> (_<m>
    (_<o> (_down (_from (_it (_out (_reduced (_they (_usually (_was )_! )_( )_, )_. )_; )_against )_and )_are
    )_before )_cost )_costs )_each )_for )_has )_have )_here )_in )_is )_left )_or )_today )_with ,_<f> ,_<m> ,_<n>
    ,_<o> ,_<x> ,_all ,_and ,_at ,_but ,_closed ,_come ,_compared ,_depending ,_down ,_for ,_good ,_i ,_i'm ,_if
    ,_in ,_instead ,_is ,_it's ,_listed ,_namely ,_now ,_of ,_only ,_open ,_our ,_priced ,_reduced ,_see ,_so ,_sold
    ,_sorry ,_take ,_that's ,_the ,_there's ,_they're ,_though ,_usually ,_we ,_we're ,_we've ,_welcome ,_which
    ,_whichever ,_with ,_within ,_you're ._<f> ._<m> ._<n> ._<x> ._all ._also ._and ._at ._certainly ._come ._did
    ._for ._from ._good ._goodbye ._happy ._hello ._here's ._hi ._hours ._how ._i ._i'd ._i'm ._if ._in ._is ._it
    ._it's ._just ._let ._look ._may ._no ._of ._oh ._on ._only ._open ._our ._perhaps ._sorry ._sure ._take ._thank
    ._that ._the ._there ._there's ._they ._they're ._today ._today's ._tomorrow ._try ._unfortunately ._we ._we're
    ._we've ._what ._which ._yes ._you ._you'd ._you'll ._you're :_<f> :_<m> :_<o> :_<x> :_a :_our :_the :_there
    :_we ;_<f> ;_<n> ;_<x> ;_and ;_closed ;_however ;_i ;_it ;_they ;_we <f>_! <f>_( <f>_, <f>_. <f>_; <f>_<n>
    <f>_against <f>_and <f>_are <f>_before <f>_come <f>_costs <f>_each <f>_for <f>_has <f>_have <f>_here <f>_in
    <f>_is <f>_left <f>_more <f>_of <f>_off <f>_percent <f>_remain <f>_to <f>_today <f>_with <f>_would <m>_! <m>_(
    <m>_) <m>_, <m>_. <m>_: <m>_; <m>_against <m>_all <m>_altogether <m>_and <m>_are <m>_as <m>_before <m>_cost
    <m>_costs <m>_each <m>_for <m>_in <m>_instead <m>_is <m>_now <m>_off <m>_to <m>_today <m>_with <n>_! <n>_( <n>_,
    <n>_. <n>_: <n>_; <n>_<x> <n>_? <n>_and <n>_are <n>_as <n>_at <n>_can <n>_come <n>_comes <n>_cost <n>_costs
    <n>_do <n>_does <n>_fits <n>_for <n>_has <n>_have <n>_here <n>_in <n>_is <n>_left <n>_made <n>_need <n>_needs
    <n>_on <n>_or <n>_remaining <n>_right <n>_start <n>_starts <n>_that <n>_this <n>_today <n>_was <n>_weigh
    <n>_weighs <n>_were <n>_with <o>_! <o>_( <o>_) <o>_, <o>_. <o>_; <o>_against <o>_and <o>_are <o>_before <o>_cost
    <o>_costs <o>_each <o>_for <o>_has <o>_have <o>_here <o>_in <o>_is <o>_left <o>_today <o>_with <p>_, <p>_. <p>_:
    <p>_; <p>_and <x>_! <x>_, <x>_. <x>_: <x>_; <x>_<f> <x>_<o> <x>_and <x>_are <x>_for <x>_from <x>_here <x>_is
    <x>_of <x>_to <x>_we <x>_we're ?_yes ^_<f> ^_<m> ^_<n> ^_<x> ^_all ^_at ^_certainly ^_did ^_for ^_from ^_good
    ^_goodbye ^_happy ^_hello ^_here's ^_hi ^_i ^_i'd ^_i'm ^_if ^_in ^_it ^_just ^_let ^_may ^_no ^_of ^_oh ^_on
    ^_only ^_open ^_our ^_perhaps ^_sorry ^_sure ^_thank ^_that ^_the ^_there ^_there's ^_they ^_they're ^_today
    ^_today's ^_tomorrow ^_try ^_unfortunately ^_we ^_we're ^_we've ^_which ^_yes ^_you ^_you'd ^_you'll ^_you're
    a_<n> a_choice a_lovely a_nice a_price a_total about_? about_our about_that about_the afraid_it's afraid_our
    afraid_the afraid_there's afraid_they're afraid_we afraid_we're again_tomorrow against_<m> all_sorts all_the
    all_within also_: altogether_. am_afraid and_<f> and_<m> and_<n> and_<o> and_<x> and_also and_are and_closed
    and_go and_goes and_have and_in and_is and_it and_it's and_more and_now and_our and_see and_thank and_that
    and_the and_there's and_they're and_welcome anything_else anything_like applies_: applies_to are_<f> are_<m>
    are_<x> are_available are_cheaper are_closed are_currently are_described are_for are_from are_here are_in
    are_just are_located are_made are_more are_offered are_only are_open are_out are_priced are_rated are_reduced
    are_sold are_the are_welcome are_you are_yours as_<f> as_<o> as_<x> as_follows ask_? asking_. at_<f> at_<m> at_a
    at_present at_the available_. be_<m> be_found be_happy be_quick before_) before_; both_our both_the budget_,
    budget_. but_i but_i'm but_it but_it's but_only but_out but_sadly but_the but_there but_they but_they're but_we
    can_be can_happily can_have can_help can_i can_offer can_take can_tell carry_<x> certainly_, certainly_:
    cheaper_, cheaper_: cheaper_at cheaper_one cheaper_than cheapest_<n> cheapest_<x> cheapest_one cheapest_thing
    choice_: closed_<x> closed_on closed_today closed_tomorrow come_and come_from come_in come_to comes_from
    comes_in compared_with consider_<n> consider_the cost_<m> cost_from cost_more cost_the costs_<m> costs_less
    costs_more could_take could_try course_! course_, currently_no currently_out day_! day_, dearest_<n> dearest_<x>
    dearest_one dearest_thing depending_on depends_on described_as did_you do_! do_: do_cost do_for do_have do_not
    do_you does_cost don't_find don't_have down_from each_, each_: each_; each_for else_? else_i even_: every_<x>
    expensive_<n> expensive_<x> expensive_at expensive_one expensive_thing fancy_? find_<x> find_anything find_both
    find_for find_it find_our find_the find_them fits_<f> fits_<x> following_applies follows_: for_, for_<f> for_<m>
    for_<x> for_? for_asking for_every for_it for_our for_the for_them for_you for_your found_<x> found_in from_<f>
    from_<m> from_<x> go_from go_up goes_for goes_up good_day good_news good_question goodbye_! goodbye_, got_<f>
    got_<n> got_just got_our got_the happily_point happily_suggest happy_to has_<f> has_<x> has_just have_, have_.
    have_<f> have_<n> have_<x> have_a have_is have_it have_just have_only have_our have_the head_over heard_that
    hello_! hello_, hello_there help_: help_? help_with help_you here's_what here_. here_<x> here_at here_for
    here_in hi_, home_our home_the hours_: hours_<x> hours_are hours_on hours_today hours_tomorrow hours_were
    how_can how_may however_, i'd_be i'd_happily i'd_suggest i'm_afraid i'm_not i'm_really i'm_so i'm_sorry i_am
    i_can i_do i_don't i_find i_heard i_help i_know i_look i_looked i_may i_regret i_suggest i_tell i_think i_would
    if_i if_you in_<f> in_<o> in_<p> in_<x> in_at in_every in_just in_luck in_one in_stock in_total indeed_!
    indeed_, instead_of is_<f> is_<m> is_<x> is_available is_cheaper is_currently is_described is_for is_from
    is_here is_in is_just is_located is_made is_more is_no is_offered is_out is_priced is_rated is_reduced is_sold
    is_the is_there is_yours it's_<m> it's_<x> it's_in it's_made it's_out it's_sold it_applies it_as it_in it_is
    it_used it_was just_<f> just_head just_right just_run just_the know_about left_, left_. left_for less_. let_me
    like_, like_<n> like_? like_the listed_as located_<x> located_in look_for look_up looked_, looking_for
    lovely_day luck_: made_from made_of made_with makes_<m> may_ask may_help may_i me_see me_tell mean_? mean_the
    might_consider moment_, moment_. month_! month_, month_. more_, more_. more_: more_expensive more_than
    most_expensive namely_<m> need_<f> need_<x> needs_<f> needs_<x> news_! news_: nice_day no_, no_offer not_carry
    not_find not_have not_sure now_, now_. now_<m> now_it's now_they're of_. of_<m> of_<x> of_course of_our of_stock
    of_the of_them of_things off_( off_, off_<x> off_the offer_, offer_. offer_; offer_against offer_are offer_cost
    offer_costs offer_for offer_is offer_on offer_the offer_you offered_at offered_in oh_, on_<x> on_our on_the
    one_, one_. one_? one_at one_can one_is one_may one_shall one_takes one_that one_version one_would only_.
    only_<f> only_one open_<x> open_again open_from open_on open_today open_tomorrow opening_hours or_<n> or_the
    our_<n> our_cheapest our_dearest our_hours our_most our_opening out_, out_. out_at out_of out_right over_:
    percent_off perhaps_you'd pick_. point_you prefer_? present_. price_is price_of priced_<m> priced_at priced_from
    prices_are prices_of product_do question_! quick_! quite_a rated_for really_sorry reduced_from regret_that
    remain_. remaining_. right_. right_here right_now run_out sadly_it's sadly_they're same_, say_it's say_they're
    scales_, see_, see_: see_us see_you sell_<x> shall_i so_<f> so_be so_it's so_sorry so_there's so_they're sold_as
    sold_out something_from sorry_, sorry_. sorry_about sorry_to sorts_of start_from starts_from stock_) stock_,
    stock_. stock_: stock_; stock_at stock_right suggest_<n> suggest_the sure_i sure_thing take_home take_the
    take_your takes_your tell_you than_the thank_you that's_<m> that's_the that's_what that_, that_costs
    that_depends that_goes that_it that_makes that_right that_the that_there that_they that_we that_would the_<f>
    the_<n> the_<o> the_<x> the_cheaper the_cheapest the_dearest the_following the_moment the_most the_one the_price
    the_prices the_same the_scales the_usual the_way the_weight them_come them_in then_! there's_<f> there's_<x>
    there's_a there's_no there's_only there's_quite there's_something there's_time there_, there_anything there_are
    there_is they're_<m> they're_<x> they're_even they're_in they're_made they're_out they're_sold they_are
    they_cost they_go they_used they_were thing_, thing_we things_: think_you'd this_month though_. though_i'm
    though_only time_. to_<f> to_<m> to_<n> to_<x> to_a to_be to_every to_help to_say to_suggest to_tell to_the
    today's_hours today's_offer today_( today_, today_. today_are today_from today_until today_we today_we're
    tomorrow_. tomorrow_are tomorrow_at tomorrow_from tomorrow_we tomorrow_we're total_. total_of try_<n> try_the
    unfortunately_, until_<f> up_for up_to us_. used_to usual_<m> usually_<m> version_. version_of version_only
    very_welcome visit_. want_the was_<m> was_priced way_to we're_closed we're_here we're_open we've_got we_are
    we_can we_do we_don't we_have we_open we_sell weigh_<f> weigh_in weighs_<f> weighs_in weight_of welcome_!
    welcome_. welcome_to were_<f> were_<m> were_priced what_are what_can what_i what_it's what_may what_they're
    which_it which_one which_product which_they which_was whichever_you will_find with_<f> with_<m> with_<x> with_?
    with_today's within_your would_be would_come would_suggest would_you yes_, yes_: yes_indeed you'd_find
    you'd_like you'll_find you're_in you're_very you're_welcome you_, you_. you_: you_<n> you_? you_about you_are
    you_can you_could you_for you_like you_looking you_mean you_might you_prefer you_that you_the you_then you_to
    you_want you_will you_with your_budget your_fancy your_pick your_visit yours_for
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
