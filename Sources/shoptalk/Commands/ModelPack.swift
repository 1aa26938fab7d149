import ArgumentParser
import Session
import Transformer

/// `shoptalk model pack`: weights as the kernels read them, once for all starts.
struct ModelPack: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Write a model's weights in the order in which processors read them.",
    discussion: """
      The pack lies beside the model, FILE.LAYOUT, and takes as much room again. Where it is there, a model starts at \
      once: its weights are mapped, and shared by all programs that run it. Without it, or where it is another model's, \
      they are laid out in memory at each start. Layouts: p16g2 for AVX2 and for Cortex-A53 and A72, p16g4 for AVX-512 \
      VNNI and for processors with the dot product instruction (Cortex-A55, A76), p16g8 for those with int8 matrix \
      products, p8g8 for any other.
      """)

  @Argument(help: ArgumentHelp("A model file of ours.", valueName: "file"))
  var file: String

  @Option(
    name: .long,
    help: ArgumentHelp("For which processors; may come several times (default: this one).", valueName: "name"))
  var layout: [String] = []

  func run() throws {
    for layout in layout.isEmpty ? [ModelPacker.ownLayout] : layout {
      try Self.say(try ModelPacker.pack(file, layout: layout))
    }
  }

  static func say(_ pack: ModelPacker.Pack) throws {
    try Console.line(
      "\(pack.path): \(JSONValue.number(Double(pack.bytes) / 1e6, decimals: 1).text) MB, packed as \(pack.layout)")
  }
}
