/// Many names, to be searched by sound: a flat copy of their phonemes and a scan that gives up early on each.
///
/// Five thousand names take a few milliseconds; for a catalogue of a hundred thousand narrow the choice first with
/// ``soundKeys(_:)`` in the database.
public struct SoundIndex: Sendable {
  /// A name that was heard.
  public struct Hit: Sendable, Hashable {
    /// The place of the name in the list that the index was made of.
    public var index: Int
    public var match: SoundMatch
  }

  private var sounds: [Phoneme] = []
  /// Where each name begins, and the end of the last.
  private var starts: [Int] = [0]

  /// An index of `names`, each as its phonemes.
  public init(_ names: some Sequence<[Phoneme]>) {
    for name in names { append(name) }
  }

  public var count: Int { starts.count - 1 }

  public mutating func append(_ name: [Phoneme]) {
    sounds += name
    starts.append(sounds.count)
  }

  /// The names that are heard somewhere in `speech`, nearest first, at most `top`, none beyond `limit`. The range of a
  /// match is in `speech`.
  public func names(heardIn speech: [Phoneme], limit: Float = 0.35, top: Int = 20) -> [Hit] {
    scan(limit: limit, top: top) { name, limit in
      speech.withUnsafeBufferPointer { SoundAlignment.part(name, $0, limit: limit) }
    } skip: { name, limit in
      bound(name, speech, limit)
    }
  }

  /// The names in which `phrase` is heard somewhere, nearest first, at most `top`, none beyond `limit`. The range of a
  /// match is in the name.
  public func names(containing phrase: [Phoneme], limit: Float = 0.35, top: Int = 20) -> [Hit] {
    scan(limit: limit, top: top) { name, limit in
      phrase.withUnsafeBufferPointer { SoundAlignment.part($0, name, limit: limit) }
    } skip: { _, _ in
      false
    }
  }

  private func scan(
    limit: Float, top: Int, match: (UnsafeBufferPointer<Phoneme>, Float) -> SoundMatch?,
    skip: (UnsafeBufferPointer<Phoneme>, Float) -> Bool
  ) -> [Hit] {
    guard top > 0 else { return [] }
    var hits: [Hit] = []
    var limit = limit
    sounds.withUnsafeBufferPointer { sounds in
      for index in 0..<count {
        let name = UnsafeBufferPointer(rebasing: sounds[starts[index]..<starts[index + 1]])
        if name.isEmpty || skip(name, limit) { continue }
        guard let match = match(name, limit) else { continue }
        hits.append(Hit(index: index, match: match))
        // Once there is enough, only what is nearer than the worst kept is of interest.
        if hits.count >= 4 * top {
          hits.sort { ($0.match.distance, $0.index) < ($1.match.distance, $1.index) }
          hits.removeLast(hits.count - top)
          limit = hits[top - 1].match.distance
        }
      }
    }
    hits.sort { ($0.match.distance, $0.index) < ($1.match.distance, $1.index) }
    return Array(hits.prefix(top))
  }

  /// Whether `name` cannot be within `limit`: each of its sounds must at least be lost or heard for the nearest sound
  /// of the speech, wherever that is.
  private func bound(_ name: UnsafeBufferPointer<Phoneme>, _ speech: [Phoneme], _ limit: Float) -> Bool {
    if speech.count > 24 { return false }
    let size = SoundCosts.size
    return SoundCosts.substitution.withUnsafeBufferPointer { substitution in
      SoundCosts.indel.withUnsafeBufferPointer { indel in
        var least: Int32 = 0
        var total: Int32 = 0
        for sound in name {
          let lose = indel[Int(sound.rawValue)]
          var nearest = lose
          for other in speech { nearest = min(nearest, substitution[Int(sound.rawValue) * size + Int(other.rawValue)]) }
          least += nearest
          total += lose
        }
        return Float(least) > limit * Float(total)
      }
    }
  }
}

/// Coarse phonetic keys of a stretch of speech, each once: what sounds alike shares most of them, whatever became of
/// vowels, voicing and the boundaries between words.
///
/// A key is a run of three consonant classes (or two, for stretches with fewer), as a small positive number that a
/// database can index: store them for each name, look up those of the question, take the names that share most, and
/// rank these with ``soundMatch(_:in:limit:)``. "Oat milk" and "note milk" share t-m-l and m-l-k.
public func soundKeys(_ sounds: [Phoneme]) -> [Int] {
  let classes = sounds.compactMap(SoundClass.of)
  var keys: [Int] = []
  var seen: Set<Int> = []
  func add(_ key: Int) { if seen.insert(key).inserted { keys.append(key) } }
  // Pairs are kept beside triples, so that one lost sound does not take all keys of a short name with it.
  for i in classes.indices.dropLast() { add(classes[i] * 10 + classes[i + 1]) }
  for i in classes.indices.dropLast(2) { add(classes[i] * 100 + classes[i + 1] * 10 + classes[i + 2]) }
  if classes.count == 1 { add(classes[0]) }
  if classes.isEmpty, let vowel = sounds.first { add(1_000 + Int(vowel.rawValue)) }
  return keys
}

/// Consonants that are often heard for one another, in nine classes; vowels, h and the glottal stop have none.
enum SoundClass {
  private static let classes: [Int?] = PhonemeTable.sounds.map { sound in
    guard case .consonant(let consonant) = sound.features else { return nil }
    switch consonant.manner {
    case .nasal: return 1
    case .lateral, .rhotic: return 2
    case .tap: return 5
    case .glide: return consonant.place == 0 ? 3 : nil
    case .affricate: return sound.ipa == "pf" ? 4 : 7
    case .stop: return consonant.place == 0 ? 8 : consonant.place == 3 ? 5 : consonant.place == 6 ? 6 : nil
    case .fricative:
      switch sound.ipa {
      case "θ", "ð", "f", "v", "β": return 4
      case "s", "z": return 9
      case "ʃ", "ʒ", "ç": return 7
      case "x", "ɣ": return 6
      default: return nil
      }
    }
  }

  static func of(_ sound: Phoneme) -> Int? { classes[Int(sound.rawValue)] }
}
