public import Transformer

/// What can go wrong between sound and text, each with its place and its remedy.
public enum SpeechError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The recogniser's model is missing, damaged or cannot serve the request.
  case model(TransformerError)
  /// A voice that cannot be had; `reason` says why, `remedy` what to do.
  case voice(name: String, reason: String, remedy: String)
  /// Sound that cannot be recognised at all, e.g. at the wrong rate.
  case sound(String)
  /// The task that asked was cancelled.
  case cancelled

  init(_ error: TransformerError) {
    self = error == .cancelled ? .cancelled : .model(error)
  }

  public var description: String {
    switch self {
    case .model(let error): error.description
    case .voice(let name, let reason, let remedy): "voice '\(name)': \(reason); \(remedy)"
    case .sound(let what): what
    case .cancelled: "cancelled; ask again"
    }
  }
}
