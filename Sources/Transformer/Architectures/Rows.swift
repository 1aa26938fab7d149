/// A view of rows of floats in memory that someone else owns: shape `(count, width)`, a row every `stride` floats.
///
/// A stride below the width makes the rows overlap, which turns a convolution over channel-last frames into a
/// matrix product without copying its windows.
package struct Rows {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int
  package let width: Int
  package let stride: Int

  package init(_ base: UnsafeMutablePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
    self.base = base
    self.count = count
    self.width = width
    self.stride = stride ?? width
  }

  /// The first element of row `index`.
  package subscript(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

  /// The windows of `size` rows, one every `step` rows, each flattened: `(windows, size · width)`.
  package func windows(of size: Int, every step: Int) -> Rows {
    Rows(base, count: count < size ? 0 : (count - size) / step + 1, width: size * width, stride: step * stride)
  }

  /// Rows `range` of these.
  package func rows(_ range: Range<Int>) -> Rows {
    Rows(self[range.lowerBound], count: range.count, width: width, stride: stride)
  }

  /// Columns `range` of these, e.g. one head of an attention.
  package func columns(_ range: Range<Int>) -> Rows {
    Rows(base + range.lowerBound, count: count, width: range.count, stride: stride)
  }

  /// A copy as an array, row by row.
  package func copy() -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(count * width)
    for index in 0..<count { all.append(contentsOf: UnsafeBufferPointer(start: self[index], count: width)) }
    return all
  }
}

/// Rows with memory of their own.
package final class OwnedRows: @unchecked Sendable {
  package let rows: Rows

  /// `count` rows of `width` floats, zero at first.
  package init(_ count: Int, _ width: Int) {
    rows = Rows(.allocate(capacity: max(1, count * width)), count: count, width: width)
    rows.base.initialize(repeating: 0, count: max(1, count * width))
  }

  deinit { rows.base.deallocate() }
}
