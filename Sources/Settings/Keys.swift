extension Settings {
  /// Every key, in the order of the sample.
  public static let keys: [Key] = [
    Key(
      name: "shop.folder", kind: .path(\.shop.folder),
      meaning: ["The folder that the merchant's files are dropped in: shop.toml, catalog.csv, faq.csv, promotions.csv."]
    ),
    Key(
      name: "shop.bundle_key", kind: .text(\.shop.bundleKey),
      meaning: [
        "The public key by which bundles of the merchant's hub are known, as the hub shows it; two with a comma while",
        "one takes the other's place. The first bundle takes the place of shop.folder. Empty: shop.folder is the shop.",
      ]),
    Key(
      name: "shop.bundles", kind: .path(\.shop.bundles),
      meaning: ["The folder that bundles arrive in, and that the shops in them are kept in."]),

    Key(name: "models.folder", kind: .path(\.models.folder), meaning: ["The folder of the models."]),
    Key(
      name: "models.threads", kind: .integer(\.models.threads, 0...64),
      meaning: ["Threads that compute; 0 is one for each core, four at most."]),

    Key(
      name: "answers.writer", kind: Key.choice(\.answers.writer),
      meaning: [
        "Who puts the facts into words: the \"rules\", or the \"model\" (answerer-en.int8.gguf in models.folder), whose",
        "answers are checked; where one fails, the rules' answer is given.",
      ]),
    Key(
      name: "answers.style", kind: Key.choice(\.answers.style),
      meaning: ["How the model speaks: \"short\", \"warm\" or \"formal\"."]),
    Key(
      name: "answers.model", kind: .text(\.answers.model),
      meaning: [
        "A larger model in the answerer's place, for boards that have the room (a Pi 5): SmolLM2, Qwen2.5, Llama, as",
        "'shoptalk model import' wrote it; a file in models.folder, or a path. Same check. Empty: the answerer.",
      ]),

    Key(
      name: "sound.microphone", kind: .text(\.sound.microphone),
      meaning: [
        "The ALSA device that hears. Empty: the card of the board's preset. 'arecord -L' lists them; take a name with",
        "CARD= in it, which stays the same when another card is plugged in, and plughw:, which converts.",
      ]),
    Key(
      name: "sound.speaker", kind: .text(\.sound.speaker),
      meaning: ["The ALSA device that speaks; 'aplay -L' lists them."]),
    Key(
      name: "sound.volume", kind: .optional(\.sound.volume, 0...100, unset: "80"),
      meaning: ["Volume of the speaker in percent. Not set: the mixer is left alone."]),
    Key(
      name: "sound.gain", kind: .optional(\.sound.gain, 0...100, unset: "70"),
      meaning: ["Gain of the microphone in percent. Not set: the mixer is left alone. 'shoptalk doctor' measures it."]),
    Key(
      name: "sound.barge_in", kind: .flag(\.sound.bargeIn),
      meaning: [
        "Whether a shopper may interrupt by voice. Needs echo cancellation, and a speaker that does not distort.",
        "Off: the button interrupts, and the device does not listen while it speaks.",
      ]),

    Key(
      name: "board.preset", kind: .text(\.board.preset),
      meaning: [
        "What is wired to the header: \"plain\" (a button and a LED), \"aiy\" (AIY Voice bonnet),",
        "\"respeaker\" (ReSpeaker 2-Mic HAT) or \"none\" (no button: the device is asked by 'shoptalk press').",
      ]),
    Key(
      name: "board.chip", kind: .text(\.board.chip),
      meaning: ["The label of the GPIO chip ('gpiodetect' shows them). Empty: the header of any Raspberry Pi."]),
    Key(
      name: "board.button", kind: .optional(\.board.button, -1...511, unset: "17"),
      meaning: ["The line of the button, in place of the preset's; -1: there is none."]),
    Key(
      name: "board.led", kind: .optional(\.board.led, -1...511, unset: "22"),
      meaning: ["The line of the LED, in place of the preset's; -1: there is none."]),
    Key(
      name: "board.mute_switch", kind: .optional(\.board.muteSwitch, -1...511, unset: "23"),
      meaning: ["The line of a mute switch, in place of the preset's; -1: there is none."]),

    Key(
      name: "listening.mode", kind: Key.choice(\.listening.mode),
      meaning: ["How the button is used: \"press\" once, \"hold\" while asking, or \"both\"."]),
    Key(
      name: "listening.pause", kind: .integer(\.listening.pause, 200...5000),
      meaning: ["Milliseconds of silence that end a question."]),
    Key(
      name: "listening.longest", kind: .integer(\.listening.longest, 3...60),
      meaning: ["The longest question in seconds; what goes on beyond it is answered as far as it was heard."]),
    Key(
      name: "listening.forget", kind: .integer(\.listening.forget, 5...3600),
      meaning: ["Seconds without a question after which the next shopper is a new one."]),

    Key(
      name: "journal.folder", kind: .path(\.journal.folder), meaning: ["Where events are kept for the merchant."]),
    Key(
      name: "journal.privacy", kind: Key.choice(\.journal.privacy),
      meaning: [
        "What is kept of the words: \"redacted\" (without telephone and card numbers, mail addresses and names),",
        "\"full\" (as heard, but never a card number) or \"none\". Sound is never kept.",
      ]),
    Key(
      name: "journal.keep_days", kind: .integer(\.journal.keepDays, 1...3650),
      meaning: ["Days for which events are kept."]),
    Key(
      name: "journal.keep_megabytes", kind: .integer(\.journal.keepMegabytes, 1...4096),
      meaning: ["Megabytes that they may take; the oldest go first."]),
    Key(
      name: "journal.gather", kind: .integer(\.journal.gather, 0...600),
      meaning: [
        "Seconds for which events are gathered before they are written to the card, to spare it. A pulled plug loses",
        "what was not yet written. While somebody reads ('shoptalk logs -f') everything is written at once.",
      ]),

    Key(
      name: "control.socket", kind: .path(\.control.socket),
      meaning: ["The socket of 'shoptalk status' and its sisters; only the group shoptalk may use it."]),

    Key(
      name: "sync.endpoint", kind: .text(\.sync.endpoint),
      meaning: [
        "The merchant's receiver of OTLP logs, as \"https://shop.example:4318\". Empty: nothing leaves the device. What",
        "would be sent is printed by 'shoptalk sync preview'. Plain http only to a receiver on this device.",
      ]),
    Key(
      name: "sync.instance", kind: .text(\.sync.instance),
      meaning: ["The device's name for the merchant. Empty: its host name."]),
    Key(
      name: "sync.token_file", kind: .text(\.sync.tokenFile),
      meaning: [
        "A file with the token that the receiver knows this device by. Empty: the credential \"token\" of the service,",
        "which systemd reads from /etc/shoptalk/sync.token as root, so that nobody else needs to.",
      ]),
    Key(
      name: "sync.ca_file", kind: .text(\.sync.caFile),
      meaning: ["Certificates (PEM) of the authority that is trusted. Empty: those that the system trusts."]),
    Key(
      name: "sync.certificate_file", kind: .text(\.sync.certificateFile),
      meaning: ["The device's own certificate (PEM), for receivers that ask for one; with sync.key_file."]),
    Key(
      name: "sync.key_file", kind: .text(\.sync.keyFile), meaning: ["The key (PEM) of the device's own certificate."]),
    Key(
      name: "sync.format", kind: Key.choice(\.sync.format),
      meaning: ["How records are written: \"protobuf\" or \"json\"."]),
    Key(
      name: "sync.compression", kind: Key.choice(\.sync.compression),
      meaning: ["\"gzip\", or \"none\" for a receiver that knows no compression."]),
    Key(
      name: "sync.interval", kind: .integer(\.sync.interval, 1...3600),
      meaning: ["Seconds for which records are gathered before they are sent."]),
    Key(
      name: "sync.bundle_interval", kind: .integer(\.sync.bundleInterval, 10...86_400),
      meaning: ["Seconds after which the merchant's hub is asked for a new bundle; only with shop.bundle_key."]),

    Key(
      name: "log.level", kind: Key.choice(\.log.level),
      meaning: ["How much 'journalctl -u shoptalkd' says. Never what a shopper said."]),
  ]

  /// The sample: every key with its meaning and its default, commented out.
  public static var sample: String {
    var lines = [
      "# Shoptalk: the configuration of one device, in /etc/shoptalk/shoptalk.toml.",
      "#",
      "# Every key is here with its default, commented out: remove the # to set it. Any key can also be set by the",
      "# environment (SHOPTALK_SOUND_VOLUME=80) or on the command line (--set sound.volume=80), which win over this file.",
      "# After a change: systemctl reload shoptalkd. 'shoptalk doctor' says what is wrong with it.",
    ]
    var table = ""
    for key in keys {
      let parts = key.name.split(separator: ".")
      if parts[0] != table {
        table = String(parts[0])
        lines += ["", "[\(table)]"]
      }
      lines += key.meaning.map { "# \($0)" }
      var example = key.written
      if example == nil, case .optional(_, _, let unset) = key.kind { example = unset }
      lines += ["#\(parts[1]) = \(example ?? "")", ""]
      if key.name == keys.last?.name { lines.removeLast() }
    }
    // One blank line between keys, none doubled before a table.
    var out: [String] = []
    for line in lines where !(line.isEmpty && out.last?.isEmpty ?? false) { out.append(line) }
    return out.joined(separator: "\n") + "\n"
  }
}
