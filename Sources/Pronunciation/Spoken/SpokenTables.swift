/// Tables of words, written as text so that they can be read.
enum SpokenTables {
  /// Lines of "written | written = one / many / gender (m, f or n)"; without plural an "s" is added.
  static func nouns(_ table: String) -> [String: SpokenLanguage.Noun] {
    var out: [String: SpokenLanguage.Noun] = [:]
    for line in table.split(separator: "\n") {
      let sides = line.split(separator: "=").map { $0.trimmed }
      guard sides.count == 2 else { continue }
      let forms = sides[1].split(separator: "/").map { $0.trimmed }
      let gender: SpokenLanguage.Gender = forms.count > 2 ? (forms[2] == "f" ? .feminine : .neuter) : .masculine
      let noun = SpokenLanguage.Noun(one: forms[0], many: forms.count > 1 ? forms[1] : forms[0] + "s", gender: gender)
      for written in sides[0].split(separator: "|") { out[written.trimmed] = noun }
    }
    return out
  }

  /// Names of months and their first three letters, lower case, with others besides.
  static func monthNames(_ months: [String], _ others: [String: Int]) -> [String: Int] {
    var out = others
    for (index, name) in months.enumerated() {
      out[name.lowercased()] = index + 1
      if out[String(name.lowercased().prefix(3))] == nil { out[String(name.lowercased().prefix(3))] = index + 1 }
    }
    return out
  }
}

extension Substring {
  /// Without spaces at its ends.
  var trimmed: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
