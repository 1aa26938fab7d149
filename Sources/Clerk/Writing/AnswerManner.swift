import Synchronization

/// How the shop speaks, for a writer that is at work: what the merchant changes counts from the next answer on.
public final class AnswerManner: Sendable, Equatable {
  private let current: Mutex<ModelWriter.Style>

  public init(_ style: ModelWriter.Style) { current = Mutex(style) }

  public var style: ModelWriter.Style { current.withLock { $0 } }

  public func set(_ style: ModelWriter.Style) { current.withLock { $0 = style } }

  /// Whether it is the same one, whatever it says.
  public static func == (a: AnswerManner, b: AnswerManner) -> Bool { a === b }
}
