import Pronunciation
import Synchronization

/// Finds products by how their names sound, for words that were heard as others.
final class Sounds: Sendable {
  private let catalogue: Catalogue
  private let language: String

  init(_ catalogue: Catalogue, language: String) {
    self.catalogue = catalogue
    self.language = language
  }
}
