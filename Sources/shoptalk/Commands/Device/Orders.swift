import ArgumentParser
import Audio
import Control
import Session

/// `shoptalk press`: as if the button were pressed.
struct Press: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Press the button from here: the device listens to whoever stands there.")

  @Flag(name: .long, help: "Release the button again at once (hold to talk).")
  var release = false

  @Option(name: .long, help: ArgumentHelp("Ask this in writing; it is answered aloud.", valueName: "question"))
  var ask: String?

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    let client = daemon.client
    let done = try asking { () throws(ControlError) in
      if let ask { return try client.post(Done.self, "/v1/ask", Words(text: ask)) }
      let done = try client.post(Done.self, "/v1/press", [String: String]())
      return release ? try client.post(Done.self, "/v1/release", [String: String]()) : done
    }
    try daemon.tell(done)
  }
}

/// `shoptalk mute`: the microphone off, or on again.
struct MuteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mute", abstract: "Turn the microphone off ('on' mutes), or on again ('off').")

  @Argument(help: "on or off")
  var state: String

  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard state == "on" || state == "off" else { throw ValidationError("say 'mute on' or 'mute off'") }
  }

  func run() throws {
    let client = daemon.client
    try daemon.tell(
      try asking { () throws(ControlError) in try client.post(Done.self, "/v1/mute", Mute(on: state == "on")) })
  }
}

/// `shoptalk reload`: shop and configuration anew.
struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload", abstract: "Load shop and configuration anew; no question is lost.")

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    let client = daemon.client
    try daemon.tell(
      try asking { () throws(ControlError) in try client.post(Done.self, "/v1/reload", [String: String]()) })
  }
}

/// `shoptalk record`: what the microphone hears, with a spoken notice and the LED on.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Record what the microphone hears, after a spoken notice, with the LED on.")

  @Argument(help: "The WAV file to write.")
  var wav: String

  @Option(name: .long, help: ArgumentHelp("How long, 30 at most.", valueName: "seconds"))
  var seconds = 5.0

  @OptionGroup var daemon: DaemonOptions

  func validate() throws {
    guard seconds > 0, seconds <= RecordRequest.longest else {
      throw ValidationError("--seconds takes up to \(Int(RecordRequest.longest))")
    }
  }

  func run() throws {
    let client = daemon.client
    let bytes = try asking { () throws(ControlError) in
      try client.send("POST", "/v1/record", body: ControlJSON.bytes(RecordRequest(seconds: seconds)))
    }
    let samples = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map {
      Int16(truncatingIfNeeded: Int(bytes[$0]) | Int(bytes[$0 + 1]) << 8)
    }
    try WAVWriter.write(samples, sampleRate: 16_000, to: wav)
    try daemon.tell(Done("\(wav): \(samples.count / 16_000) s"))
  }
}
