import Audio
import Shop
import Speech
import Transformer

/// How a command ends, as the contract has it.
package enum ExitStatus: Int32, Sendable {
  /// The command line is wrong.
  case usage = 64
  /// A file that was given is damaged, missing or not what it should be.
  case data = 65
  /// A model or a device is missing.
  case unavailable = 69
  /// A fault of our own.
  case `internal` = 70
}

/// Why a command could not do what it was asked: one sentence with the place and the remedy, and the exit status.
package struct Failure: Error, Sendable, CustomStringConvertible {
  package let status: ExitStatus
  package let message: String

  package init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  package var description: String { message }
}

extension Failure {
  /// The failure that an error of a library amounts to.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as TransformerError:
      switch error {
      case .unreadable: self.init(.unavailable, error.description)
      default: self.init(.data, error.description)
      }
    case let error as AudioError:
      switch error {
      case .unwritable: self.init(.usage, error.description)
      default: self.init(.data, error.description)
      }
    case let error as SpeechError:
      switch error {
      case .model(let model): self.init(model)
      case .voice: self.init(.unavailable, error.description)
      case .sound: self.init(.data, error.description)
      case .cancelled: self.init(.internal, error.description)
      }
    case let error as ShopError: self.init(.data, error.description)
    default: self.init(.internal, "\(error); this is a fault of Shoptalk, please report it with the command you ran")
    }
  }
}
