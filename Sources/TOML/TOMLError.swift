// A TOML 1.0 reader whose every key and error has its place: the merchant's shop.toml and the device's shoptalk.toml.

/// Text that is no TOML, with the place of the first error and what to write instead.
package struct TOMLError: Error, Sendable, Equatable, CustomStringConvertible {
  package var file: String
  /// From 1; the column counts characters.
  package var line: Int
  package var column: Int
  package var reason: String
  package var remedy: String

  package var description: String { "\(file):\(line):\(column): \(reason); \(remedy)" }
}
