import Dispatch
import Synchronization

/// A value that takes a while to load: made once, on another thread if it was started early, and waited for when it is
/// needed.
package final class Deferred<Value: Sendable>: Sendable {
  private enum State {
    case idle
    case loading
    case loaded(Result<Value, any Error>)
  }

  private let state = Mutex(State.idle)
  private let done = DispatchGroup()
  private let make: @Sendable () throws -> Value

  package init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

  /// Begins loading, unless that has happened.
  package func start() {
    guard claim() else { return }
    DispatchQueue.global(qos: .userInitiated).async { self.load() }
  }

  /// The value, loaded now where nobody has started it.
  package func get() throws -> Value {
    if claim() { load() }
    done.wait()
    return try state.withLock { state in
      guard case .loaded(let result) = state else { throw Failure(.internal, "a part was waited for in vain") }
      return try result.get()
    }
  }

  private func claim() -> Bool {
    state.withLock { state in
      guard case .idle = state else { return false }
      state = .loading
      done.enter()
      return true
    }
  }

  private func load() {
    let result = Result { try make() }
    state.withLock { $0 = .loaded(result) }
    done.leave()
  }
}
