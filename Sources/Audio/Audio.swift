// Sound as numbers: WAV files in and out, sample-rate conversion, and the pieces that capture leans on (a lock-free
// ring, voice activity). Pure: nothing here knows a device.

/// A stretch of sound, one channel.
public struct AudioClip: Sendable, Hashable {
  /// The samples, full scale at -1 and 1.
  public var samples: [Float]
  /// Samples per second.
  public var sampleRate: Double

  public init(samples: [Float], sampleRate: Double) {
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// How long the clip lasts, in seconds.
  public var seconds: Double { sampleRate > 0 ? Double(samples.count) / sampleRate : 0 }

  /// The clip at another rate (samples per second, 1,000 to 768,000); the same clip where the rate is already right.
  ///
  /// Aliases and images lie at least 80 dB down; see ``Resampler``.
  public func resampled(to rate: Double) throws(AudioError) -> AudioClip {
    if rate == sampleRate { return self }
    var resampler = try Resampler(from: sampleRate, to: rate)
    var out: [Float] = []
    out.reserveCapacity(resampler.outputCount(forInput: samples.count))
    resampler.process(samples, into: &out)
    resampler.finish(into: &out)
    return AudioClip(samples: out, sampleRate: rate)
  }
}
