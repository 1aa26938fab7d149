import FoundationEssentials

extension VoiceActivityWeights {
  /// The numbers of a table: 16-bit integers (little-endian, in base64) times `step`.
  static func table(step: Float, _ coded: String) -> [Float] {
    guard let bytes = Data(base64Encoded: coded, options: .ignoreUnknownCharacters) else {
      preconditionFailure("the detector's weights were damaged when this program was built")
    }
    return stride(from: 0, to: bytes.count - 1, by: 2).map { at in
      step * Float(Int16(bitPattern: UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8))
    }
  }
}
