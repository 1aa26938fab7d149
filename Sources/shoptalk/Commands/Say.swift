public import ArgumentParser
import Audio
import Control
import Pronunciation
public import Speech

/// `shoptalk say`: text to a spoken WAV file.
struct Say: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Speak a text through the device, or into a WAV file; figures and units as a person says them.")

  @Argument(help: "What to say.")
  var text: [String]

  @Option(name: .long, help: ArgumentHelp("The file to write, in place of speaking aloud.", valueName: "file"))
  var wav: String?

  @Option(name: .long, help: ArgumentHelp("The language (BCP 47).", valueName: "tag"))
  var language = "en"

  @Option(name: .long, help: ArgumentHelp("The currency of bare amounts (ISO 4217).", valueName: "code"))
  var currency = "USD"

  @Option(name: .long, help: "The English voice.")
  var voice: FliteVoice.Speaker?

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    guard let wav else {
      let client = daemon.client
      let words = Words(text: text.joined(separator: " "))
      try daemon.tell(try asking { () throws(ControlError) in try client.post(Done.self, "/v1/say", words) })
      return
    }
    let spoken = SpokenForm(language: language, currencyCode: currency)(text.joined(separator: " "))
    let voice: any Voice = if let voice { FliteVoice(voice) } else { try Voices.make(language: language) }
    var samples: [Int16] = []
    try voice.speak(spoken) { chunk in
      samples += chunk
      return true
    }
    try WAVWriter.write(samples, sampleRate: voice.sampleRate, to: wav)
  }
}

extension FliteVoice.Speaker: ExpressibleByArgument {}
