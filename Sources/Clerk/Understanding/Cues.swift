/// The phrases by which English speakers show what they want to know. General English: no word here belongs to a shop.
enum Cues {
  static let price = Patterns(
    lines: """
      how much is|are|for|does|do|did|would|will|was|were|if|am|this|that|the|a|an|it|each|these|those|they|one|can|could|to|per|of|your|my|i|total|altogether|going
      how much extra|more|money
      how expensive|pricey
      price|prices|priced|pricing
      cost|costs|costing
      going|go|goes|selling|sell|sells|retail for
      going|go|goes rate
      set|sets me back
      run|runs me
      what is it|that|this|the ~ run
      what does|do|will|would ~ run
      do you charge
      you charge for
      what is|are the damage
      what do|would|will i pay|owe
      how many dollars|bucks
      tell me how much
      how much ~ cost|costs|go
      what does|do|would|will ~ come to
      worth of
      do|would|will you want|take|ask for
      asking for|price
      what|how much ~ for|ring up|come out to
      what is that|it|this|they|those|all? come|coming to
      that|it|this|these|they come|comes to
      what would|will|does it|that|they|those|these be|cost
      what would|will a|an|one|the|two|2|3|4|5|6|those|these|your ~ be
      """)
  /// What something cost before it was reduced.
  static let earlier = Patterns(
    "was|were ~ before", "originally|previously", "used|use to cost|be",
    "original|old|full|usual|normal|regular price", "before the? reduction|sale|discount|offer|it",
    "reduced|down|marked from", "did ~ cost before")
  static let howMuch = Pattern("how much")
  static let priceStrong = Patterns(
    lines: """
      price|prices|priced|pricing
      cost|costs
      how much is|are|for|does|do
      how much ~ cost|costs
      going for
      asking for|price
      what does|do|would|will ~ come to
      do|would|will|should i owe|pay
      how much for
      you charge
      set|sets me|us|you|him|her back
      """)

  static let location = Patterns(
    lines: """
      where is|are|can|do|would|could|will|might|should|did|exactly|abouts|about|the|in|on|at
      where ~ find|get|keep|buy|located|located
      which|what aisle|shelf|section|department|row|bay|part|corner|floor|side|rack|counter|zone|case|cabinet|stand|level|room|hall
      aisle|aisles
      point me
      direct me to
      show|take|walk|lead me over? to
      location of
      located
      show me where
      tell me where
      know where
      lead me to
      find the|my|your|some|any
      walking|walked|looking|looked|searching|hunting ~ forever|everywhere|ages
      can|could not ~ find|spot|locate
      how do i get to
      """)

  static let stock = Patterns(
    lines: """
      do|did you still|also|even|currently|actually|guys|folks? have|sell|carry|stock|got|get|keep|do|offer|make|serve|hold
      do you ~ have|sell|carry|stock|serve
      have you got|still|any|a|an|the|some|run
      you got|have|sell|carry
      you guys ~ have|sell|carry
      got any|some|a|the|those|these|that|this
      is|are there any|some|still|a|an|more
      is|are there ~ left
      in stock
      out of stock
      still have|got|available|there|left
      any ~ left
      can|could|may i|we take ~ home|today
      can|could|would you do|make|get|sell me|us
      left in|on
      available
      sold out
      run|ran out
      are you out
      can|could|may i|we get|have|buy|order|grab|pick|purchase
      i|we would like|love a|an|some|the|to
      i|we want|need a|an|some|the|to|my
      am|are looking|searching|hunting|shopping for
      i|we am|are after
      how many ~ left|stock|available
      is|are ~ available|back
      is|are ~ in today|yet|now|again|stock|store
      any|got any
      let me have|get
      give me
      carry
      """)
  static let have = Patterns(
    "do|did you ~ have|sell|carry|stock|got|do", "do you keep", "have you got", "is|are there", "got any", "in stock",
    "left",
    "available", "sell", "carry", "sold out")
  static let count = Patterns(
    "how many ~ left", "how many ~ in stock", "how many ~ do you have", "how many ~ have you", "how many ~ available",
    "how many ~ are|is there")

  static let hours = Patterns(
    lines: """
      opening|closing|business|store|shop|open|trading hours|time|times
      are|is|will|do|does|when|time you|the|this|it|we|shop|store|they open|close|closed|shut|shutting|opening|closing|opened
      are you guys|all|folks|ever? still|even|usually|normally|also|already? open|closed|closing|opening
      how long|late are you here|around
      when|time ~ open|close|closed|shut|opens|closes|shuts|opening|closing
      how late|early|long ~ open|close|closed|stay|until|till
      how late|early are|do|can|is|will
      open|close|closed|shut|closing on|at|until|till|tomorrow|today|tonight|now|sundays|late|monday|tuesday|wednesday|thursday|friday|saturday|sunday|saturdays|weekends|this|for|by|yet|earlier|later|before|after|all|seven|every|over|christmas|easter|thanksgiving|24
      your|the hours
      weekend|weekday|saturday|sunday|monday|tuesday|wednesday|thursday|friday|holiday|christmas|easter|evening|summer|winter|today|normal|usual|regular hours
      hours are|do|for|on|today|tomorrow|of
      latest evening|night|closing|day
      late night|evening|opening
      how late|early on|tonight|till|until|tomorrow|today
      when|time ~ knock|pack|lock off|up
      when|time ~ reopen|reopens|reopening|finish|finishing|finishes
      reopen|reopens|reopening
      what|which days ~ open|closed
      still open
      open yet
      until|till what time|when
      """)

  static let promotion = Patterns(
    lines: """
      on sale|offer|special|promotion|promo|discount|clearance
      any|some|current|special|good|best|a|an|the|your|no|have deal|deals|offer|offers|promotion|promotions|promo|promos|discount|discounts|special|specials|coupon|coupons|sale|sales|bargain|bargains|discounted
      deal|deals|offers|promotions|discounts|coupons|bargains|sales on|with|for|today|this|right|at|going|running
      what is|are ~ on sale|offer|special|discount
      money off
      something|anything free with|when|if
      something|anything|what is thrown in
      thrown in
      something|anything extra with|when|if
      bonus with|when|if
      freebie|freebies
      cheaper|less if|when|by i|we|you ~ buy|take|get|order|have
      how much|what do|would|will|can|could i|we|you save
      do|would|will i|we|you save anything|something|money|much|a|if|when|by|on|with
      save anything|something|money if|when|by|on|with
      percent off
      knocked|taken off
      anything|something off
      anything|something going on with|for|in|on
      what|anything do|would i? get|free with
      buy one get
      do|would|will i|we|you get ~ with
      come|comes with anything|something ~
      reduced|discounted
      running ~ sale|sales|promotion|promotions|specials
      promotion|promotions|promo
      package|bundle|combo|combination|set price|deal|rate|discount
      better|special|lower price ~ together|both
      get|got ~ if|when|for i|we|you? spend|spending
      clearance|sale|offer|special|deal|promotion still|over|on|running|going|finished on|going|running|over?
      sale on
      """)

  static let recommend = Patterns(
    lines: """
      recommend|recommended|recommendation|recommendations|suggest|suggestion|suggestions
      what should|would|could|can|might|do i|we|you|she|he|they ~ get|buy|have|give|try|use|put|pick|drink|eat|wear|bring|take|go|choose|order
      what ~ could|can|should i|we have|get|use|put|drink|eat|buy|give|try
      what is|are a|an|some|the? good|nice|great|best
      what is|are good|best|nice|great|popular for|with|to|if|here
      what ~ good|best|suitable|nice|great|ideal|right for|with|to
      which ~ best|good|better|suitable|right|ideal for|to|if|with
      something|anything for|to|that|with|warm|nice|good|cool|cheap|light|small|special|sweet|simple|without|under|i|a|like|suitable|less|more|in|around|below
      gift|gifts|present|presents for|idea|ideas|under|that
      a|an gift|present
      looking|shopping for something|anything
      need|want something|anything|somewhere
      what|which do|would|will|should i|we|you need for|to|if|when
      need|want|trying to ~ what do|would|should i|you|we need|use|have|recommend
      need|want to ~ what|anything|something ~ have|got
      want|wants to start|learn|play|try|take up
      better|best for|at|if|with
      somewhere to
      something|anything that|not|vegan|vegetarian|hot|sturdy|waterproof|easy|soft|quiet
      what|which ~ would|should you use|give|choose|get|wear|put
      what ~ would|do you give
      is|are there anything|something
      what ~ have|got|sell|carry for a|an|my|the|someone|people|kids|men|women|headache|headaches|pain|dry|cold|colds|babies
      what goes well|good|nicely? with
      what|which ~ goes|go|pairs|pair with|well
      goes|go|pair|pairs well|good|nicely|best|great with
      your best|favorite|favourite|bestseller|bestsellers
      most popular
      best seller|sellers|selling
      which one should|would|do
      which should i
      what do people
      good|best for
      ideal for
      idea|ideas for
      help me choose|pick|decide|find
      """)

  static let list = Patterns(
    lines: """
      what|which kind|kinds|sort|sorts|type|types|range|selection|brand|brands|varieties|variety|choice|choices of
      what|which ~ do|did you guys? have|sell|carry|stock|offer|got|do|serve|make|keep
      what|which ~ have you got
      which|what pieces|items|products|things|ones|goods have|has|contain|come|use|are
      what ~ are there
      what|which ~ are|is available
      what|which ~ can i|we|you get|choose|have|buy|order|pick
      what|which ~ you got|have|sell|carry|offer
      list|name|read ~ your|all|the|me
      what else
      what other|others
      what all
      any other
      what are my|the|your|our options|choices
      tell me about|what your|you|the? ~
      do you have different
      how many kinds|types|sorts|different|varieties
      what|which ~ options
      your selection|range|menu|collection
      """)

  static let options = Patterns(
    lines: """
      what|which|any|other|different|how|many|all|more size|sizes|color|colors|colour|colours|flavor|flavors|flavour|flavours|finish|finishes|scent|scents|length|lengths|width|widths|style|styles|strength|strengths|shade|shades|pattern|patterns|option|options|variants|version|versions|formats
      come|comes|available in
      does|do it|they|that|this|those|these|one|ones|any|the ~ come in
      is|are there another|other|different|more|any? other|more|different? color|colors|colour|colours|size|sizes|finish|finishes|flavor|flavors|flavour|flavours|style|styles|version|versions|scent|scents|option|options
      do|have|can you|i have|got|get|make|do|sell it|them|that|this|those|these|one|any in
      bigger|smaller|larger|lighter|darker|shorter|longer|wider one|size|version|pack|bottle|box|bag
      in another|other|a|different size|color|colour|flavor
      what|which * can|could i|we have|get|order ~ in
      """)

  static let compare = Patterns(
    lines: """
      which|what ~ more|less|fewer ~ or
      difference|differences between|in
      difference|differences ~ between
      what is|are the|any difference
      compare|compared|comparison|versus|vs
      cheaper|dearer|better|bigger|smaller|larger|heavier|lighter|stronger|healthier|more|less|longer|shorter|taller|wider|pricier|sweeter|older|newer|softer|warmer|faster|worse|thicker|thinner ~ than
      what is|are cheaper|dearer|better|bigger|smaller|larger|heavier|lighter|stronger
      which|what ~ cheaper|dearer|better|bigger|smaller|larger|heavier|lighter|stronger|longer|shorter|taller|wider|pricier|sweeter|warmer|softer|costlier
      which ~ costs|cost|weighs|weigh|is|are less|more
      which|what one is|are? firmer|thicker|thinner|harder|quieter|louder|brighter|darker|milder|hotter|spicier|drier|deeper|tougher|safer|easier|richer|smoother|finer|coarser|sharper|fresher ~ or
      how does|do ~ compare
      price|cost gap|difference
      gap between
      how much ~ save ~ instead|rather|over|than|taking|buying|getting|choosing|going
      how much more|less|cheaper|dearer ~ than
      """)

  static let staff = Patterns(
    lines: """
      speak|talk|chat to|with ~
      speak|talk|chat to|with someone|somebody|anyone|anybody|staff|people
      get|call|fetch|find|bring|send|page|see|want me|for|to|over? a|an|the|your|some|any manager|staff|someone|somebody|employee|assistant|human|supervisor|owner|salesperson|associate|representative|agent|colleague
      get|call|fetch|find|bring|send|page|see me|for? staff|someone|somebody|help
      is|are there a|an|any|some manager|staff|someone|somebody|employee|assistant|human|person|supervisor
      ask a|the|your barista|pharmacist|manager|cashier|owner|stylist|tailor|jeweler|butcher|baker
      member|members|anyone|someone|somebody of|from|on staff|the|your
      can|could|is|will someone|somebody|anyone|anybody|person help|assist|show|carry|come|lift|cut|load|serve|open|unlock|to|there|available|here|please|give|check|get|talk|explain|reach
      need|want|get|require some|a|any|real? help|assistance|hand
      need|want|prefer|like a|an|another person|human|employee|assistant|manager|supervisor
      real|actual|live person|human
      customer service|services|support
      complain|complaint|complaints
      human being
      help me please|out
      somebody who works here
      need|want|like someone|somebody to|who
      someone|somebody who|that can|could|might give|help|assist|lend
      give|lend us|me a hand
      one of your guys|people|colleagues|team|staff|experts|mechanics|men|ladies
      """)

  static let repeating = Patterns(
    lines: """
      say|tell|repeat that|it|me? again|once
      repeat|pardon
      what did you say|just
      come again
      one more time
      did not catch|hear|get|understand that|you|it|what
      could not hear
      say what
      """)

  static let thanks = Patterns(
    "thank|thanks|cheers|ta|appreciate|thankyou|grateful", "made my day|week",
    "been|are a|so|very|really ~ help|helpful|kind")
  static let goodbye = Patterns(
    "bye|goodbye|bye-bye|farewell|cya", "see you|ya", "that is|was all", "have a good|nice|great", "good night",
    "that will be all", "i am done", "nothing else", "no that is it", "take care")
  static let greeting = Patterns(
    "hi|hello|hey|hiya|howdy|greetings|morning|yo", "good morning|afternoon|evening|day", "how are you",
    "how is it going",
    "what is up", "are you there", "anyone there", "nice to meet")
}
