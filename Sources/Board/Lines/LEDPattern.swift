#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a LED does over time.
public enum LEDPattern: Sendable, Hashable {
  case off
  case steady
  /// On and off in turn, for so many milliseconds each.
  case blink(on: Int, off: Int)
  /// So many flashes (of 90 ms, 140 ms apart), then dark for `rest` milliseconds.
  case flashes(Int, rest: Int)
  /// Brighter and darker with this period in milliseconds.
  case breathe(period: Int)

  /// The brightness, 0–1, so many milliseconds after the pattern began.
  public func brightness(at milliseconds: Int) -> Double {
    let time = max(0, milliseconds)
    switch self {
    case .off: return 0
    case .steady: return 1
    case .blink(let on, let off):
      let period = max(1, on + off)
      return time % period < on ? 1 : 0
    case .flashes(let count, let rest):
      let period = max(1, count * 230 + rest)
      let place = time % period
      return place < count * 230 && place % 230 < 90 ? 1 : 0
    case .breathe(let period):
      // The eye sees the square root of the light: a raised cosine, squared.
      let phase = Double(time % max(1, period)) / Double(max(1, period))
      let wave = 0.5 - 0.5 * cos(2 * Double.pi * phase)
      return 0.02 + 0.98 * wave * wave
    }
  }

  /// Whether it needs levels between dark and lit, which are made by switching fast.
  var isGraded: Bool { if case .breathe = self { true } else { false } }

  /// Milliseconds for which the brightness stays as it is at a time, for patterns without levels between.
  func steadyFor(at milliseconds: Int) -> Int? {
    switch self {
    case .off, .steady: return nil
    case .breathe: return 20
    case .blink, .flashes:
      let now = brightness(at: milliseconds)
      var ahead = 10
      while ahead < 10_000, brightness(at: milliseconds + ahead) == now { ahead += 10 }
      return ahead
    }
  }
}
