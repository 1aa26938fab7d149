import CKernels
import Glibc

/// Rotary positions on interleaved pairs, as Moonshine has them: pair i of the first `dimensions` floats of each head
/// is turned by position · theta^(−2i / dimensions).
public final class RotaryTable: Sendable {
  public let dimensions: Int
  public let positions: Int
  private let cosine: [Float]
  private let sine: [Float]

  /// A table for `positions` positions; `dimensions` is even.
  public convenience init(dimensions: Int, positions: Int, theta: Double = 10_000) {
    precondition(dimensions >= 0 && dimensions % 2 == 0, "rotary dimensions come in pairs")
    self.init(
      frequencies: (0..<dimensions / 2).map { pow(theta, -2 * Double($0) / Double(dimensions)) }, positions: positions)
  }

  /// A table for `positions` positions: pair i is turned by `frequencies[i]` from one to the next.
  public init(frequencies: [Double], positions: Int) {
    precondition(positions >= 0, "a number of positions")
    dimensions = 2 * frequencies.count
    self.positions = positions
    var (cosine, sine): ([Float], [Float]) = ([], [])
    cosine.reserveCapacity(positions * dimensions / 2)
    sine.reserveCapacity(positions * dimensions / 2)
    for position in 0..<positions {
      for frequency in frequencies {
        cosine.append(Float(cos(Double(position) * frequency)))
        sine.append(Float(sin(Double(position) * frequency)))
      }
    }
    (self.cosine, self.sine) = (cosine, sine)
  }

  /// Turns x (rows, heads · headWidth) in place; row r is at position `first` + r. Rows are `stride` floats apart
  /// (dense if nil). Positions past the table trap.
  public func rotate(
    _ x: UnsafeMutablePointer<Float>, stride: Int? = nil, rows: Int, heads: Int, headWidth: Int, first: Int,
    pool: ComputePool
  ) {
    precondition(first >= 0 && first + rows <= positions && dimensions <= headWidth, "position outside the table")
    cosine.withUnsafeBufferPointer { cosine in
      sine.withUnsafeBufferPointer { sine in
        guard let cosine = cosine.baseAddress, let sine = sine.baseAddress else { return }
        ck_rotate(
          pool.kernels.table, pool.handle, x, stride ?? heads * headWidth, rows, heads, headWidth, dimensions, cosine,
          sine, first)
      }
    }
  }
}
