/// Word lists as text: a long literal of a set or a dictionary takes the compiler minutes, a text takes it nothing.
extension Set<String> {
  /// The words of `text`, parted by white space.
  @inline(never) init(words text: String) { self.init(text.split(whereSeparator: \.isWhitespace).map(String.init)) }
}

extension [String: String] {
  /// From entries such as "knives=knife", parted by white space.
  @inline(never) init(pairs text: String) {
    self.init()
    for entry in text.split(whereSeparator: \.isWhitespace) {
      guard let cut = entry.firstIndex(of: "=") else { continue }
      self[String(entry[..<cut])] = String(entry[entry.index(after: cut)...])
    }
  }
}
