/// A tensor as a foreign file holds it, decoded on demand.
package struct StoredTensor: Sendable {
  /// Sizes, outermost dimension first.
  package let shape: [Int]
  package let type: GGUFTensorType
  private let offset: Int
  private let storage: GGUFStorage

  /// The bytes lie in `storage` from `offset` on, which the maker has checked.
  init(shape: [Int], type: GGUFTensorType, offset: Int, storage: GGUFStorage) {
    self.shape = shape
    self.type = type
    self.offset = offset
    self.storage = storage
  }

  package var count: Int { shape.reduce(1, *) }

  /// Writes the values of `range` to `out`. The range begins at a block of the type and ends after one.
  package func decode(_ range: Range<Int>, into out: UnsafeMutablePointer<Float>) {
    let block = type.block
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "outside the tensor")
    precondition(range.lowerBound % block.elements == 0 && range.count % block.elements == 0, "half a block")
    let start = offset + type.bytes(for: range.lowerBound)
    let bytes = UnsafeRawBufferPointer(rebasing: storage.bytes[start..<start + type.bytes(for: range.count)])
    BlockDecoder.decode(type, bytes, count: range.count, into: out)
  }
}

/// What the bytes of each type mean, as ggml defines them: blocks of values that share scales.
package enum BlockDecoder {
  /// Writes `count` values, a multiple of the block's, to `out`.
  package static func decode(
    _ type: GGUFTensorType, _ bytes: UnsafeRawBufferPointer, count: Int, into out: UnsafeMutablePointer<Float>
  ) {
    let (elements, size) = type.block
    // One by one through the blocks below would be slow for the types that have none.
    switch type {
    case .float32:
      UnsafeMutableRawBufferPointer(start: out, count: 4 * count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[..<(4 * count)]))
      return
    case .bfloat16:
      for index in 0..<count {
        out[index] = Float(
          bitPattern: UInt32(bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) << 16)
      }
      return
    case .float16:
      for index in 0..<count { out[index] = half(bytes, 2 * index) }
      return
    default: break
    }
    precondition(count % elements == 0 && bytes.count >= type.bytes(for: count), "too few bytes")
    for index in 0..<count / elements {
      let block = UnsafeRawBufferPointer(rebasing: bytes[index * size..<(index + 1) * size])
      let y = out + index * elements
      switch type {
      case .float32, .float16, .bfloat16: break
      case .int8: y[0] = Float(Int8(bitPattern: block[0]))
      case .q40: q40(block, y)
      case .q41: q41(block, y)
      case .q50: q50(block, y)
      case .q51: q51(block, y)
      case .q80: q80(block, y)
      case .q4K: q4K(block, y)
      case .q5K: q5K(block, y)
      case .q6K: q6K(block, y)
      }
    }
  }

  private static func half(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Float {
    Float(Float16(bitPattern: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
  }

  /// Scale; 32 values of 4 bits from −8 on, the first half in the low ones.
  private static func q40(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let d = half(b, 0)
    for i in 0..<16 {
      y[i] = Float(Int(b[2 + i] & 15) - 8) * d
      y[16 + i] = Float(Int(b[2 + i] >> 4) - 8) * d
    }
  }

  /// Scale, least value; 32 values of 4 bits.
  private static func q41(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let (d, m) = (half(b, 0), half(b, 2))
    for i in 0..<16 {
      y[i] = Float(b[4 + i] & 15) * d + m
      y[16 + i] = Float(b[4 + i] >> 4) * d + m
    }
  }

  /// The fifth bits of 32 values in four bytes, then the others as in `q40`: value `i` and value `16 + i`.
  private static func fiveBits(_ b: UnsafeRawBufferPointer, _ at: Int, _ i: Int) -> (low: Float, high: Float) {
    let bits = b.loadUnaligned(fromByteOffset: at, as: UInt32.self)
    let byte = b[at + 4 + i]
    return (
      Float(UInt32(byte & 15) | (bits >> UInt32(i) & 1) << 4),
      Float(UInt32(byte >> 4) | (bits >> UInt32(16 + i) & 1) << 4)
    )
  }

  /// Scale; 32 values of 5 bits from −16 on.
  private static func q50(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let d = half(b, 0)
    for i in 0..<16 {
      let (low, high) = fiveBits(b, 2, i)
      y[i] = (low - 16) * d
      y[16 + i] = (high - 16) * d
    }
  }

  /// Scale, least value; 32 values of 5 bits.
  private static func q51(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let (d, m) = (half(b, 0), half(b, 2))
    for i in 0..<16 {
      let (low, high) = fiveBits(b, 4, i)
      y[i] = low * d + m
      y[16 + i] = high * d + m
    }
  }

  /// Scale; 32 values of 8 bits.
  private static func q80(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let d = half(b, 0)
    for i in 0..<32 { y[i] = Float(Int8(bitPattern: b[2 + i])) * d }
  }

  /// The factor and the offset of the 32 values of group `j`: 6 bits each, packed into 12 bytes.
  private static func scales(_ s: UnsafeRawBufferPointer, _ j: Int) -> (factor: Float, offset: Float) {
    if j < 4 { return (Float(s[j] & 63), Float(s[j + 4] & 63)) }
    return (Float(s[j + 4] & 15 | (s[j - 4] >> 6) << 4), Float(s[j + 4] >> 4 | (s[j] >> 6) << 4))
  }

  /// Scale of the factors, scale of the offsets, 12 bytes of these, 256 values of 4 bits.
  private static func q4K(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let (d, m) = (half(b, 0), half(b, 2))
    let s = UnsafeRawBufferPointer(rebasing: b[4..<16])
    for j in 0..<8 {
      let (factor, offset) = scales(s, j)
      let (d1, m1) = (d * factor, m * offset)
      for i in 0..<32 {
        let byte = b[16 + j / 2 * 32 + i]
        y[32 * j + i] = d1 * Float(j % 2 == 0 ? byte & 15 : byte >> 4) - m1
      }
    }
  }

  /// The same with a fifth bit of each value in 32 bytes of their own.
  private static func q5K(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let (d, m) = (half(b, 0), half(b, 2))
    let s = UnsafeRawBufferPointer(rebasing: b[4..<16])
    for j in 0..<8 {
      let (factor, offset) = scales(s, j)
      let (d1, m1) = (d * factor, m * offset)
      for i in 0..<32 {
        let byte = b[48 + j / 2 * 32 + i]
        let high = b[16 + i] >> UInt8(j) & 1
        y[32 * j + i] = d1 * Float((j % 2 == 0 ? byte & 15 : byte >> 4) + high * 16) - m1
      }
    }
  }

  /// 256 values of 6 bits from −32 on (128 bytes of low halves, 64 of high ones), 16 factors, the scale of these.
  private static func q6K(_ b: UnsafeRawBufferPointer, _ y: UnsafeMutablePointer<Float>) {
    let d = half(b, 208)
    for part in 0..<2 {
      let (low, high, factors) = (64 * part, 128 + 32 * part, 192 + 8 * part)
      for quarter in 0..<4 {
        for i in 0..<32 {
          let byte = b[low + (quarter % 2) * 32 + i]
          let bits = quarter < 2 ? byte & 15 : byte >> 4
          let value = Int(bits | (b[high + i] >> UInt8(2 * quarter) & 3) << 4) - 32
          let factor = Int8(bitPattern: b[factors + 2 * quarter + i / 16])
          y[128 * part + 32 * quarter + i] = d * Float(factor) * Float(value)
        }
      }
    }
  }
}
