/// One speech sound, in a byte: an index into the table of all sounds that are told apart here.
public struct Phoneme: Hashable, Sendable, RawRepresentable {
  /// The place in ``PhonemeTable``, below ``Phoneme/count``.
  public let rawValue: UInt8

  /// Nil for a value beyond the table.
  public init?(rawValue: UInt8) {
    guard Int(rawValue) < PhonemeTable.sounds.count else { return nil }
    self.rawValue = rawValue
  }

  init(index: Int) { rawValue = UInt8(truncatingIfNeeded: index) }

  /// How many sounds there are.
  public static var count: Int { PhonemeTable.sounds.count }

  /// The sound in IPA, e.g. "tʃ".
  public var ipa: String { PhonemeTable.sounds[Int(rawValue)].ipa }

  /// What is known about how it is made.
  public var features: Features { PhonemeTable.sounds[Int(rawValue)].features }

  /// How a sound is made.
  public enum Features: Sendable, Hashable {
    case consonant(Consonant)
    case vowel(Vowel)
  }

  public struct Consonant: Sendable, Hashable {
    public enum Manner: Int, Sendable, Hashable {
      case stop, affricate, fricative, nasal, lateral, rhotic, tap, glide
    }
    /// From the lips (0) over teeth (2), ridge (3), palate (5) and velum (6) to the glottis (8).
    public var place: Int
    public var manner: Manner
    public var voiced: Bool
  }

  public struct Vowel: Sendable, Hashable {
    /// Tongue height (0 open, 1 close) and frontness (0 back, 1 front) at the start and, for a diphthong, the end.
    public var height: Float
    public var front: Float
    public var endHeight: Float
    public var endFront: Float
    public var rounded: Bool
    public var nasal: Bool
    /// Coloured by r, as in "her".
    public var rhotic: Bool
    /// Unstressed and easily lost, as the first in "about".
    public var weak: Bool
  }
}

extension Phoneme: CustomStringConvertible {
  public var description: String { ipa }
}

extension Array where Element == Phoneme {
  /// One byte a phoneme, for storing.
  public var bytes: [UInt8] { map(\.rawValue) }

  /// Back from ``bytes``; bytes beyond the table are left out.
  public init(bytes: some Sequence<UInt8>) { self = bytes.compactMap { Phoneme(rawValue: $0) } }
}
