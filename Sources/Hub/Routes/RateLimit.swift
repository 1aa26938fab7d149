import Synchronization

/// Lets each of many callers through so often and no oftener (a token bucket each).
final class RateLimit: Sendable {
  private struct Bucket {
    var tokens: Double
    var last: Double
  }

  private let buckets = Mutex<[String: Bucket]>([:])
  private let burst: Double
  private let perSecond: Double
  /// Callers that are remembered at most.
  private static let most = 20_000

  init(burst: Int, per seconds: Double) {
    self.burst = Double(burst)
    perSecond = Double(burst) / seconds
  }

  /// Nil where the caller may go on, else the seconds after which to come back.
  func wait(for caller: String, now: Double) -> Int? {
    buckets.withLock { buckets in
      if buckets.count >= Self.most {
        // Who has waited long enough is as good as new.
        buckets = buckets.filter { now - $0.value.last < burst / perSecond }
        if buckets.count >= Self.most { buckets.removeAll() }
      }
      var bucket = buckets[caller] ?? Bucket(tokens: burst, last: now)
      bucket.tokens = min(burst, bucket.tokens + max(0, now - bucket.last) * perSecond)
      bucket.last = now
      defer { buckets[caller] = bucket }
      guard bucket.tokens >= 1 else { return max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))) }
      bucket.tokens -= 1
      return nil
    }
  }
}
