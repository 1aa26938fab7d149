import CGPIO
import Synchronization

/// The button, the mute switch and the LED of the board, each line by itself: one that is busy or missing is told, tried
/// again every two seconds, and does not keep the others from working.
public final class Panel: Sendable {
  public enum Event: Sendable, Equatable {
    case button(ButtonReader.Event)
    /// The mute switch is on or off; told at the start, too.
    case muteSwitch(Bool)
    case device(DeviceEvent)
  }

  private let preset: BoardPreset
  private let times: ButtonReader.Times
  private let inputWake: Wake
  private let lightWake: Wake
  private let ending = Atomic<Bool>(false)
  private let pattern = Mutex<LEDPattern>(.off)
  private let threads = Mutex<[OwnThread]>([])
  private let observer: @Sendable (Event) -> Void

  /// - Parameters:
  ///   - preset: which lines there are.
  ///   - observer: called on the panel's threads.
  public init(
    preset: BoardPreset, times: ButtonReader.Times = .init(), observer: @escaping @Sendable (Event) -> Void
  ) throws(BoardError) {
    self.preset = preset
    var times = times
    times.debounce = preset.debounce
    self.times = times
    self.observer = observer
    inputWake = try Wake()
    lightWake = try Wake()
  }

  /// Starts a thread for what is pressed and one for what shines, as far as the board has such lines.
  public func start() throws(BoardError) {
    if preset.button != nil || preset.muteSwitch != nil {
      let thread = try OwnThread(name: "button") { self.watch() }
      threads.withLock { $0.append(thread) }
    }
    if preset.led != nil {
      let thread = try OwnThread(name: "led") { self.shine() }
      threads.withLock { $0.append(thread) }
    }
  }

  /// Ends the threads and gives the lines back; the LED goes dark.
  public func stop() {
    ending.store(true, ordering: .releasing)
    inputWake.signal()
    lightWake.signal()
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { thread.join() }
  }

  /// What the LED does from now on.
  public func show(_ new: LEDPattern) {
    let changed = pattern.withLock { pattern in
      defer { pattern = new }
      return pattern != new
    }
    if changed { lightWake.signal() }
  }

  /// The path of the chip that carries the board's lines.
  static func chip(_ labels: [String]) throws(BoardError) -> String {
    var failure: Int32 = 0
    for label in labels {
      var path = [CChar](repeating: 0, count: 300)
      let code = cgpio_find_chip(label, &path, path.count)
      if code == 0 { return String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
      if code != -missing { failure = code }
    }
    if failure != 0 { throw .line(name: "chip \(labels.joined(separator: ", "))", code: failure) }
    throw .noChip(wanted: labels, found: labelsFound())
  }

  /// The labels of this machine's chips.
  public static func labelsFound() -> [String] {
    var found: [String] = []
    var index: UInt32 = 0
    while index < 64 {
      var label = [CChar](repeating: 0, count: 64)
      let code = cgpio_chip_label(index, &label, label.count)
      if code == -missing { break }
      if code == 0 {
        found.append(String(decoding: label.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      }
      index += 1
    }
    return found
  }

  /// ENOENT.
  private static let missing: Int32 = 2
  private static let retryMilliseconds: Int32 = 2_000

  private func milliseconds() -> Int { Int(monotonicNanoseconds() / 1_000_000) }

  /// Opens by `open` until it succeeds or the end comes, and tells of the first failure and of the success after it.
  private func persist<Handle>(_ line: String, _ wake: Wake, _ open: () throws(BoardError) -> Handle) -> Handle? {
    var told = false
    while !ending.load(ordering: .acquiring) {
      do throws(BoardError) {
        let handle = try open()
        if told { observer(.device(.lineAvailable(line: line))) }
        return handle
      } catch {
        if !told { observer(.device(.lineUnavailable(line: line, reason: error.description))) }
        told = true
      }
      wake.wait(milliseconds: Self.retryMilliseconds)
    }
    return nil
  }

  // MARK: Pressed

  private func watch() {
    let lines = [preset.button, preset.muteSwitch].compactMap { $0 }
    let hasButton = preset.button != nil
    let name = hasButton ? "button" : "mute switch"
    while !ending.load(ordering: .acquiring) {
      guard let inputs = persist(name, inputWake, { () throws(BoardError) in try self.openInputs(lines) }) else {
        return
      }
      let code = watch(inputs, hasButton: hasButton, hasSwitch: preset.muteSwitch != nil)
      cgpio_inputs_close(inputs)
      if code < 0 {
        observer(.device(.lineUnavailable(line: name, reason: BoardError.line(name: name, code: code).description)))
        inputWake.wait(milliseconds: Self.retryMilliseconds)
      }
    }
  }

  private func openInputs(_ lines: [BoardPreset.Line]) throws(BoardError) -> OpaquePointer {
    let chip = try Self.chip(preset.chips)
    var inputs: OpaquePointer?
    let code = cgpio_inputs_open(
      chip, lines.map { UInt32(max(0, $0.offset)) }, lines.map(\.isActiveLow),
      lines.map { $0.bias == .pullUp ? 1 : $0.bias == .pullDown ? 2 : 0 }, lines.count,
      UInt32(max(0, times.debounce)) * 1_000, "shoptalk", &inputs)
    guard code == 0, let inputs else {
      throw .line(name: "lines \(lines.map { String($0.offset) }.joined(separator: ", ")) of \(chip)", code: code)
    }
    return inputs
  }

  /// Watches until the end (0) or a failure (a negative errno).
  private func watch(_ inputs: OpaquePointer, hasButton: Bool, hasSwitch: Bool) -> Int32 {
    var reader = ButtonReader(times)
    var switchReader = ButtonReader(times)
    let settled = cgpio_inputs_debounced(inputs)
    let switchLine: UInt32 = hasButton ? 1 : 0
    if hasSwitch {
      let level = cgpio_inputs_value(inputs, switchLine)
      if level < 0 { return level }
      if level == 1 { _ = switchReader.edge(active: true, at: milliseconds(), settled: true) }
      observer(.muteSwitch(level == 1))
    }
    var edges = [cgpio_edge](repeating: cgpio_edge(), count: 16)
    while !ending.load(ordering: .acquiring) {
      let now = milliseconds()
      let deadlines = [reader.nextDeadline(after: now), switchReader.nextDeadline(after: now)].compactMap { $0 }
      let count = cgpio_inputs_wait(
        inputs, inputWake.descriptor, Int32(deadlines.min() ?? -1), &edges, edges.count)
      if count < 0 { return count }
      if count == 0, ending.load(ordering: .acquiring) { return 0 }
      for edge in edges.prefix(Int(count)) {
        let at = Int(edge.nanoseconds / 1_000_000)
        if hasSwitch, edge.line == switchLine {
          tellSwitch(switchReader.edge(active: edge.active, at: at, settled: settled))
        } else {
          for event in reader.edge(active: edge.active, at: at, settled: settled) { observer(.button(event)) }
        }
      }
      let later = milliseconds()
      for event in reader.advance(to: later) { observer(.button(event)) }
      tellSwitch(switchReader.advance(to: later))
      // Edges may be lost when the kernel's queue runs over; the level is the truth.
      if hasButton, count == 0, deadlines.isEmpty == false {
        let level = cgpio_inputs_value(inputs, 0)
        if level >= 0, (level == 1) != reader.isDown {
          for event in reader.edge(active: level == 1, at: milliseconds(), settled: true) { observer(.button(event)) }
        }
      }
    }
    return 0
  }

  private func tellSwitch(_ events: [ButtonReader.Event]) {
    for event in events {
      switch event {
      case .pressed: observer(.muteSwitch(true))
      case .released: observer(.muteSwitch(false))
      default: break
      }
    }
  }

  // MARK: Shining

  private func shine() {
    guard let line = preset.led else { return }
    while !ending.load(ordering: .acquiring) {
      guard let output = persist("LED", lightWake, { () throws(BoardError) in try self.openOutput(line) }) else {
        return
      }
      shine(on: output)
      _ = cgpio_output_set(output, false)
      cgpio_output_close(output)
    }
  }

  private func openOutput(_ line: BoardPreset.Line) throws(BoardError) -> OpaquePointer {
    let chip = try Self.chip(preset.chips)
    var output: OpaquePointer?
    let code = cgpio_output_open(chip, UInt32(max(0, line.offset)), line.isActiveLow, "shoptalk", &output)
    guard code == 0, let output else { throw .line(name: "line \(line.offset) of \(chip)", code: code) }
    return output
  }

  /// Drives the line until the end or a failure.
  private func shine(on output: OpaquePointer) {
    var shown = pattern.withLock { $0 }
    var since = milliseconds()
    while !ending.load(ordering: .acquiring) {
      let wanted = pattern.withLock { $0 }
      if wanted != shown {
        shown = wanted
        since = milliseconds()
      }
      let time = milliseconds() - since
      let brightness = shown.brightness(at: time)
      if shown.isGraded {
        // Pulses of 10 ms: too fast for the eye.
        let on = Int32((brightness * 10).rounded())
        if on > 0, cgpio_output_set(output, true) < 0 { return }
        if on > 0 { lightWake.wait(milliseconds: on) }
        if on < 10 {
          if cgpio_output_set(output, false) < 0 { return }
          lightWake.wait(milliseconds: 10 - on)
        }
      } else {
        if cgpio_output_set(output, brightness > 0.5) < 0 { return }
        lightWake.wait(milliseconds: Int32(shown.steadyFor(at: time) ?? -1))
      }
    }
  }
}
