import FoundationEssentials
import Session

/// How large this process is.
struct ProcessSize {
  /// Resident, of 2^20 bytes.
  var megabytes = 0.0
  var threads = 0
  var descriptors = 0

  /// As the kernel tells it; zeros where it does not.
  static var now: ProcessSize {
    var size = ProcessSize()
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") {
      let words = line.split(whereSeparator: { $0 == ":" || $0.isWhitespace })
      guard words.count > 1, let number = Int(words[1]) else { continue }
      if words[0] == "VmRSS" { size.megabytes = Double(number) / 1024 }
      if words[0] == "Threads" { size.threads = number }
    }
    size.descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    return size
  }

  var text: String { "resident \(Int(megabytes.rounded())) MB, \(threads) threads, \(descriptors) descriptors" }

  var json: JSONValue {
    .object([
      ("resident_mb", .number(megabytes, decimals: 1)), ("threads", .integer(threads)),
      ("descriptors", .integer(descriptors)),
    ])
  }
}
