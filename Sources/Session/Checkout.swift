import FoundationEssentials

/// The checkout that the program was built in, if it was: its folder of builds is `.build/` there, or `.build-arm64/` and
/// the like.
package enum Checkout {
  /// `relative` in the checkout, or nothing where the program is installed.
  package static func path(_ relative: String) -> [String] {
    let parts = program?.split(separator: "/") ?? []
    guard let build = parts.lastIndex(where: { $0 == ".build" || $0.hasPrefix(".build-") }) else { return [] }
    return ["/\((parts[..<build] + [relative[...]]).joined(separator: "/"))"]
  }

  /// The path of the running program.
  package static var program: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") }
}
