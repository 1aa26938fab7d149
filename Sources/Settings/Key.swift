import TOML

/// One thing that can be set: its name, what it may be, and what it means.
public struct Key: Sendable {
  enum Kind: Sendable {
    case text(Place<String>)
    case path(Place<String>)
    case integer(Place<Int>, ClosedRange<Int>)
    case optional(Place<Int?>, ClosedRange<Int>, unset: String)
    case flag(Place<Bool>)
    case choice([String], get: @Sendable (Settings) -> String, set: @Sendable (inout Settings, String) -> Void)
  }

  /// The table and the key, as `sound.volume`.
  public let name: String
  let kind: Kind
  /// What it means, for the sample: whole sentences, a line each.
  public let meaning: [String]

  /// The variable of the environment that overrides the file: `SHOPTALK_SOUND_VOLUME`.
  public var variable: String { "SHOPTALK_" + name.uppercased().replacing(".", with: "_") }

  /// What it may be, for a person.
  var expected: String {
    switch kind {
    case .text: "a text in quotes"
    case .path: "a path in quotes that begins with /"
    case .integer(_, let range), .optional(_, let range, _):
      "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words, _, _):
      words.dropLast().map { "\"\($0)\"" }.joined(separator: ", ") + " or \"\(words.last ?? "")\""
    }
  }

  /// The default as the file would say it, or nil where none is set.
  var written: String? {
    let text = text(in: Settings())
    switch kind {
    case .text, .path, .choice: return text.map { "\"\($0)\"" }
    case .integer, .optional, .flag: return text
    }
  }

  /// The value without quotes, or nil where none is set.
  public func text(in settings: Settings) -> String? {
    switch kind {
    case .text(let path), .path(let path): settings[keyPath: path]
    case .integer(let path, _): "\(settings[keyPath: path])"
    case .optional(let path, _, _): settings[keyPath: path].map { "\($0)" }
    case .flag(let path): "\(settings[keyPath: path])"
    case .choice(_, let get, _): get(settings)
    }
  }

  /// The words that it may be, or none where it is no choice.
  public var choices: [String] { if case .choice(let words, _, _) = kind { words } else { [] } }

  /// The numbers that it may be, where it is one.
  public var range: ClosedRange<Int>? {
    switch kind {
    case .integer(_, let range), .optional(_, let range, _): range
    default: nil
    }
  }

  /// Sets a value of the file; false where it is not what is expected.
  func set(_ value: TOMLDocument.Value, in settings: inout Settings) -> Bool {
    switch (kind, value) {
    case (.text(let path), .string(let text)):
      guard text.utf8.count <= 1024, !text.utf8.contains(0) else { return false }
      settings[keyPath: path] = text
    case (.path(let path), .string(let text)):
      guard text.hasPrefix("/"), text.utf8.count <= 1024, !text.utf8.contains(0) else { return false }
      settings[keyPath: path] = text
    case (.integer(let path, let range), .integer(let number)):
      guard let number = Int(exactly: number), range.contains(number) else { return false }
      settings[keyPath: path] = number
    case (.optional(let path, let range, _), .integer(let number)):
      guard let number = Int(exactly: number), range.contains(number) else { return false }
      settings[keyPath: path] = number
    case (.flag(let path), .boolean(let flag)): settings[keyPath: path] = flag
    case (.choice(let words, _, let set), .string(let word)):
      guard words.contains(word) else { return false }
      set(&settings, word)
    default: return false
    }
    return true
  }

  /// Sets a value that comes without quotes, from the environment or a flag.
  func set(text: String, in settings: inout Settings) -> Bool {
    switch kind {
    case .text, .path, .choice: set(.string(text), in: &settings)
    case .integer, .optional: Int64(text).map { set(.integer($0), in: &settings) } ?? false
    case .flag:
      switch text.lowercased() {
      case "true", "yes", "on", "1": set(.boolean(true), in: &settings)
      case "false", "no", "off", "0": set(.boolean(false), in: &settings)
      default: false
      }
    }
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ path: Place<Choice>
  ) -> Kind {
    .choice(
      Choice.allCases.map(\.rawValue), get: { $0[keyPath: path].rawValue },
      set: { settings, word in
        if let choice = Choice(rawValue: word) { settings[keyPath: path] = choice }
      })
  }
}

/// Where a value stands in the settings.
typealias Place<Value> = any WritableKeyPath<Settings, Value> & Sendable
