import FoundationEssentials
public import Transformer

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension ShopStore {
  /// The language of this shop for the recogniser: what it sells and how people ask, made from its data alone.
  ///
  /// It lies beside the database and is made when it is first asked for, or anew where the file is damaged or of
  /// another version of the program; where nothing can be written it is made for this process alone.
  public func language() throws(ShopError) -> WordLanguage {
    let file = "\(path).\(ShopLanguage.version)\(ShopCache.languageEnding)"
    if let known = try? WordLanguage(path: file) { return known }
    let compiled = try compileLanguage()
    // Whole or not at all. Without a database of its own there is nothing for it to lie beside.
    if access(path, R_OK) == 0 {
      let temporary = "\(file).\(getpid()).part"
      if (try? Data(compiled).write(to: URL(fileURLWithPath: temporary))) != nil, rename(temporary, file) == 0,
        let mapped = try? WordLanguage(path: file)
      {
        return mapped
      }
      unlink(temporary)
    }
    do {
      return try WordLanguage(compiled)
    } catch {
      throw .database(file: path, reason: "its language cannot be compiled (\(error))")
    }
  }

  /// The language, compiled.
  func compileLanguage() throws(ShopError) -> [UInt8] {
    var maker = ShopLanguage(self)
    try maker.readProducts()
    maker.readAnswers()
    maker.drawSentences()
    return maker.finish()
  }
}
