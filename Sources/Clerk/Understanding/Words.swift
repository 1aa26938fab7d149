/// What a word does in a question of a shopper.
package enum WordRole: Sendable {
  /// Grammar only: never names a thing.
  case function
  /// Part of how people ask and talk about goods; may belong to a product's name, and does no harm when it does not.
  case soft
  /// Names something.
  case content
}

/// General English: which words carry a question and which carry a thing.
package enum Words {
  package static func role(_ token: Token) -> WordRole {
    if token.number != nil { return .soft }
    // What one wears, and no shorter than anything.
    if token.text == "shorts" { return .content }
    if function.contains(token.text) { return .function }
    if token.text.utf8.count == 1, token.text != "x" { return .soft }
    if soft.contains(token.text) || soft.contains(token.stem) || token.isUnit { return .soft }
    return .content
  }

  @inline(never) private static func set(_ words: String) -> Set<String> {
    Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  package static let function = set(
    """
    a an the all this that these those some any another other others else each every both either neither no not none
    i me my mine myself we us our ours you your yours he him his she her hers it its they them their theirs one ones
    who whom whose what which when where why how whatever whichever whether
    am is are was were be been being do does did done doing have has had having can could will would shall should may
    might must ought need to
    and or but nor so if then than because as while though although until unless since
    of in on at by for with without from into onto about over under between through during before after above below
    off up down out around near next besides except per via within along across behind inside outside among upon against
    there here now today still yet again also too very really quite just only even ever never always maybe perhaps
    please thanks thank okay ok hi hey hello well oh yes yeah yep nope sorry excuse alright right anyway actually
    basically literally probably possibly exactly
    something anything nothing everything someone anyone everyone somebody anybody everybody thing things stuff
    somewhere anywhere everywhere sometime sometimes
    much many lot lots few less more most least
    let lets tell show give got get gets getting go goes going gone come comes coming came say says said know knows
    meant think thought believe guess suppose wonder wondering mean means see look looks looking want wants wanted like likes
    help helps ask asking try trying trying seem seems hope make makes take takes put puts use uses using keep keeps
    find finds found would ve ll re u ur pls plz bout
    walk walking walked wander wandering hunting searching wanting hoping thinking wishing planning
    earth forever heck hell darn god gosh ago soon later already instead together else such same different similar
    kind kinds sort sorts type types way ways
    good great nice best better perfect lovely cool fine okay
    apiece folks guys guy mate sir madam maam dude buddy miss pal luv lad hun darling sweetheart
    $
    """)

  /// Grammar that may carry a name all the same: the down of a sleeping bag, an all butter croissant.
  package static let nameable = set(
    "down all best better good great perfect lovely cool fine well nice wonder earth one")

  /// Grammar that makes one word with the verb before it: "lace up", "ride on", "pour over".
  package static let particles = set("up on off out over down away through along")

  package static let soft = set(
    """
    buy buying purchase order ordering pay paying spend cost costs costing price prices priced pricing charge charged
    charges sell sells selling sold carry carries stock stocked stocks available availability left remaining shelf shelves
    aisle aisles section department located location spot row store stores shop shops market place places
    dollar dollars cent cents buck bucks euro euros quid money worth value total altogether budget
    cheap cheaper cheapest expensive dear dearer dearest pricey pricier affordable inexpensive costly costliest
    priciest lowest highest
    big bigger biggest small smaller smallest large larger largest little tiny huge giant medium mini
    long longer longest short shorter shortest tall taller tallest wide wider widest narrow thin thick
    heavy heavier heaviest light lighter lightest strong stronger strongest mild milder mildest hot hotter hottest
    cold colder warm warmer warmest soft softer softest sweet sweeter sweetest fast faster fastest
    new newer newest old older oldest popular favorite favourite recommended recommend recommendation suggest suggestion
    regular normal standard plain ordinary usual basic simple proper actual full whole single double
    extra additional special own main certain particular specific fancy decent quality
    fresh real pure premium classic original
    tough sturdy durable reliable comfy comfortable cute pretty elegant stylish handy robust posh everyday
    size sizes sized color colors colour colours flavor flavors flavour flavours option options variety varieties
    style styles version versions model models brand brands make maker manufacturer choice choices range selection
    pack packs package packet packets packaging box boxes bag bags bottle bottles jar jars can cans tin tins carton cartons tube tubes pouch pouches sachet sachets
    pair pairs piece pieces slice slices loaf cup cups bunch roll rolls bar bars case cases set sets kit container
    tub tubs block blocks dozen bundle item items product products goods unit units
    sale sales discount discounts discounted deal deals offer offers promotion promotions promo promos special specials
    coupon coupons bargain bargains reduced clearance saving savings save
    open opens opening close closes closed closing shut shuts hour hours time times day days week weekend weekday month
    months
    tonight tomorrow morning afternoon evening noon midnight
    safe allergic allergy allergies allergen allergens contain contains containing contained ingredient ingredients inside
    made free include includes included including
    compare comparison difference versus vs
    work works working fit fits match matches matching suitable suit suits compatible
    last lasts wear wearing eat eating drink drinking cook cooking serve serving
    weigh weighs weight heavy tall width height length depth diameter dimensions dimension measure measures
    come came origin produced grown sourced imported country
    gift present presents birthday anniversary wedding christmas
    friend friends mom mum dad mother father son daughter kid kids child wife husband boyfriend girlfriend sister brother
    grandma grandpa grandmother grandfather aunt uncle niece nephew partner boss teacher baby person people
    guest guests family home house kitchen room party
    question information info detail details idea thing side top bottom front back left
    have's check checking checked wonder wondering interested interest care
    first second third fourth fifth later later number
    going run running ran past quick quickly real actually minute moment
    back bring bringing back leave call called name names named
    prefer preferably ideally rather maybe possible possibly
    tonight lunch dinner breakfast tea's
    amount quantity level bit
    today's currently moment present
    """)

  /// Words that people put before a thing that they speak of: what stands behind is what they ask about.
  package static let determiners = set("the a an some any your that this these those my more")

  /// Words for goods as a whole, behind a word that says which.
  package static let collective = set("gear equipment supplies stuff things bits kit accessories products goods")

  /// Words for what holds a thing.
  package static let containers = set(
    "pack packet box bag bottle jar can tin carton tube pair piece slice loaf cup bunch roll bar case set kit container tub block pot glass mug bowl tray bundle"
  )
}
