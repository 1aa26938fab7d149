import Clerk
import Testing

@Suite("What breaks off in the middle")
struct UnfinishedTests {
  @Test(
    "is known by its last words",
    arguments: [
      "Can I get a", "can i have", "How much is the…", "I'd like a large latte with a", "Do you have any", "um",
      "Hi, I'm looking for", "The oat milk and", "So, what kind of", "I would like the,", "is it cheaper than",
    ])
  func breaksOff(_ heard: String) { #expect(Unfinished.expectsMore(after: heard)) }

  @Test(
    "is not what ends like it",
    arguments: [
      "How many do you have?", "What is it made of?", "What's it for?", "What does it come with?", "Where's it from",
      "which one", "", "...", "oat milk", "What sizes does it come in?", "Do you have any oat milk?",
      "Can I get a latte",
      "¿", "no thanks", "that's what I need", "yes", "Tell me how much the large is",
    ])
  func isWhole(_ heard: String) { #expect(!Unfinished.expectsMore(after: heard)) }
}
