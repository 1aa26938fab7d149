/// Rows of floats as int8 within ±127, with a scale for each group of columns in each.
struct RowQuantizer {
  let columns: Int
  /// How many groups of equal width the columns are in.
  let groups: Int
  /// The rows of the last strip.
  private(set) var bytes: [Int8] = []
  /// Those of all rows so far, by group.
  private var scales: [[Float]]
  /// ‖row − int8 · scales‖ / ‖row‖ of the worst row.
  private(set) var worstRow = 0.0
  private var squaredError = 0.0
  private var squared = 0.0

  /// Shares of the largest value at which ±127 is tried: cutting off a few can serve all the others.
  private static let shares: [Float] = [1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76]

  init(columns: Int, groups: Int = 1) {
    self.columns = columns
    self.groups = groups
    scales = Array(repeating: [], count: groups)
  }

  /// ‖weights − int8 · scales‖ / ‖weights‖ over all rows so far.
  var error: Double { squared > 0 ? (squaredError / squared).squareRoot() : 0 }

  /// The scales as they lie in a file: (groups, rows).
  var scaleTable: [Float] { Array(scales.joined()) }

  mutating func quantize(_ values: ArraySlice<Float>) {
    if bytes.count != values.count { bytes = [Int8](repeating: 0, count: values.count) }
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: columns) {
        quantizeRow(UnsafeBufferPointer(rebasing: values[start..<start + columns]), at: start)
      }
    }
  }

  private mutating func quantizeRow(_ row: UnsafeBufferPointer<Float>, at start: Int) {
    let width = columns / groups
    var (error, sum) = (0.0, 0.0)
    for group in 0..<groups {
      let part = UnsafeBufferPointer(rebasing: row[group * width..<(group + 1) * width])
      let found = Self.bestScale(part)
      error += found.error
      sum += found.squared
      scales[group].append(found.scale)
      let inverse = 1 / found.scale
      for (index, value) in part.enumerated() {
        bytes[start + group * width + index] = Int8(Self.whole(value, inverse))
      }
    }
    guard sum > 0 else { return }
    squared += sum
    squaredError += error
    worstRow = max(worstRow, (error / sum).squareRoot())
  }

  private static func bestScale(_ part: UnsafeBufferPointer<Float>) -> (scale: Float, error: Double, squared: Double) {
    let (peak, squared) = measure(part)
    // Below this the inverse of the scale is no number; such a row is zero for all that it adds.
    guard peak > 1e-30 else { return (1, 0, 0) }
    var best: (scale: Float, error: Double) = (peak / 127, .infinity)
    for share in shares where best.error > 0 {
      let scale = peak / 127 * share
      let error = self.error(part, scale)
      if error < best.error { best = (scale, error) }
    }
    return (best.scale, best.error, squared)
  }

  private static func measure(_ part: UnsafeBufferPointer<Float>) -> (peak: Float, squared: Double) {
    var peak: Float = 0
    var sum: Float = 0
    for value in part { peak = max(peak, abs(value)) }
    // Relative to the peak, so that neither large nor small values leave single precision.
    guard peak > 0 else { return (0, 0) }
    for value in part { sum += (value / peak) * (value / peak) }
    return (peak, Double(sum) * Double(peak) * Double(peak))
  }

  private static func error(_ part: UnsafeBufferPointer<Float>, _ scale: Float) -> Double {
    var error: Float = 0
    let inverse = 1 / scale
    for value in part {
      let difference = value * inverse - whole(value, inverse)
      error += difference * difference
    }
    return Double(error) * Double(scale) * Double(scale)
  }

  /// To the nearest whole number, ties to even, within ±127. Adding and taking away 1.5 · 2²³ rounds.
  @inline(__always)
  private static func whole(_ value: Float, _ inverse: Float) -> Float {
    let scaled = min(127, max(-127, value * inverse))
    return (scaled + 12_582_912) - 12_582_912
  }
}

/// Finds in how many groups the columns of a weight have to be, without rounding it for good.
struct GroupChooser {
  /// Fewer columns than this do not make a group: each costs a product of its own.
  private static let narrowest = 64

  let columns: Int
  /// For each number of groups that is possible, 1 first: squared error, and of the row the worst.
  private var candidates: [(groups: Int, squaredError: Double, worstRow: Double)]
  private var squared = 0.0

  init(columns: Int, mayGroup: Bool = true) {
    self.columns = columns
    var groups = 1
    candidates = []
    while groups == 1 || (mayGroup && columns % groups == 0 && columns / groups >= Self.narrowest) {
      candidates.append((groups, 0, 0))
      groups *= 2
    }
  }

  /// Takes rows into account.
  mutating func add(_ values: ArraySlice<Float>) {
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: columns) {
        add(UnsafeBufferPointer(rebasing: values[start..<start + columns]))
      }
    }
  }

  private mutating func add(_ row: UnsafeBufferPointer<Float>) {
    var sum = 0.0
    for value in row { sum += Double(value) * Double(value) }
    guard sum > 0 else { return }
    squared += sum
    for index in candidates.indices {
      let width = columns / candidates[index].groups
      var error = 0.0
      for start in stride(from: 0, to: columns, by: width) {
        var peak: Float = 0
        for value in row[start..<start + width] { peak = max(peak, abs(value)) }
        // Rounding is off by up to half a step, evenly spread: a twelfth of its square.
        let step = Double(peak) / 127
        error += step * step / 12 * Double(width)
      }
      candidates[index].squaredError += error
      candidates[index].worstRow = max(candidates[index].worstRow, (error / sum).squareRoot())
    }
  }

  /// The fewest groups with which neither the whole nor a row is coarse; where none do, the most.
  var groups: Int {
    guard squared > 0 else { return 1 }
    let good = candidates.first { candidate in
      (candidate.squaredError / squared).squareRoot() <= ModelImportReport.coarse
        && candidate.worstRow <= ModelImportReport.coarseRow
    }
    return good?.groups ?? candidates[candidates.count - 1].groups
  }

  /// The error to expect with one scale for each row.
  var plainError: Double { squared > 0 ? (candidates[0].squaredError / squared).squareRoot() : 0 }
}
