/// Which values belong together: "$3 in red, $4 in blue and green" is not "$3 in red and blue, $4 in green".
extension Claims {
  private struct Value: Hashable, Comparable {
    var kind: UInt8
    var number: Int

    init(_ kind: Character, _ number: Int) { self.init(kind: kind.asciiValue ?? 0, number: number) }

    init(kind: UInt8, number: Int) {
      self.kind = kind
      self.number = number
    }

    static func < (a: Value, b: Value) -> Bool { (a.kind, a.number) < (b.kind, b.number) }
  }

  /// Why a value is no longer with those it belongs to, or nil. What was ("usually $5") is left out before.
  static func company(_ given: [Unit], _ said: [Unit]) -> String? {
    var (given, said) = (values(given), values(said))
    // A name may come less often.
    if given.sorted() != said.sorted() { (given, said) = (firsts(given), firsts(said)) }
    var counts: [UInt8: Int] = [:]
    for value in firsts(given) { counts[value.kind, default: 0] += 1 }
    let kinds = Array("nmpfox".utf8)
    let (name, money) = (UInt8(ascii: "n"), UInt8(ascii: "m"))
    for (place, first) in kinds.enumerated() {
      for second in kinds[(place + 1)...] {
        guard let some = counts[first], let others = counts[second], max(some, others) > 1 else { continue }
        // What is said of one thing alone can stand anywhere; of two that have a price each, by their prices.
        let hasPrices = some == 2 && counts[money] == 2 && "fox".utf8.contains(second)
        if first == name, some == 1 || hasPrices { continue }
        let a = given.filter { $0.kind == first || $0.kind == second }
        let b = said.filter { $0.kind == first || $0.kind == second }
        if a != b, !keepCompany(a, b, first, second) { return "values changed their company" }
      }
    }
    return nil
  }

  private static func keepCompany(_ a: [Value], _ b: [Value], _ first: UInt8, _ second: UInt8) -> Bool {
    // "The Mug is $4, the Cup is $3" and "$4 for the Mug, $3 for the Cup".
    if isTurned(a, b) { return true }
    // "The Mug is cheaper: $3 against $4 for the Cup" and "The Mug at $3 is cheaper than the Cup at $4".
    let ways: [[Value]] = [
      [Value("n", 0), Value("m", 0), Value("m", 1), Value("n", 1)],
      [Value("n", 0), Value("m", 0), Value("n", 1), Value("m", 1)],
    ]
    if ways.contains(a), ways.contains(b) { return true }
    // "From $3 to $9, depending on size and color" and "Depending on size and color, from $3 to $9".
    func together(_ values: [Value]) -> Bool { zip(values, values.dropFirst()).count { $0.kind != $1.kind } == 1 }
    return [first, second].contains { "fx".utf8.contains($0) } && together(a) && together(b)
  }

  /// Whether `b` is `a` with the two of each pair the other way round.
  private static func isTurned(_ a: [Value], _ b: [Value]) -> Bool {
    guard a.count == b.count, a.count.isMultiple(of: 2) else { return false }
    for i in stride(from: 0, to: a.count, by: 2) {
      let (one, other) = (a[i], a[i + 1])
      guard one.kind != other.kind, one == b[i + 1], other == b[i] else { return false }
    }
    return true
  }

  private static func values(_ units: [Unit]) -> [Value] {
    units.compactMap { if case .pointer(let kind, let number) = $0 { Value(kind: kind, number: number) } else { nil } }
  }

  private static func firsts(_ values: [Value]) -> [Value] {
    var seen: Set<Value> = []
    return values.filter { seen.insert($0).inserted }
  }
}
