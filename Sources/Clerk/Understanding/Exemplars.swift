/// Questions as people ask them, by what they want, with "item" where a product stands: what the sentence encoder
/// compares a question with when no rule is sure. General English: none of them is of any shop.
enum Exemplars {
  static let bank: [(intent: Intent, texts: String)] = [
    (
      .price,
      """
      how much is the item|what does the item cost|price of the item|what is the item going for|\
      how much would i pay for the item|what do you charge for the item|what's the damage for the item|\
      how many dollars for the item|is the item expensive|tell me the price of the item|what will the item run me|\
      how much for one item|how much for a pair of items|what's the cost of a single item|\
      could you check the price of the item|the item how much|ring up the item for me what would it be|\
      what's it cost for the item|i wonder how much the item costs|any idea what the item costs|\
      what price is the item marked at|what's the tag on the item|do you know how much the item is|\
      what would the item set me back|i want to know what the item goes for|how pricey is the item|\
      what are items running these days|what's the going rate for the item|can i afford the item|\
      how much money do i need for the item
      """
    ),
    (
      .stock,
      """
      do you have the item|is the item in stock|have you got any items left|are there any items|\
      do you carry the item|do you sell items|can i get the item here|is the item available|\
      i'm looking for the item|i need an item|do you still have the item|are you out of items|is the item sold out|\
      would you happen to have an item|any chance you have the item|i'd like to buy an item|got any items|\
      are items back in yet|could i pick up an item today|is there an item i could buy|do you stock the item|\
      how many items are left|how many items do you have|when will the item be back|are you getting more items in|\
      can i take an item home today|you wouldn't have an item would you|i was hoping to find an item|\
      is the last item gone|i'll take an item if you have it
      """
    ),
    (
      .location,
      """
      where is the item|where can i find the item|which aisle is the item in|where do you keep the items|\
      what shelf is the item on|point me to the item|i can't find the item|whereabouts are the items|\
      show me where the items are|which section has the item|how do i find the item in here|\
      is the item near the front|i've looked everywhere for the item|what part of the store has items|\
      could you direct me to the items|where would the item be|in which row is the item|are the items upstairs|\
      which way to the items|i'm lost trying to find the item|where have you put the items|is the item at the back|\
      what corner are the items in|where should i look for items|can you tell me the location of the item|\
      where did you move the items|which counter has the item|what department are items in|help me find the item|\
      where abouts would i see the item
      """
    ),
    (
      .options,
      """
      what sizes does the item come in|what colors do you have in the item|does the item come in other flavors|\
      is there a bigger item|do you have the item in a smaller size|which versions of the item are there|\
      what are the options for the item|can i get the item in another color|is the item only in one size|\
      how many sizes of the item are there|what kinds of the item can i choose from|do you do the item in large|\
      are there different strengths of the item|is there a lighter version of the item|\
      what finishes does the item have|which shades does the item come in|is the item made in half sizes|\
      can i have the item in a different material|what lengths are there for the item|\
      are there other scents of the item|does it come any larger|what widths do you have|\
      is there a travel size of the item|does the item come in packs|what formats is the item in|\
      which lengths can i get|could i get a smaller one|do they make the item in my size|\
      what's the largest size of the item|what's the smallest item size
      """
    ),
    (
      .detail,
      """
      where does the item come from|what is the item made of|how heavy is the item|how big is the item|\
      how many come in a box of the item|who makes the item|how do i clean the item|is the item waterproof|\
      how long does the item last|does the item have a warranty|what's special about the item|\
      tell me more about the item|what is the item like|can the item go in the dishwasher|\
      does the item need batteries|how do i use the item|is the item handmade|how tall is the item|\
      does the item fit most people|what year is the item from|is the item organic|how strong is the item|\
      is the item easy to put together|what comes with the item|does the item work with other things|\
      how old do you have to be for the item|how long is the item|what does the item taste like|\
      how thick is the item|is the item good quality|can you describe the item|what does the item do|\
      how many watts is the item|how much does the item weigh
      """
    ),
    (
      .allergen,
      """
      does the item contain nuts|is the item gluten free|what allergens are in the item|is there dairy in the item|\
      does the item have eggs in it|is the item safe for a nut allergy|does the item have soy|\
      any allergens in the item|could the item have traces of peanuts|is the item free of wheat|\
      does the item contain latex|is the item free from fragrance|does this have shellfish in it|\
      is there lactose in the item|i can't have gluten is the item okay|\
      would someone with an allergy be fine with the item|what allergy warnings are on the item|\
      is the item nickel free
      """
    ),
    (
      .ingredient,
      """
      what's in the item|what are the ingredients of the item|what goes into the item|what is the item made with|\
      does the item have sugar in it|is there alcohol in the item|list the ingredients in the item|\
      what's inside the item|is the item made with real fruit|does the item contain preservatives|\
      are there additives in the item|what do you put in the item
      """
    ),
    (
      .list,
      """
      what kinds of items do you have|what items do you sell|which items are there|show me your items|\
      what's your selection of items|list all your items|what else do you have|what brands of items do you carry|\
      what do you sell here|what sort of things do you have|what are my choices for items|tell me about your items|\
      what other items are there|name some items you have|what range of items have you got|give me a list of items|\
      which ones do you have|what varieties of items can i get|what's on the menu|what is available
      """
    ),
    (
      .superlative,
      """
      what's your cheapest item|which item is the most expensive|what's the biggest item|\
      which item costs the least|what is the lightest item you have|your lowest priced item|\
      what's the dearest item|which is the smallest item|most affordable item|what's the strongest item you sell|\
      the priciest item|which one is the cheapest
      """
    ),
    (
      .compare,
      """
      what's the difference between this item and that item|is this item cheaper than that item|\
      which is better the item or the other item|compare the item with the other item|\
      how does the item compare to the other item|item versus other item|which of the two items is bigger|\
      are the two items the same|what sets the item apart from the other item|which one costs more|\
      does this item last longer than that one|is it worth paying more for the item
      """
    ),
    (
      .recommend,
      """
      what would you recommend|can you suggest something|i need a gift for my mother|\
      what's good for a birthday present|something for under twenty dollars|which item is best for beginners|\
      what do people like most|i don't know what to get|help me choose an item|what goes well with the item|\
      what should i buy for a party|i want something warm|do you have something for dry skin|what's popular|\
      what's your favorite|i'm looking for something special|what would suit a small room|anything good for a cold|\
      what would you pick|give me an idea for dinner|what do you think i should get|which item would you choose|\
      i'd like something light|what works best for travel
      """
    ),
    (
      .promotion,
      """
      are there any deals today|is the item on sale|do you have any discounts|what's on special offer|\
      any promotions this week|do you have coupons|is there money off the item|are any items reduced|\
      what's on clearance|do i get a discount if i buy two|is there a sale on|any bargains|buy one get one free|\
      what specials do you have|is the item discounted|when does the sale end
      """
    ),
    (
      .hours,
      """
      what time do you open|when do you close|are you open on sunday|what are your hours|how late are you open|\
      are you open now|until what time are you open today|do you open on holidays|are you closed on monday|\
      what time does the store shut tonight|how early do you open|are you open late|is the shop open tomorrow|\
      when are you open|do you close for lunch|are you open on christmas|what are the opening times|\
      how long are you open for
      """
    ),
    (
      .policy,
      """
      can i return this|what's your return policy|do you deliver|how can i pay|do you take credit cards|\
      can i get a refund|do you ship|is there a warranty|can i exchange it|do you offer gift cards|\
      can i pay with cash|do you price match|is there parking|where are the restrooms|do you have wifi|\
      can i bring my dog|is the shop wheelchair accessible|do you do repairs|can i order online|do you hire people|\
      do you gift wrap|is there a loyalty program|do you give student discounts|can i book an appointment|\
      can i reserve one|what's your phone number|what's your address|do you have a fitting room|\
      how long does delivery take|can you order it for me|do you buy used things|do you rent things out|\
      can i get a receipt|what if it breaks
      """
    ),
    (
      .staff,
      """
      can i talk to a person|i need to speak to the manager|could someone help me|call someone for me|\
      i want a real person|is there anyone who can help|get me an employee|i have a complaint|\
      can somebody come here|i need assistance|let me talk to staff|could a member of staff come over|\
      i'd rather ask a human|can someone reach this for me
      """
    ),
    (
      .unsafe,
      """
      is the item safe during pregnancy|can i take the item with my medication|will the item hurt my baby|\
      is the item safe for children|how many items can i take a day|i have a heart condition is the item okay|\
      can i mix the item with bleach|is the item poisonous|my throat is swelling|\
      what dose of the item should i take|can diabetics have the item|is it dangerous to use the item|\
      will the item make me drowsy|i had a bad reaction to the item
      """
    ),
    (
      .greeting,
      """
      hello|hi there|good morning|hey how are you|good afternoon|howdy|hi can you hear me|are you there|\
      nice to meet you|good evening
      """
    ),
    (
      .thanks,
      """
      thank you|thanks a lot|that was helpful|cheers|much appreciated|great thanks|thank you so much|\
      perfect thank you
      """
    ),
    (
      .goodbye,
      """
      goodbye|bye|see you later|that's all for today|i'm done|have a nice day|no that's everything|good night
      """
    ),
    (
      .repeat,
      """
      say that again|can you repeat that|what did you say|i didn't hear you|pardon|sorry one more time|come again
      """
    ),
    (
      .outOfScope,
      """
      what's the weather like|tell me a joke|who is the president|what's the capital of france|play some music|\
      set a timer for ten minutes|who won the game|what's the meaning of life|how do i fix my car|\
      what's on tv tonight|how far is the moon|translate hello into spanish|what's the news|book me a flight|\
      how do i lose weight|do you believe in god|what's two plus two|call me a taxi|what's the stock market doing|\
      sing me a song|who invented the telephone|how tall is mount everest|when was the war|what's my horoscope|\
      how do i learn piano|can you do my homework|what's a good movie|where is the nearest airport|what day is it|\
      are you a robot|do you have feelings|how old are you|what is your name|who made you|how do i cook rice|\
      send a text to my brother|remind me to call the doctor|what should i name my dog|will it rain tomorrow|\
      how much money do i have in the bank
      """
    ),
  ]

  /// All questions with their intents.
  static let all: [(intent: Intent, text: String)] = bank.flatMap { entry in
    entry.texts.split(separator: "|").map { (entry.intent, String($0)) }
  }
}
