import ArgumentParser
import Audio
import Session
import Shop
import Speech
import Transformer

/// `shoptalk transcribe`: recordings to text.
struct Transcribe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write down what is said in recordings.",
    discussion: """
      Each WAV file gives one line, in the order named. One that cannot be read is named on standard error and does not \
      stop the others; the exit status is then that of the first such failure. With --shop the words of the shop are \
      known to the recogniser; speech about anything else is still heard as it was said.
      """)

  @Argument(help: ArgumentHelp("WAV files of any common rate, width and channel count.", valueName: "wav"))
  var files: [String] = []

  @Flag(name: .long, help: "Print one JSON object per file: file, text, audio_s, transcribe_ms.")
  var json = false

  @Flag(name: .long, help: "Read further file names from standard input, one per line, and answer each at once.")
  var stdinList = false

  @Option(
    name: .long,
    help: ArgumentHelp("The recogniser's file, such as an imported Whisper (default: Moonshine).", valueName: "file"))
  var model: String?

  @Option(
    name: .long,
    help: ArgumentHelp("What is spoken, by its code; a Whisper finds it out where it is not given.", valueName: "code"))
  var language: String?

  @Option(name: .long, help: ArgumentHelp("A shop whose words are likely to be said.", valueName: "dir"))
  var shop: String?

  @OptionGroup var models: ModelOptions

  func validate() throws {
    if files.isEmpty && !stdinList { throw ValidationError("name a WAV file, or give --stdin-list") }
  }

  func run() throws {
    let recogniser = try Recognisers.open(
      path: try model ?? models.path(of: .recogniser), language: language, precision: models.precision,
      pool: models.pool())
    let words = try shop.map { try ShopStore.open(folder: $0, encoder: nil).0.language() }
    var status: ExitStatus?
    func transcribe(_ file: String) throws(Failure) {
      let line: String
      do {
        line = try self.line(for: file, recogniser, words)
      } catch {
        let failure = Failure(error)
        Console.complain(failure.message)
        status = status ?? failure.status
        return
      }
      try Console.line(line)
    }
    for file in files { try transcribe(file) }
    while stdinList, let file = readLine() { if !file.isEmpty { try transcribe(file) } }
    if let status { throw ExitCode(status.rawValue) }
  }

  private func line(for file: String, _ recogniser: any Recogniser, _ words: WordLanguage?) throws -> String {
    let samples = try WAVFile.read(path: file).resampled(to: 16_000).samples
    let clock = ContinuousClock()
    let start = clock.now
    let transcript = try recogniser.transcribe(samples, language: words)
    let milliseconds = start.duration(to: clock.now) / .milliseconds(1)
    guard json else { return files.count > 1 || stdinList ? "\(file): \(transcript.text)" : transcript.text }
    var members: [(key: String, value: JSONValue)] = [
      ("file", .string(file)),
      ("text", .string(transcript.text)),
      ("audio_s", .number(transcript.audioSeconds, decimals: 3)),
      ("transcribe_ms", .number(milliseconds, decimals: 1)),
      ("confidence", .number(Double(transcript.confidence), decimals: 3)),
    ]
    if let language = transcript.language { members.append(("language", .string(language))) }
    return JSONValue.object(members).text
  }
}
