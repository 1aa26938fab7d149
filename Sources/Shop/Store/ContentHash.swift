/// A quick 128-bit digest, to tell whether files have changed. Not for security: whoever can write the shop folder
/// can change the shop anyway.
///
/// Four lanes of multiply, xor and shift over 32-byte blocks, folded together at the end.
struct ContentHash {
  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89
  )
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  mutating func feed(_ text: String) {
    feed(Array(text.utf8))
    feed([0])
  }

  mutating func feed(_ bytes: [UInt8]) {
    count &+= UInt64(bytes.count)
    let all = rest.isEmpty ? bytes : rest + bytes
    let whole = all.count & ~31
    all.withUnsafeBytes { raw in
      for at in stride(from: 0, to: whole, by: 32) {
        lanes.0 = Self.mix(lanes.0, raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
        lanes.1 = Self.mix(lanes.1, raw.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
        lanes.2 = Self.mix(lanes.2, raw.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self))
        lanes.3 = Self.mix(lanes.3, raw.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self))
      }
    }
    rest = Array(all[whole...])
  }

  private static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (lane ^ word) &* 0x9E37_79B9_7F4A_7C15
    return mixed ^ (mixed >> 29)
  }

  /// 128 bits.
  consuming func words() -> (UInt64, UInt64) {
    let length = count
    feed(Array(repeating: 0x80, count: 32 - rest.count % 32))
    var a = Self.mix(Self.mix(lanes.0, lanes.1), length)
    var b = Self.mix(Self.mix(lanes.2, lanes.3), ~length)
    for _ in 0..<3 {
      a = Self.mix(a, b &+ lanes.2)
      b = Self.mix(b, a &+ lanes.0)
    }
    return (a, b)
  }

  /// 32 hexadecimal digits.
  consuming func digest() -> String {
    let (a, b) = words()
    return [a, b].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}
