// The daemon's control socket: HTTP over a Unix socket, so that curl works too. Protocol/ has what travels (JSON), the
// server answers in the daemon, the client asks from the command line. Who may use it is decided by the socket's group.

/// What can go wrong between the command line and the daemon.
public enum ControlError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Nobody listens at the socket.
  case notRunning(socket: String)
  /// This user may not use the socket.
  case forbidden(socket: String)
  /// The socket cannot be made or used.
  case socket(path: String, reason: String)
  /// The daemon refused: the HTTP status and its sentence.
  case refused(status: Int, message: String)
  /// The daemon's answer is not what was asked for.
  case garbled(reason: String)
  /// The daemon went away in mid-answer.
  case ended

  public var description: String {
    switch self {
    case .notRunning(let socket):
      "\(socket): the daemon does not answer; see 'systemctl status shoptalkd' and 'journalctl -u shoptalkd'"
    case .forbidden(let socket):
      "\(socket): this user may not talk to the daemon; join the group with 'sudo usermod -aG shoptalk $USER' and log in again"
    case .socket(let path, let reason):
      "\(path): the control socket cannot be used (\(reason)); check the folder it is in"
    case .refused(_, let message): message
    case .garbled(let reason):
      "the daemon's answer cannot be read (\(reason)); are program and daemon of the same version?"
    case .ended: "the daemon ended before it had answered; see 'journalctl -u shoptalkd'"
    }
  }
}
