import Logging
import Loop
import Settings
import Watch

/// Why the loop cannot be made.
struct LoopFailure: Error, CustomStringConvertible {
  let description: String
}

/// The loop with the hardware that the settings name.
func makeLoop(
  _ settings: Settings, log: Logger, observer: @escaping LoopObserver
) throws(LoopFailure) -> any RunningLoop {
  throw LoopFailure(description: "this build has no sound loop")
}
