/// How samples are written in a WAV file, from its `fmt ` chunk.
struct WAVFormat {
  enum Encoding { case unsigned8, signed16, signed24, signed32, float32, float64, aLaw, muLaw }

  let encoding: Encoding
  let channels: Int
  let rate: Double
  /// Bytes of one frame: one sample of each channel.
  let frameBytes: Int

  init(_ reader: WAVSource, at start: Int, size: Int, name: String) throws(AudioError) {
    guard size >= 16, var code = reader.u16(start), let channels = reader.u16(start + 2),
      let rate = reader.u32(start + 4), let frameBytes = reader.u16(start + 12), let bits = reader.u16(start + 14)
    else {
      throw .damaged(
        file: name, byte: start, reason: "the 'fmt ' chunk is cut short", remedy: "record or copy the file again")
    }
    if code == 0xFFFE {
      // The sub-format is a GUID whose first two bytes are the code and whose rest says that it is one of these.
      let tail: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
      guard size >= 40, let inner = reader.u16(start + 24), reader.count >= start + 40 else {
        throw .damaged(
          file: name, byte: start + 16, reason: "the extension of the 'fmt ' chunk is cut short",
          remedy: "record or copy the file again")
      }
      guard reader.bytes(start + 26..<start + 40).elementsEqual(tail) else {
        throw .unsupported(file: name, reason: "its samples are in a format of their own (an unknown sub-format)")
      }
      code = inner
    }
    func damaged(_ byte: Int, _ reason: String) -> AudioError {
      .damaged(file: name, byte: start + byte, reason: reason, remedy: "record or convert the file again")
    }
    guard channels > 0 else { throw damaged(2, "the file says that it has no channels") }
    guard (4_000...384_000).contains(rate) else {
      throw damaged(4, "a rate of \(rate) samples a second is not between 4000 and 384000")
    }
    guard frameBytes > 0, frameBytes % channels == 0 else {
      throw damaged(12, "\(frameBytes) bytes a frame do not divide into \(channels) channels")
    }
    let width = Int(frameBytes / channels)
    guard bits > 0, Int(bits) <= width * 8 else {
      throw damaged(14, "\(bits) bits a sample do not fit in \(width) bytes")
    }
    switch (code, width) {
    case (1, 1): encoding = .unsigned8
    case (1, 2): encoding = .signed16
    case (1, 3): encoding = .signed24
    case (1, 4): encoding = .signed32
    case (3, 4): encoding = .float32
    case (3, 8): encoding = .float64
    case (6, 1): encoding = .aLaw
    case (7, 1): encoding = .muLaw
    case (1, _), (3, _), (6, _), (7, _):
      throw .unsupported(file: name, reason: "its samples have an unusual width (\(bits) bits in \(width) bytes)")
    default:
      throw .unsupported(file: name, reason: "its samples are compressed (\(Self.codecName(code)))")
    }
    self.channels = Int(channels)
    self.rate = Double(rate)
    self.frameBytes = Int(frameBytes)
  }

  /// Writes `frames` frames of `data`, mixed down to their mean, into `out`; what is not a number becomes silence, and
  /// what is beyond full scale is clipped.
  func decode(_ data: UnsafeRawBufferPointer, frames: Int, into out: UnsafeMutableBufferPointer<Float>) {
    switch encoding {
    case .unsigned8:
      mix(frames, out) { (Float(data[$0]) - 128) * (1 / 128) }
    case .signed16:
      mix(frames, out) {
        Float(Int16(bitPattern: data.loadUnaligned(fromByteOffset: $0, as: UInt16.self).littleEndian)) * (1 / 32_768)
      }
    case .signed24:
      mix(frames, out) {
        let value = UInt32(data[$0]) << 8 | UInt32(data[$0 + 1]) << 16 | UInt32(data[$0 + 2]) << 24
        return Float(Int32(bitPattern: value) >> 8) * (1 / 8_388_608)
      }
    case .signed32:
      mix(frames, out) {
        Float(Int32(bitPattern: data.loadUnaligned(fromByteOffset: $0, as: UInt32.self).littleEndian))
          * (1 / 2_147_483_648)
      }
    case .float32:
      mix(frames, out) {
        Self.bounded(
          Float(bitPattern: data.loadUnaligned(fromByteOffset: $0, as: UInt32.self).littleEndian))
      }
    case .float64:
      mix(frames, out) {
        let value = Double(bitPattern: data.loadUnaligned(fromByteOffset: $0, as: UInt64.self).littleEndian)
        return Self.bounded(Float(value))
      }
    case .aLaw: mix(frames, out) { Self.aLaw(data[$0]) }
    case .muLaw: mix(frames, out) { Self.muLaw(data[$0]) }
    }
  }

  @inline(__always)
  private func mix(_ frames: Int, _ out: UnsafeMutableBufferPointer<Float>, sample: (Int) -> Float) {
    let width = frameBytes / channels
    if channels == 1 {
      for frame in 0..<frames { out[frame] = sample(frame * width) }
      return
    }
    let scale = 1 / Float(channels)
    for frame in 0..<frames {
      var sum: Float = 0
      for channel in 0..<channels { sum += sample(frame * frameBytes + channel * width) }
      out[frame] = sum * scale
    }
  }

  private static func bounded(_ value: Float) -> Float { value.isNaN ? 0 : min(1, max(-1, value)) }

  /// ITU-T G.711 A-law: sign, 3 bits of exponent, 4 of mantissa, even bits inverted.
  static func aLaw(_ byte: UInt8) -> Float {
    let code = byte ^ 0x55
    let exponent = Int(code >> 4) & 7
    let mantissa = Int(code & 15)
    let magnitude = exponent == 0 ? mantissa << 4 + 8 : (mantissa << 4 + 0x108) << (exponent - 1)
    return Float(code & 0x80 != 0 ? magnitude : -magnitude) / 32_768
  }

  /// ITU-T G.711 µ-law: all bits inverted, a bias of 132.
  static func muLaw(_ byte: UInt8) -> Float {
    let code = ~byte
    let magnitude = ((Int(code & 15) << 3) + 132) << (Int(code >> 4) & 7) - 132
    return Float(code & 0x80 != 0 ? -magnitude : magnitude) / 32_768
  }

  private static func codecName(_ code: UInt16) -> String {
    switch code {
    case 2: "Microsoft ADPCM"
    case 0x11: "IMA ADPCM"
    case 0x31: "GSM"
    case 0x50, 0x55: "MP3 inside WAV"
    case 0x160...0x163: "Windows Media"
    case 0xFF, 0x1600...0x1610: "AAC"
    default: "format code \(code)"
    }
  }
}
