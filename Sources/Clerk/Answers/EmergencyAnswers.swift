import Shop

/// Signs that someone is hurt or in danger, which come before anything that is sold.
package enum Emergency {
  /// Something got where it must not be: swallowed, breathed in, in an eye.
  case exposure
  /// Someone is hurt, ill or threatened.
  case injury
  /// Someone does not want to live.
  case despair

  package static func read(_ words: [String]) -> Emergency? {
    if despairs.matches(words) { return .despair }
    if exposures.matches(words) { return .exposure }
    return injuries.matches(words) ? .injury : nil
  }

  private static let exposures = Patterns(
    lines: """
      i|we|he|she|it|they|son|daughter|kid|child|baby|toddler|boy|girl|dog|cat|puppy|kitten|husband|wife|friend|someone|somebody|just|have|has|accidentally|some got|splashed|sprayed|squirted|spilled|spilt|flicked|went|flew ~ in|into|inside my|his|her|their|our|its|the|both|one|an eye|eyes|mouth|nose|throat|lungs|ear|ears
      went|gone|splashed|sprayed|squirted|spilled|spilt|something ~ in|into my|his|her|their|its|both|the eye|eyes
      eye|eyes is|are|keep|keeps? stinging|burning|swelling
      swallowed|ingested|inhaled|overdosed|poisoned
      swallow|swallowing ~ battery|batteries|magnet|bleach|by accident
      dog|cat|puppy|kitten|rabbit|kid|son|daughter|baby|child|toddler|boy|girl|he|she|they|someone|somebody just|has|have|had|accidentally? just? ate|drank|eaten|drunk|licked|lapped|lapping|slurped|gulped|sipped|swallowed|swallowing|ingested|inhaled|breathed
      stuck|lodged|caught in my|his|her|their throat|windpipe|airway|nose|nostril|ear
      breathed in|inhaled ~ fumes|gas|spray|powder|smoke|bleach
      mixed ~ bleach|ammonia ~ fumes|smell|smells|cough|coughing|dizzy
      """)

  private static let injuries = Patterns(
    lines: """
      chest pain|pains
      high fever
      fever of|over a|one? hundred|forty
      has|have|got a|an? fever ~ what ~ give|take|do
      can|could not breathe
      not breathing
      trouble|difficulty breathing
      heart attack
      passed out
      unconscious
      collapsed|fainted|choking
      bleeding
      broke|broken|fractured|dislocated|shattered my|his|her|their|an|a ankle|wrist|arm|leg|foot|toe|finger|thumb|hip|rib|ribs|collarbone|nose|elbow|knee|shoulder|back|neck|jaw|skull|bone
      throat|face|tongue|lips|lip|mouth|airway|eyelids is|are|has|have|keeps|keep|started|begun? swelling|closing|swollen|tightening
      gone|going|went|suddenly blind|deaf
      lost my|his|her|their sight|vision|eyesight|hearing|consciousness
      can|could not see|hear|feel|move ~ suddenly|anymore
      suddenly ~ can|could not see|hear|feel|move|speak
      hit|banged|hurt|knocked my|his|her|their head
      concussion
      coughing|throwing|spitting|vomiting up? blood
      not responding|waking
      he|she|son|daughter|baby|lips|face is|are|has|have|turning|turned|going|gone turning|turned|going|gone? blue
      bitten by a|an snake|spider|dog
      stroke ~ having
      having a|an stroke|seizure|fit|attack
      arm is|are? numb
      having|has|have|had|an|in allergic reaction
      anaphylaxis
      anaphylactic shock|reaction
      allergic reaction
      electrocuted
      electric shock
      call|need|get|phone ~ 911|999|112|ambulance|police|paramedic|paramedics
      burned|burnt|scalded|cut|cutting|stabbed|hurt|injured myself|himself|herself|themselves|yourself
      burned|burnt|scalded|crushed|sliced|cut my|his|her|their hand|hands|finger|fingers|thumb|arm|leg|foot|face|skin|tongue
      glued|stuck ~ finger|fingers|lips|eyelids|eye ~ together|shut
      fingers|lips|eyelids is|are glued|stuck
      is on fire
      there is a fire
      smell|smells ~ gas|burning
      kill|harm himself|herself|themselves
      going to die
      """)

  private static let despairs = Patterns(
    lines: """
      kill|harm|hang|drown|shoot myself
      end|take my own? life
      end it all
      want|wanna|like to die
      not|never wake up
      do|does not want to live|wake
      suicide|suicidal
      die in my sleep
      self harm
      """)
}

extension Turn {
  /// Someone is in danger: no goods, but help, and staff is called.
  func emergencyAnswer(_ emergency: Emergency) -> Draft {
    let animal = words.contains { ["dog", "cat", "puppy", "kitten", "rabbit", "hamster", "horse"].contains($0) }
    let who = animal ? "a vet" : "a doctor"
    let text =
      switch emergency {
      case .exposure:
        "I can't give medical advice, but please act now: tell a member of staff, and call poison control, \(who) or the emergency services. Keep the package at hand, its label says what is in it."
      case .despair:
        "I'm so sorry that you feel like this. Please don't be alone with it: tell a member of staff now, or call the emergency services or a crisis line. I can't give medical advice, but a person can help you right away."
      case .injury:
        "I can't give medical advice. If it is urgent, please call the emergency services or \(who) right away, and tell a member of staff, who can help you here."
      }
    var draft = Draft(text: text, intent: .unsafe, confidence: 0.9)
    draft.keepsFocus = true
    draft.callsStaff = true
    if emergency == .exposure { tellWarning(&draft) }
    return draft
  }

  /// What the merchant's own warning says of the thing that was named.
  private func tellWarning(_ draft: inout Draft) {
    var turn = self
    turn.resolve()
    guard case .one(let card) = turn.resolution.found, !turn.resolution.isFollowUp, !turn.resolution.bySound,
      let product = product(card)
    else { return }
    draft.products = [answered(product)]
    draft.facts.add(product)
    if let warning = product.attributes.first(where: { attribute in
      ["warning", "caution", "safety", "first_aid"].contains(where: attribute.key.contains)
    }) {
      draft.text += " The label of \(theLower(name(product))) says: \(Wording.sentence(warning.value))"
    }
  }
}
