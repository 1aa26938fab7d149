/// What can go wrong in the core, each with its place and its remedy.
public enum TransformerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A model file that is missing or cannot be read.
  case unreadable(file: String, reason: String)
  /// A model file that is damaged or not what it should be: `place` names the byte, key or tensor.
  case invalid(file: String, place: String, reason: String, remedy: String)
  /// A request that the model cannot serve, e.g. more positions than it has.
  case unsupported(String)
  /// The system refused memory: so many bytes, for what.
  case outOfMemory(bytes: Int, purpose: String)
  /// The task that asked was cancelled, and the work stopped within a layer.
  case cancelled

  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): cannot be read (\(reason)); fetch the models with './deploy.sh try' or see Models/README.md"
    case .invalid(let file, let place, let reason, let remedy): "\(file): \(place): \(reason); \(remedy)"
    case .unsupported(let what): what
    case .outOfMemory(let bytes, let purpose):
      "the system refused \(bytes) bytes of memory for \(purpose); take a smaller model, or stop what else is running"
    case .cancelled: "cancelled; ask again"
    }
  }
}
