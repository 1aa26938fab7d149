import Control
import FoundationEssentials
import Glibc
import Session
import Settings
import Synchronization

/// Looks at one part of the device after another.
struct Examination {
  let client: ControlClient
  let config: String?
  private(set) var findings: [Finding] = []

  init(client: ControlClient, config: String?) {
    self.client = client
    self.config = config
  }

  /// Waits until the device hears, without a verdict.
  func waitForHearing(seconds: Double) {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(min(seconds, 3600))
    while clock.now < end {
      if let status = try? client.get(DeviceStatus.self, "/v1/status"), status.hearing.isHearing { return }
      usleep(250_000)
    }
  }

  mutating func run(asks: Bool, tell: (Finding) -> Void) {
    func add(_ finding: Finding) {
      findings.append(finding)
      tell(finding)
    }
    let settings = configuration(add)
    let status: DeviceStatus
    do {
      status = try client.get(DeviceStatus.self, "/v1/status")
      add(Finding(what: "daemon", verdict: .well, found: "version \(status.version), state \(status.state)"))
    } catch {
      add(
        Finding(
          what: "daemon", verdict: .wrong, found: error.description,
          remedy: "sudo systemctl restart shoptalkd; journalctl -u shoptalkd -n 50 says why it ended"))
      machine(settings, add)
      return
    }
    hearing(status, add)
    levels(status, add)
    shop(status, add)
    models(status, add)
    journal(status, add)
    host(status, add)
    machine(settings, add)
    if asks { button(add) }
  }

  // MARK: The parts

  private func configuration(_ add: (Finding) -> Void) -> Settings {
    do {
      let settings = try Settings.load(file: config)
      add(Finding(what: "configuration", verdict: .well, found: "it can be used"))
      return settings
    } catch {
      add(
        Finding(
          what: "configuration", verdict: .wrong, found: error.description,
          remedy: "mend that line, then: sudo systemctl restart shoptalkd"))
      return Settings()
    }
  }

  private func hearing(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    let hearing = status.hearing
    let rates = "\(Int(hearing.framesPerSecond)) of \(Int(hearing.expectedFramesPerSecond)) frames a second"
    switch status.state {
    case "muted":
      add(
        Finding(
          what: "sound", verdict: .warning, found: "the microphone is muted",
          remedy: "use the mute switch, hold the button for five seconds, or: shoptalk mute off"))
    case _ where !hearing.isHearing:
      add(
        Finding(
          what: "sound", verdict: .wrong, found: "no sound arrives (\(rates))\(status.reason.map { ": \($0)" } ?? "")",
          remedy: "is the microphone plugged in? 'arecord -l' must list it; name it in sound.microphone"))
    case "fault":
      add(
        Finding(
          what: "sound", verdict: .wrong, found: status.reason ?? "the device is at fault",
          remedy: "'aplay -l' must list the speaker; name it in sound.speaker"))
    default: add(Finding(what: "sound", verdict: .well, found: "it hears (\(rates))"))
    }
  }

  private func levels(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    guard status.hearing.isHearing else { return }
    let (noise, peak) = (status.hearing.noise, status.hearing.peak)
    if peak <= -100 {
      add(
        Finding(
          what: "microphone", verdict: .wrong, found: "it gives no sound at all, not even noise",
          remedy: "its gain is zero or its switch is off: 'alsamixer' (F4), or set sound.gain = 70"))
    } else if noise > -25 {
      add(
        Finding(
          what: "microphone", verdict: .warning, found: "the noise is at \(Int(noise)) dB, which drowns voices",
          remedy: "set sound.gain lower, or move the microphone away from the fan or speaker"))
    } else {
      add(Finding(what: "microphone", verdict: .well, found: "noise \(Int(noise)) dB, loudest \(Int(peak)) dB"))
    }
  }

  private func shop(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    if let name = status.shop.name {
      let problem = status.shop.problem
      add(
        Finding(
          what: "shop", verdict: problem == nil ? .well : .warning,
          found: problem.map { "\(name) answers, but its newest files cannot be read: \($0)" }
            ?? "\(name), \(status.shop.products) products",
          remedy: problem.map { _ in "mend the file; 'shoptalk shop check \(status.shop.folder)' lists every row" }))
    } else {
      add(
        Finding(
          what: "shop", verdict: .wrong, found: status.shop.problem ?? "no shop is loaded",
          remedy: "put shop.toml and catalog.csv into \(status.shop.folder); 'shoptalk shop check' reads them first"))
    }
  }

  private func models(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    let missing = ModelFiles.Model.allCases.filter { model in
      model.isRequired && !status.models.contains { $0.file == model.rawValue }
    }
    add(
      Finding(
        what: "models", verdict: missing.isEmpty ? .well : .wrong,
        found: missing.isEmpty
          ? "\(status.models.count) are there"
          : "\(missing.map(\.rawValue).joined(separator: ", ")) is missing",
        remedy: missing.isEmpty ? nil : "run './deploy.sh install' again; it brings the models"))
  }

  private func journal(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    let journal = status.journal
    if let problem = journal.problem {
      add(
        Finding(
          what: "journal", verdict: .wrong, found: problem,
          remedy: "make room on the disk, and check that \(journal.folder) belongs to the user shoptalk"))
    } else {
      let behind = journal.lag.filter { $0.value > 1000 }
      add(
        Finding(
          what: "journal", verdict: behind.isEmpty && journal.dropped == 0 ? .well : .warning,
          found: "\(journal.events) events"
            + behind.map { ", \($0.key) is \($0.value) behind" }.joined()
            + (journal.dropped > 0 ? ", \(journal.dropped) lost" : ""),
          remedy: behind.isEmpty ? nil : "is the network up? systemctl status shoptalk-sync"))
    }
  }

  private func host(_ status: DeviceStatus, _ add: (Finding) -> Void) {
    let host = status.host
    let free = host.freeMegabytes
    let isLow = free.map { $0 < 200 } ?? false
    add(
      Finding(
        what: "disk", verdict: host.diskProblem != nil ? .wrong : isLow || free == nil ? .warning : .well,
        found: host.diskProblem ?? free.map { "\($0) MB free" } ?? "how much is free cannot be told",
        remedy: host.diskIsReadOnly
          ? "put another card in: this one fails ('sudo dmesg' says how)"
          : isLow ? "make room: 'sudo apt clean', 'sudo journalctl --vacuum-size=50M'" : nil))
    if !host.clockSet {
      add(
        Finding(
          what: "clock", verdict: .warning, found: "it has not been set since the boot; offers and hours follow it",
          remedy: "a network with a time server sets it, or fit a clock module; 'timedatectl' shows it"))
    } else {
      add(Finding(what: "clock", verdict: .well, found: "set by a time server"))
    }
    let isHot = host.temperature.map { $0 > 80 } ?? false
    if !host.throttling.isEmpty || isHot {
      add(
        Finding(
          what: "power", verdict: .warning,
          found: (host.throttling + (isHot ? ["\(Int(host.temperature ?? 0)) °C"] : [])).joined(separator: ", "),
          remedy: "use the board's own power supply and a short cable; give it air"))
    } else {
      add(Finding(what: "power", verdict: .well, found: host.temperature.map { "\(Int($0)) °C" } ?? "no complaints"))
    }
  }

  /// What can be seen without the daemon.
  private func machine(_ settings: Settings, _ add: (Finding) -> Void) {
    let cards = (try? String(contentsOfFile: "/proc/asound/cards", encoding: .utf8)) ?? ""
    if !cards.contains("[") {
      add(
        Finding(
          what: "sound cards", verdict: .wrong, found: "the kernel knows none",
          remedy: "plug the card in, or enable its overlay in /boot/firmware/config.txt (Firmware/README.md)"))
    }
    let chips =
      (try? FileManager.default.contentsOfDirectory(atPath: "/dev"))?.filter { $0.hasPrefix("gpiochip") } ?? []
    if chips.isEmpty, settings.board.preset != "none" {
      add(
        Finding(
          what: "gpio", verdict: .wrong, found: "the kernel knows no GPIO chip",
          remedy: "set board.preset = \"none\" on a board without a header"))
    }
  }

  // MARK: With the technician

  private func button(_ add: (Finding) -> Void) {
    Console.prompt("        Press the button now (15 seconds) … ")
    let pressed = waitForListening(seconds: 15)
    Console.prompt("\n")
    add(
      Finding(
        what: "button", verdict: pressed ? .well : .wrong, found: pressed ? "the press was seen" : "no press was seen",
        remedy: pressed
          ? nil : "check the wire from line and ground to the button, and board.button in the configuration"))
    guard pressed else { return }
    Console.prompt("        Did the LED light up while it listened? [y/n] ")
    let answer = readLine()?.lowercased().hasPrefix("y") ?? false
    add(
      Finding(
        what: "led", verdict: answer ? .well : .wrong, found: answer ? "it was seen" : "it was not seen",
        remedy: answer ? nil : "check its direction and resistor, and board.led in the configuration"))
  }

  /// Whether the state becomes `listening` in time.
  private func waitForListening(seconds: Double) -> Bool {
    let seen = Mutex(false)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    try? client.lines("/v1/live") { line in
      // Health comes every second, so that the time is looked at even where nobody presses.
      guard let event = try? ControlJSON.value(LiveEvent.self, from: line) else { return clock.now < end }
      if event.kind == "state", event.what == "listening" {
        seen.withLock { $0 = true }
        return false
      }
      return clock.now < end
    }
    return seen.withLock { $0 }
  }
}
