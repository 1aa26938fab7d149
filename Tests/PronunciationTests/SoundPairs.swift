/// What was meant and how it was heard, or two things that must be kept apart: of many kinds of shop, written for
/// these tests.
enum SoundPairs {
  /// Near-homophones, and what recognisers make of product names.
  static let alike: [(String, String)] = pairs(
    """
    oat milk|note milk; oat milk|oh milk; sesame oil|sess a me oil; chickpeas|chick peace; americano|a merry car no
    barista|bare east a; mocha|moka; roast|rose; americano|of maricano; double|devil; goat milk|go milk
    peppermint tea|pepper mint t; quinoa|keen wah; hummus|hum us; tahini|ta heeny; cappuccino|cap a chino
    espresso|expresso; macchiato|mocky auto; croissant|cross on; baguette|bag get; focaccia|for catcher
    gnocchi|know key; bruschetta|brew sketter; worcestershire sauce|wooster sheer sauce; jalapeno|hall a penyo
    mozzarella|matza rella; parmesan|parma sin; prosciutto|pro shooter; zucchini|zoo keeny; edamame|ed a mommy
    sriracha|sir racha; kimchi|kim chee; kombucha|come boo cha; tortilla|tor tea a; avocado|have a cardo
    almond butter|all man butter; rye bread|right bread; sourdough|sour dope; whole wheat flour|hole wheat flower
    maple syrup|may pull syrup; cinnamon|sin a man; cardamom|card a mum; turmeric|term eric; basil|bazel
    green beans|green bins; black pepper|blank pepper; sea salt|c salt; rice vinegar|rise vinegar
    soy sauce|soil sauce; coconut water|coke a nut water; lentils|lental; cashews|cash use; pistachios|pis dashios
    walnuts|wall nuts; raisins|raise ins; granola|grand ola; oatmeal|oat meal; muesli|mewsly
    sweater|sweat her; cardigan|card again; leggings|leg ins; turtleneck|turtle deck; denim jacket|den him jacket
    chinos|chee knows; blazer|blaze her; hoodie|who dee; parka|parker; beanie|beany; scarf|scarfs
    linen shirt|lynn in shirt; cashmere|cash mere; corduroy|cord a roy; suede boots|swayed boots; moccasins|mock a sins
    loafers|low first; sneakers|speakers; stilettos|still let those; espadrilles|s padrills; clogs|clocks
    merino wool|marino wool; fleece vest|fleas vest; rain coat|rein coat; bandana|band anna; mittens|mitten
    ottoman|auto man; credenza|create ends a; chaise lounge|shays lounge; armoire|arm wire; futon|foot on
    bookcase|book case; nightstand|night stand; sectional sofa|section all sofa; recliner|re cliner; bar stool|bars tool
    headboard|head bored; sideboard|side board; lamp shade|lamb shade; dresser|dress her; bunk bed|bug bed
    oak table|oat table; pine desk|fine desk; walnut veneer|wall nut then ear; duvet|do vay; pillow case|pillow cays
    amethyst|am a thist; opal ring|hopeful ring; topaz|toe paz; sapphire|safe fire; emerald|em rolled; onyx|on x
    moonstone|moon stone; pearl earrings|curl earrings; choker|joker; bangle|bang all; locket|lock it; brooch|broach
    signet ring|sig net ring; tennis bracelet|tennis brace let; cubic zirconia|cubic sir konya; rose gold|roast gold
    garnet|gar net; turquoise|turk oys; cufflinks|cuff links; anklet|ank let; pendant|pendent; filigree|filler gree
    screwdriver|screw driver; wrench|ranch; pliers|plyers; chisel|chizzle; hacksaw|hack saw; sandpaper|sand paper
    drill bit|drill bid; caulk gun|cork gun; wood glue|would glue; paint brush|pain brush; duct tape|duck tape
    socket set|sock it set; spirit level|spear it level; allen key|alan key; masking tape|mask in tape; primer|prime her
    ibuprofen|i be profen; paracetamol|para seat a mall; vitamin c|vitamin sea; moisturizer|moist your riser
    conditioner|condition her; shampoo|sham poo; deodorant|the odor ant; sunscreen|sun scream; mouthwash|mouth watch
    toothpaste|tooth paced; mascara|mass car a; eyeliner|i liner; concealer|can sealer; lip balm|lip bomb
    retinol|rettin all; hyaluronic acid|high lure onic acid; aspirin|as prin; cough syrup|coffee syrup; bandages|band ages
    monstera|mon stare a; succulent|suck you lent; begonia|big onia; fern|firm; orchid|or kid; peace lily|piece lily
    potting soil|potting so oil; fertilizer|fertile eyes her; pruners|prune hers; watering can|water in can
    yoga mat|yogurt mat; dumbbell|dumb bell; kettlebell|kettle bell; bicycle helmet|by sickle helmet; tent peg|ten peg
    sleeping bag|sleep in bag; water bottle|what a bottle; headlamp|head lamp; carabiner|care a beaner; thermos|thermis
    lego castle|leg oh castle; jigsaw puzzle|jig saw puzzle; teddy bear|ted e bear; plush unicorn|plus unicorn
    board game|bored game; notebook|note book; fountain pen|found in pen; envelope|on velope; eraser|a racer
    usb cable|you s b cable; headphones|head phones; charger|charge her; bluetooth speaker|blue tooth speaker
    hdmi cable|h d m i cable; keyboard|key board; webcam|web cam; power bank|powder bank; earbuds|ear buds
    """)

  /// Things of one shop that a shopper would be cross to see mixed up.
  static let apart: [(String, String)] = pairs(
    """
    oat milk|rice milk; oat milk|almond milk; goat milk|soy milk; sesame oil|olive oil; chickpeas|black beans
    americano|cappuccino; espresso|latte; mocha|cortado; barista|banana; peppermint tea|chamomile tea; quinoa|couscous
    hummus|tahini; croissant|muffin; baguette|sourdough; focaccia|ciabatta; gnocchi|ravioli; jalapeno|cucumber
    mozzarella|cheddar; parmesan|feta; prosciutto|salami; zucchini|eggplant; sriracha|ketchup; kimchi|sauerkraut
    kombucha|lemonade; tortilla|pita bread; avocado|mango; almond butter|peanut butter; rye bread|white bread
    maple syrup|honey; cinnamon|nutmeg; cardamom|coriander; turmeric|paprika; basil|oregano; green beans|green peas
    black pepper|white pepper; sea salt|brown sugar; rice vinegar|apple cider vinegar; soy sauce|fish sauce
    coconut water|sparkling water; lentils|barley; cashews|walnuts; raisins|apricots; granola|porridge
    sweater|trousers; cardigan|skirt; leggings|jeans; denim jacket|leather jacket; chinos|shorts; blazer|overalls
    hoodie|shirt; parka|raincoat; beanie|gloves; scarf|belt; linen shirt|silk blouse; cashmere|cotton; suede boots|rain boots
    loafers|sandals; sneakers|slippers; merino wool|polyester; bandana|umbrella; mittens|socks; small|medium; small|large
    medium|large; red|blue; green|grey; black|white; navy|maroon; beige|purple; sixteen ounce|twelve ounce
    ottoman|bookcase; credenza|wardrobe; chaise lounge|dining chair; futon|mattress; nightstand|coffee table
    sectional sofa|love seat; recliner|rocking chair; bar stool|floor lamp; headboard|mirror; dresser|desk
    oak table|glass table; pine desk|steel desk; duvet|blanket; pillow case|fitted sheet; rug|curtain
    amethyst|diamond; opal ring|ruby ring; topaz|emerald; sapphire|pearl; moonstone|turquoise; choker|bracelet
    bangle|watch; locket|tiara; brooch|earrings; signet ring|wedding band; rose gold|sterling silver; cufflinks|tie clip
    anklet|necklace; pendant|charm; garnet|peridot; platinum|copper; yellow gold|white gold; hoops|studs
    screwdriver|hammer; wrench|ladder; pliers|saw; chisel|drill; sandpaper|paint roller; wood glue|super glue
    duct tape|electrical tape; socket set|tool box; spirit level|tape measure; masking tape|bubble wrap; nails|screws
    ibuprofen|aspirin; paracetamol|antacid; vitamin c|vitamin d; moisturizer|shampoo; conditioner|body lotion
    deodorant|perfume; sunscreen|lip gloss; mouthwash|dental floss; mascara|blush; eyeliner|foundation; lip balm|hand cream
    bandages|thermometer; cough syrup|eye drops; razor|comb; soap|towel; monstera|cactus; succulent|rose bush
    begonia|lavender; fern|bamboo; orchid|tulip; potting soil|gravel; fertilizer|weed killer; pruners|shovel
    watering can|garden hose; yoga mat|jump rope; dumbbell|treadmill; bicycle helmet|bicycle pump; tent peg|camp stove
    sleeping bag|backpack; water bottle|lunch box; headlamp|compass; lego castle|toy train; jigsaw puzzle|chess set
    teddy bear|doll house; board game|card game; notebook|calendar; fountain pen|pencil case; envelope|stapler
    eraser|ruler; usb cable|mouse pad; headphones|microphone; charger|battery; bluetooth speaker|desk lamp
    hdmi cable|phone case; keyboard|monitor; webcam|printer; how much is it|oat milk; where do i find|sesame oil
    do you have any|chickpeas; is it open today|barista blend; what time do you close|green tea; thank you|tofu
    vanilla|chocolate; strawberry|blueberry; raspberry|cranberry; whole milk|skim milk; decaf|regular; hot|iced
    ginger|garlic; onion|lemon; carrot|potato; spinach|lettuce; chicken|salmon; beef|pork; butter|cream
    pasta|noodles; bread|cheese; tomato sauce|pesto; jam|mustard; cookies|crackers; candles|matches; cup|plate
    """)

  private static func pairs(_ text: String) -> [(String, String)] {
    text.split(whereSeparator: { $0 == ";" || $0 == "\n" }).compactMap { pair in
      let sides = pair.split(separator: "|").map { $0.drop(while: { $0 == " " }) }
      return sides.count == 2 ? (String(sides[0]), String(sides[1])) : nil
    }
  }
}
