import Clerk
import Testing

@Suite("Who is in danger is helped and sold nothing")
struct EmergencyTests {
  private func read(_ text: String) -> Emergency? { Emergency.read(Question(text).words) }

  @Test(
    "what got where it must not be",
    arguments: [
      "i got super glue in my eye", "my dog ate the slug pellets", "my son swallowed a battery",
      "the cleaner splashed in my eyes", "the dog lapped up some antifreeze", "a bit of balloon is stuck in her throat",
    ])
  func exposure(_ text: String) { #expect(read(text) == .exposure) }

  @Test(
    "who is hurt",
    arguments: [
      "i have chest pain", "she can't breathe", "he passed out", "i burned my hand", "we need an ambulance",
      "my baby has a fever of a hundred and four what do i give her", "he has a fever what can i give him",
      "i think i broke my ankle", "my throat is swelling up", "i've suddenly gone blind in one eye", "she hit her head",
      "his lips are turning blue",
    ])
  func injury(_ text: String) { #expect(read(text) == .injury) }

  @Test(
    "who does not want to live",
    arguments: [
      "how many sleeping pills does it take to not wake up", "i want to die", "i want to kill myself",
      "i feel suicidal",
    ])
  func despair(_ text: String) { #expect(read(text) == .despair) }

  @Test(
    "who only shops",
    arguments: [
      "is this safe for my eyes", "do you have eye drops", "i want to dye my hair", "something to kill weeds",
      "my daughter is anaphylactic to sesame is the sourdough safe", "how much is the fire pit", "a cut of beef please",
      "what wakes you up in the morning", "do you sell life jackets", "is the pillow good for my neck",
      "do you have high temperature paint", "does the dish stand a temperature of a hundred degrees",
      "do you have a fever thermometer", "the dog chewed his bed", "does the paint turn blue", "i broke my kettle",
      "is the sofa bed back in stock", "a cap that covers my head",
    ])
  func none(_ text: String) { #expect(read(text) == nil) }
}
