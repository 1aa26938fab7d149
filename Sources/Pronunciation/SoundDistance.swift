#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How unlike two stretches of speech sound: 0 identical, 1 unlike.
///
/// The cheapest way to turn one into the other by hearing sounds for others, losing and gaining some, each at its
/// price (``SoundCosts``), as a share of what all sounds of the longer one weigh. Boundaries between words cost nothing:
/// "sess a me oil" lies near "sesame oil". Symmetric.
public func soundDistance(_ a: [Phoneme], _ b: [Phoneme]) -> Float {
  if a.isEmpty || b.isEmpty { return a.isEmpty && b.isEmpty ? 0 : 1 }
  let weight = max(SoundAlignment.weight(a), SoundAlignment.weight(b))
  return min(1, Float(SoundAlignment.whole(a, b)) / Float(weight))
}

/// Where in a longer stretch of speech a shorter one is heard, and how unlike it sounds there.
public struct SoundMatch: Sendable, Hashable {
  /// 0 identical, 1 unlike.
  public var distance: Float
  /// The part of the longer stretch, as indices of its phonemes.
  public var range: Range<Int>

  public init(distance: Float, range: Range<Int>) {
    self.distance = distance
    self.range = range
  }
}

/// The part of `text` that sounds most like the whole of `query`, or nil where none is as near as `limit`.
///
/// The distance is a share of what the sounds of `query` weigh. To look for a short heard phrase in a long product name
/// give the phrase as `query`; to look for a product name in a long question give the name as `query`. Gives up early
/// where `limit` is out of reach: a scan of thousands of names takes milliseconds (see also ``SoundIndex``).
public func soundMatch(_ query: [Phoneme], in text: [Phoneme], limit: Float = 1) -> SoundMatch? {
  query.withUnsafeBufferPointer { query in
    text.withUnsafeBufferPointer { text in SoundAlignment.part(query, text, limit: limit) }
  }
}

/// The dynamic programming behind ``soundDistance(_:_:)`` and ``soundMatch(_:in:limit:)``.
enum SoundAlignment {
  static func weight(_ sounds: some Sequence<Phoneme>) -> Int32 {
    SoundCosts.indel.withUnsafeBufferPointer { costs in sounds.reduce(0) { $0 + costs[Int($1.rawValue)] } }
  }

  static func whole(_ a: [Phoneme], _ b: [Phoneme]) -> Int32 {
    let size = SoundCosts.size
    return SoundCosts.substitution.withUnsafeBufferPointer { substitution in
      SoundCosts.indel.withUnsafeBufferPointer { indel in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: b.count + 1) { row in
          row[0] = 0
          for j in 0..<b.count { row[j + 1] = row[j] + indel[Int(b[j].rawValue)] }
          for x in a {
            let lose = indel[Int(x.rawValue)]
            let base = Int(x.rawValue) * size
            var diagonal = row[0]
            row[0] += lose
            for j in 0..<b.count {
              let y = Int(b[j].rawValue)
              let best = min(diagonal + substitution[base + y], row[j + 1] + lose, row[j] + indel[y])
              diagonal = row[j + 1]
              row[j + 1] = best
            }
          }
          return row[b.count]
        }
      }
    }
  }

  static func part(
    _ query: UnsafeBufferPointer<Phoneme>, _ text: UnsafeBufferPointer<Phoneme>, limit: Float
  ) -> SoundMatch? {
    if query.isEmpty || text.isEmpty { return query.isEmpty ? SoundMatch(distance: 0, range: 0..<0) : nil }
    let size = SoundCosts.size
    let count = text.count
    return SoundCosts.substitution.withUnsafeBufferPointer { substitution in
      SoundCosts.indel.withUnsafeBufferPointer { indel in
        let total = weight(query)
        let most = Int32(min(1, max(0, limit)) * Float(total))
        // Costs, and where in the text the alignment that gives them began.
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * (count + 1)) { row in
          let start = count + 1
          for j in 0...count {
            row[j] = 0
            row[start + j] = Int32(truncatingIfNeeded: j)
          }
          for x in query {
            let lose = indel[Int(x.rawValue)]
            let base = Int(x.rawValue) * size
            var diagonal = row[0]
            var diagonalStart = row[start]
            row[0] += lose
            var lowest = row[0]
            for j in 0..<count {
              let y = Int(text[j].rawValue)
              let up = row[j + 1]
              let upStart = row[start + j + 1]
              var best = diagonal + substitution[base + y]
              var from = diagonalStart
              if up + lose < best {
                best = up + lose
                from = upStart
              }
              let gained = row[j] + indel[y]
              if gained < best {
                best = gained
                from = row[start + j]
              }
              diagonal = up
              diagonalStart = upStart
              row[j + 1] = best
              row[start + j + 1] = from
              lowest = min(lowest, best)
            }
            if lowest > most { return nil }
          }
          var end = 0
          for j in 1...count where row[j] < row[end] { end = j }
          guard row[end] <= most else { return nil }
          return SoundMatch(
            distance: min(1, Float(row[end]) / Float(max(1, total))), range: Int(row[start + end])..<end)
        }
      }
    }
  }
}

/// How likely two names at this distance are the same, misheard: a logistic curve through one half at 0.33, fitted by
/// eye to the pairs of `SoundDistanceTests` (0.97 at 0.15, 0.66 at ``soundAlikeThreshold``, 0.04 at 0.5).
public func soundLikelihood(_ distance: Float) -> Float { 1 / (1 + exp((distance - 0.33) * 19)) }

/// Up to this distance two names are likely to be the same, misheard; set where `SoundDistanceTests` separates best.
public let soundAlikeThreshold: Float = 0.3
