// A writer of the journal that is there to be killed: appends and commits for ever, and says on standard output what is
// durable. Arguments: the folder, and the number of events in a batch.
import Glibc
import Journal

let folder = CommandLine.arguments.dropFirst().first ?? "."
let batch = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 3

func say(_ text: String) {
  let bytes = Array((text + "\n").utf8)
  _ = write(STDOUT_FILENO, bytes, bytes.count)
}

do {
  let journal = try Journal(folder: folder, retention: .init(days: nil, bytes: 1 << 30))
  while true {
    var last: UInt64 = 0
    for number in 0..<batch {
      let text = String(repeating: "question \(number) ", count: 1 + number * 7 % 23)
      last = journal.append(Event(name: Event.Name.question, attributes: ["text": .string(text)]))
    }
    try journal.commit()
    say("\(last)")
  }
} catch {
  say("failed: \(error)")
  exit(1)
}
