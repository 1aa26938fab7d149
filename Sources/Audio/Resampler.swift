#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Converts between sample rates by a polyphase windowed-sinc filter, whole or piece by piece.
///
/// A Kaiser window of 96 dB over 48 zero crossings each side; the stop band begins at the Nyquist frequency of the
/// lower rate and the pass band ends at 0.87 of it. For a ratio of small whole numbers every phase has its own
/// coefficients; for any other, coefficients between 512 phases are interpolated linearly (the error lies 100 dB down).
/// Output sample n stands for the time of input n·from/to: there is no delay.
public struct Resampler: Sendable {
  private static let zeroCrossings = 48.0
  private static let attenuation = 96.0

  /// Output samples per `down` input samples.
  private let up: Int
  private let down: Int
  /// Phases in the table: `up` where that is small, else 512.
  private let phases: Int
  /// Coefficients of each phase; a multiple of 4.
  private let taps: Int
  /// (phases + 1, taps).
  private let table: [Float]
  /// Input not yet done with; begins with silence so that the first output sees half a filter of it.
  private var pending: [Float]
  /// Place of the next output: whole input samples into `pending`, and a remainder in 1/`up`.
  private var position = 0
  private var remainder = 0
  private var taken = 0
  private var given = 0

  /// A converter from one rate to another, in samples per second.
  public init(from: Double, to: Double) throws(AudioError) {
    for rate in [from, to] where !(rate >= 1_000 && rate <= 768_000) { throw .rate(rate) }
    // Rates are whole in practice; a thousandth is kept of those that are not.
    let whole = from == from.rounded() && to == to.rounded()
    let a = Int((whole ? from : from * 1_000).rounded())
    let b = Int((whole ? to : to * 1_000).rounded())
    let divisor = Self.gcd(a, b)
    up = b / divisor
    down = a / divisor
    phases = up <= 1_024 ? up : 512
    // The filter is as wide as the lower of the two rates asks; its stop band begins at that rate's Nyquist frequency.
    let ratio = min(1, to / from)
    let width = (Self.attenuation - 8) / (2.285 * 2 * Self.zeroCrossings) / Double.pi
    let cutoff = ratio * (1 - width / 2)
    let half = Int((Self.zeroCrossings / ratio).rounded(.up))
    taps = (2 * half + 3) / 4 * 4
    table = Self.makeTable(phases: phases, taps: taps, half: half, cutoff: cutoff)
    pending = [Float](repeating: 0, count: half - 1)
    tail = half
  }

  /// Silence to be added at the end, so that the last input reaches the middle of the filter.
  private let tail: Int

  /// How many samples come out in all when `count` go in.
  public func outputCount(forInput count: Int) -> Int {
    let (product, over) = count.multipliedReportingOverflow(by: up)
    return over ? Int(Double(count) * Double(up) / Double(down)) : (product + down - 1) / down
  }

  /// Takes `input` and appends what can be said about the output so far.
  public mutating func process(_ input: [Float], into out: inout [Float]) {
    pending.append(contentsOf: input)
    taken += input.count
    produce(into: &out, limit: .max)
  }

  /// Appends the rest of the output; the converter must not be used afterwards.
  public mutating func finish(into out: inout [Float]) {
    pending.append(contentsOf: repeatElement(0, count: tail + taps))
    produce(into: &out, limit: outputCount(forInput: taken) - given)
  }

  private mutating func produce(into out: inout [Float], limit: Int) {
    var position = position
    var remainder = remainder
    var count = 0
    let exact = phases == up
    let step = down / up
    let stepRemainder = down % up
    pending.withUnsafeBufferPointer { samples in
      table.withUnsafeBufferPointer { coefficients in
        guard let x = samples.baseAddress, let h = coefficients.baseAddress else { return }
        while count < limit, position + taps <= samples.count {
          if exact {
            out.append(dotProduct(x + position, h + remainder * taps, taps))
          } else {
            let place = Double(remainder) / Double(up) * Double(phases)
            let row = Int(place)
            let part = Float(place - Double(row))
            let a = dotProduct(x + position, h + row * taps, taps)
            let b = dotProduct(x + position, h + (row + 1) * taps, taps)
            out.append(a + (b - a) * part)
          }
          count += 1
          position += step
          remainder += stepRemainder
          if remainder >= up {
            remainder -= up
            position += 1
          }
        }
      }
    }
    given += count
    let used = min(position, pending.count)
    pending.removeFirst(used)
    self.position = position - used
    self.remainder = remainder
  }

  /// Row p holds the filter for an output p/phases of an input sample after tap `half` - 1, its sum made 1.
  private static func makeTable(phases: Int, taps: Int, half: Int, cutoff: Double) -> [Float] {
    // Kaiser's formula for the window's parameter, for more than 50 dB.
    let beta = 0.1102 * (attenuation - 8.7)
    let scale = 1 / bessel(beta)
    var table = [Float](repeating: 0, count: (phases + 1) * taps)
    var row = [Double](repeating: 0, count: taps)
    for phase in 0...phases {
      var sum = 0.0
      for tap in 0..<taps {
        let t = Double(tap - (half - 1)) - Double(phase) / Double(phases)
        let edge = t / Double(half)
        var value = 0.0
        if abs(edge) < 1 {
          let angle = Double.pi * cutoff * t
          value = (angle == 0 ? 1 : sin(angle) / angle) * bessel(beta * (1 - edge * edge).squareRoot()) * scale
        }
        row[tap] = value
        sum += value
      }
      for tap in 0..<taps { table[phase * taps + tap] = Float(row[tap] / sum) }
    }
    return table
  }

  /// The modified Bessel function of the first kind and order 0, by its power series.
  private static func bessel(_ x: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = 1.0
    repeat {
      term *= (x / (2 * k)) * (x / (2 * k))
      sum += term
      k += 1
    } while term > sum * 1e-17
    return sum
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}
