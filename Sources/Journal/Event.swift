/// Something that happened: a name and what there is to say about it, without a person in it.
public struct Event: Sendable, Equatable {
  /// The names that the journal's readers lean on.
  public enum Name {
    /// A question with its answer.
    public static let question = "shoptalk.question"
    /// Something about the device: started, deaf, muted, a card pulled.
    public static let device = "shoptalk.device"
    /// A promotion that was heard by a shopper.
    public static let promotion = "shoptalk.promotion"
  }

  public enum Value: Sendable, Equatable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case bool(Bool)
    case strings([String])
  }

  public var name: String
  /// The dialogue that it belongs to, if it belongs to one.
  public var session: String?
  public var attributes: [String: Value]

  public init(name: String, session: String? = nil, attributes: [String: Value] = [:]) {
    self.name = name
    self.session = session
    self.attributes = attributes
  }
}

extension Event.Value: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([String].self) {
      self = .strings(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    // JSON has no infinities; nobody measures one.
    case .number(let value): try container.encode(value.isFinite ? value : 0)
    case .bool(let value): try container.encode(value)
    case .strings(let value): try container.encode(value)
    }
  }
}
