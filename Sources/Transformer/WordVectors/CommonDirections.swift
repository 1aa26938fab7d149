/// The mean of many vectors and the directions in which they differ most, found by power iteration.
struct CommonDirections {
  private var count = 0
  private var mean: [Double] = []
  private var rows: [[Float]] = []
  private var directions: [[Float]] = []

  /// Takes one more vector into account.
  mutating func add(_ row: [Float]) {
    if mean.isEmpty { mean = [Double](repeating: 0, count: row.count) }
    for i in row.indices { mean[i] += Double(row[i]) }
    count += 1
    rows.append(row)
  }

  /// Finds the directions of all vectors added: one for each hundred dimensions, at least one.
  mutating func find() {
    guard count > 0 else { return }
    for i in mean.indices { mean[i] /= Double(count) }
    let width = mean.count
    for index in rows.indices { for i in 0..<width { rows[index][i] -= Float(mean[i]) } }
    // Of few vectors the strongest directions are what tells them apart.
    if count >= 10 * width {
      for number in 0..<max(1, width / 100) {
        // Any start that is not at a right angle to the direction will do; the same one every time.
        var direction = (0..<width).map { Float(1 + ($0 * 7 + number * 13) % 5) }
        for _ in 0..<12 {
          var next = [Float](repeating: 0, count: width)
          for row in rows {
            var along: Float = 0
            for i in 0..<width { along += row[i] * direction[i] }
            for i in 0..<width { next[i] += along * row[i] }
          }
          let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
          guard length > 0, length.isFinite else { break }
          direction = next.map { $0 / length }
        }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard abs(length - 1) < 0.01 else { break }
        directions.append(direction)
        for index in rows.indices { Self.remove(direction, from: &rows[index]) }
      }
    }
    rows = []
  }

  /// `row` without mean and directions.
  func remove(from row: inout [Float]) {
    for i in row.indices where i < mean.count { row[i] -= Float(mean[i]) }
    for direction in directions { Self.remove(direction, from: &row) }
  }

  private static func remove(_ direction: [Float], from row: inout [Float]) {
    var along: Float = 0
    for i in row.indices { along += row[i] * direction[i] }
    for i in row.indices { row[i] -= along * direction[i] }
  }
}
