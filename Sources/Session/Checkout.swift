import FoundationEssentials

/// The checkout that the program was built in, if it was: its folder of builds is `.build/` there.
package enum Checkout {
  /// `relative` in the checkout, or nothing where the program is installed.
  package static func path(_ relative: String) -> [String] {
    let parts = program?.split(separator: "/") ?? []
    guard let build = parts.lastIndex(of: ".build") else { return [] }
    return ["/\((parts[..<build] + [relative[...]]).joined(separator: "/"))"]
  }

  /// The path of the running program.
  package static var program: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") }
}
