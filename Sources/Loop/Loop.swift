// The loop of the device: idle, listening, thinking, speaking, and what interrupts them. It knows the board, the ears,
// the clerk and the voice; it knows nothing of journal, socket or service manager, which watch it through its events
// and speak to it through its commands.
//
// One thread runs it (`LoopBody`): it wakes with each press and every 20 ms (200 while nobody asks), takes what the
// microphone has given, and decides. Whatever takes longer has a thread of its own: microphone, speaker, button, LED, thinking, talking.
package import Board
package import Session
import Synchronization

/// The loop: start it, watch its events, tell it things.
package final class Loop: Sendable {
  /// What the loop's thread takes up: commands, what the board's lines do, and the end.
  package enum Input: Sendable {
    case command(LoopCommand)
    case panel(Panel.Event)
    case end
  }

  let configuration: LoopConfiguration
  let observer: LoopObserver
  private let inputs = Mutex<[(input: Input, at: UInt64)]>([])
  /// What the loop hears by; a test may hold it up.
  package let microphone: Microphone
  let wake: Wake
  private let pieces = Atomic<UInt64>(0)

  /// - Parameter observer: is told everything that happens.
  package init(_ configuration: LoopConfiguration, observer: @escaping LoopObserver) throws(BoardError) {
    self.configuration = configuration
    self.observer = observer
    microphone = try Microphone(device: configuration.microphone)
    wake = try Wake()
  }

  /// Tells the loop something; returns at once.
  package func send(_ command: LoopCommand) { put(.command(command)) }

  /// Pieces of sound that went through the loop since the beginning: grows as long as the device hears, and a watchdog
  /// may be fed by it.
  package var progress: UInt64 { pieces.load(ordering: .relaxed) }

  /// Runs until the task is cancelled: opens the devices and serves; shop and models come by
  /// command.
  ///
  /// Devices that are missing are no error: the state says so, and they are tried again.
  package func run() async throws(BoardError) {
    let body = Carried(value: try LoopBody(self))
    await withTaskCancellationHandler {
      await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
        let ended = Mutex(Optional(done))
        let finish = { @Sendable in ended.withLock { $0.take() }?.resume() ?? () }
        do throws(BoardError) {
          _ = try OwnThread(name: "loop") {
            body.value.serve()
            finish()
          }
        } catch {
          finish()
        }
      }
    } onCancel: {
      put(.end)
    }
  }

  /// Gives the loop's thread something to take up; a panel does, and whoever stands in for one.
  package func put(_ input: Input) {
    let now = monotonicNanoseconds()
    inputs.withLock { $0.append((input, now)) }
    wake.signal()
  }

  func takeInputs() -> [(input: Input, at: UInt64)] {
    inputs.withLock { inputs in
      defer { inputs.removeAll(keepingCapacity: true) }
      return inputs
    }
  }

  func count(_ frames: Int) { if frames > 0 { pieces.add(UInt64(frames), ordering: .relaxed) } }
}

/// Hands the loop's body over to its thread, the only one that uses it from then on.
private struct Carried: @unchecked Sendable {
  let value: LoopBody
}
