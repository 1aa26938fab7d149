import Audio
import Board
import Logging
import Loop
import ServiceLifecycle
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
  do {
    return LoopService(loop: try Loop(try loopConfiguration(settings), observer: observer))
  } catch {
    throw LoopFailure(description: error.description)
  }
}

/// What the settings mean for the loop.
func loopConfiguration(_ settings: Settings) throws(BoardError) -> LoopConfiguration {
  var preset = try BoardPreset.named(settings.board.preset)
  if !settings.board.chip.isEmpty { preset.chips = [settings.board.chip] }
  preset.button = line(settings.board.button, instead: preset.button, usual: .init(0, isActiveLow: true, bias: .pullUp))
  preset.led = line(settings.board.led, instead: preset.led, usual: .init(0, isActiveLow: false))
  preset.muteSwitch = line(
    settings.board.muteSwitch, instead: preset.muteSwitch, usual: .init(0, isActiveLow: true, bias: .pullUp))
  var configuration = LoopConfiguration()
  configuration.preset = preset
  configuration.microphone = settings.sound.microphone.isEmpty ? preset.microphone : settings.sound.microphone
  configuration.speaker = settings.sound.speaker.isEmpty ? preset.speaker : settings.sound.speaker
  configuration.volume = settings.sound.volume
  configuration.gain = settings.sound.gain
  configuration.bargeIn = settings.sound.bargeIn
  configuration.mode =
    switch settings.listening.mode {
    case .press: .press
    case .hold: .hold
    case .both: .both
    }
  configuration.question.pause = Double(settings.listening.pause) / 1_000
  configuration.question.longest = Double(settings.listening.longest)
  configuration.forget = Double(settings.listening.forget)
  return configuration
}

/// The preset's line, or another number in its place; -1 is for none.
private func line(
  _ number: Int?, instead preset: BoardPreset.Line?, usual: BoardPreset.Line
) -> BoardPreset.Line? {
  guard let number else { return preset }
  guard number >= 0 else { return nil }
  var line = preset ?? usual
  line.offset = number
  return line
}

/// The loop as a service: it ends with a graceful shutdown.
private struct LoopService: RunningLoop {
  let loop: Loop

  func send(_ command: LoopCommand) { loop.send(command) }

  func run() async throws {
    try await cancelWhenGracefulShutdown { [loop] in try await loop.run() }
  }
}
