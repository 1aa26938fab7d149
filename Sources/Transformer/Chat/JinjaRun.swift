/// Walks a template's tree. What it does is counted, so that no template keeps it busy for ever.
struct JinjaRun {
  /// Steps and bytes after which a template is refused.
  private static let mostSteps = 2_000_000, mostBytes = 4 << 20

  private var scopes: [[String: JinjaValue]]
  private var namespaces: [[String: JinjaValue]] = []
  private var output = ""
  private var steps = 0

  init(globals: [String: JinjaValue]) { scopes = [globals] }

  mutating func render(_ nodes: [JinjaNode]) throws(JinjaError) -> String {
    try run(nodes)
    return output
  }

  private mutating func count(_ line: Int) throws(JinjaError) {
    steps += 1
    guard steps < Self.mostSteps, output.utf8.count < Self.mostBytes else {
      throw JinjaError(line: line, reason: "does not come to an end")
    }
  }

  private mutating func run(_ nodes: [JinjaNode]) throws(JinjaError) {
    for node in nodes {
      switch node {
      case .text(let text): output += text
      case .output(let expression): output += try evaluate(expression).text
      case .branch(let branches):
        for (condition, body) in branches
        where try condition.map({ expression throws(JinjaError) in
          try evaluate(expression).isTrue
        }) ?? true {
          try run(body)
          break
        }
      case .loop(let names, let list, let filter, let body, let otherwise):
        try loop(names, list, filter, body, otherwise)
      case .set(let name, let member, let expression):
        let value = try evaluate(expression)
        if let member {
          guard case .namespace(let index) = lookup(name) else {
            throw JinjaError(line: expression.line, reason: "'\(name)' is no namespace")
          }
          namespaces[index][member] = value
        } else {
          scopes[scopes.count - 1][name] = value
        }
      case .setBlock(let name, let body):
        let before = output
        output = ""
        try run(body)
        scopes[scopes.count - 1][name] = .string(output)
        output = before
      }
    }
  }

  private mutating func loop(
    _ names: [String], _ over: JinjaExpression, _ filter: JinjaExpression?, _ body: [JinjaNode],
    _ otherwise: [JinjaNode]
  ) throws(JinjaError) {
    var elements = try list(try evaluate(over), over.line)
    func bind(_ element: JinjaValue) throws(JinjaError) -> [String: JinjaValue] {
      guard names.count > 1 else { return [names[0]: element] }
      guard case .list(let parts) = element, parts.count == names.count else {
        throw JinjaError(line: over.line, reason: "an element is not of \(names.count) values")
      }
      return Dictionary(zip(names, parts)) { $1 }
    }
    if let filter {
      var kept: [JinjaValue] = []
      for element in elements {
        scopes.append(try bind(element))
        if try evaluate(filter).isTrue { kept.append(element) }
        scopes.removeLast()
      }
      elements = kept
    }
    guard !elements.isEmpty else {
      try run(otherwise)
      return
    }
    for (index, element) in elements.enumerated() {
      try count(over.line)
      var scope = try bind(element)
      scope["loop"] = .object([
        ("index", .integer(index + 1)), ("index0", .integer(index)), ("first", .bool(index == 0)),
        ("last", .bool(index == elements.count - 1)), ("length", .integer(elements.count)),
        ("revindex", .integer(elements.count - index)), ("revindex0", .integer(elements.count - index - 1)),
        ("previtem", index > 0 ? elements[index - 1] : .undefined),
        ("nextitem", index + 1 < elements.count ? elements[index + 1] : .undefined),
      ])
      scopes.append(scope)
      try run(body)
      scopes.removeLast()
    }
  }

  private func lookup(_ name: String) -> JinjaValue {
    for scope in scopes.reversed() { if let value = scope[name] { return value } }
    return ["namespace", "raise_exception", "range", "dict"].contains(name) ? .function(name) : .undefined
  }

  private func list(_ value: JinjaValue, _ line: Int) throws(JinjaError) -> [JinjaValue] {
    switch value {
    case .list(let values): return values
    case .object(let members): return members.map { .string($0.key) }
    case .string(let text): return text.unicodeScalars.map { .string(String($0)) }
    case .undefined: return []
    default: throw JinjaError(line: line, reason: "'\(value.text)' has no elements")
    }
  }

  // MARK: Expressions

  /// What an expression is worth. Values that are made anew are weighed, so that none grows beyond all bounds by being
  /// put into itself.
  private mutating func evaluate(_ expression: JinjaExpression) throws(JinjaError) -> JinjaValue {
    let value = try compute(expression)
    switch expression.kind {
    case .value, .name, .member, .index, .test, .unary: break
    default:
      guard let weight = value.weight(atMost: Self.mostSteps - steps, depth: 0) else {
        throw JinjaError(line: expression.line, reason: "makes too large a value")
      }
      steps += weight
    }
    return value
  }

  private mutating func compute(_ expression: JinjaExpression) throws(JinjaError) -> JinjaValue {
    let line = expression.line
    try count(line)
    switch expression.kind {
    case .value(let value): return value
    case .name(let name): return lookup(name)
    case .list(let elements): return .list(try all(elements))
    case .object(let members):
      var result: [(key: String, value: JinjaValue)] = []
      for (key, value) in members {
        let (key, value) = (try evaluate(key).text, try evaluate(value))
        result.removeAll { $0.key == key }
        result.append((key, value))
      }
      return .object(result)
    case .member(let value, let name): return try member(try evaluate(value), name, line)
    case .index(let value, let index): return try element(try evaluate(value), try evaluate(index), line)
    case .slice(let value, let from, let to, let step):
      var bounds: [Int?] = []
      for bound in [from, to, step] { bounds.append(try bound.flatMap { e throws(JinjaError) in try integer(e) }) }
      return try slice(try evaluate(value), bounds[0], bounds[1], bounds[2], line)
    case .call(let callee, let arguments, let named):
      return try call(try evaluate(callee), try all(arguments), try all(named), line)
    case .filter(let value, let name, let arguments, let named):
      return try JinjaFilters.apply(name, to: try evaluate(value), try all(arguments), try all(named), line)
    case .test(let value, let name, let arguments, let isNegated):
      let result = try JinjaFilters.test(name, try evaluate(value), try all(arguments), line)
      return .bool(result != isNegated)
    case .unary(let sign, let value):
      let value = try evaluate(value)
      guard sign == "-" else { return .bool(!value.isTrue) }
      if let whole = value.integer, whole > .min { return .integer(-whole) }
      guard let number = value.number else { throw JinjaError(line: line, reason: "'\(value.text)' is no number") }
      return .real(-number)
    case .binary("and", let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? try evaluate(right) : value
    case .binary("or", let left, let right):
      let value = try evaluate(left)
      return value.isTrue ? value : try evaluate(right)
    case .binary(let symbol, let left, let right):
      return try JinjaFilters.combine(symbol, try evaluate(left), try evaluate(right), line)
    case .choice(let value, let condition, let otherwise):
      if try evaluate(condition).isTrue { return try evaluate(value) }
      return try otherwise.map { e throws(JinjaError) in try evaluate(e) } ?? .undefined
    }
  }

  private mutating func integer(_ expression: JinjaExpression) throws(JinjaError) -> Int? {
    let value = try evaluate(expression)
    if case .none = value { return nil }
    guard let whole = value.integer else {
      throw JinjaError(line: expression.line, reason: "'\(value.text)' is no whole number")
    }
    return whole
  }

  private mutating func all(_ expressions: [JinjaExpression]) throws(JinjaError) -> [JinjaValue] {
    var values: [JinjaValue] = []
    for expression in expressions { values.append(try evaluate(expression)) }
    return values
  }

  private mutating func all(
    _ named: [(String, JinjaExpression)]
  ) throws(JinjaError) -> [(key: String, value: JinjaValue)] {
    var values: [(key: String, value: JinjaValue)] = []
    for (name, expression) in named { values.append((name, try evaluate(expression))) }
    return values
  }

  private static let methods: Set<String> = [
    "strip", "lstrip", "rstrip", "split", "startswith", "endswith", "upper", "lower", "title", "capitalize", "replace",
    "items", "keys", "values", "get", "append", "find", "join",
  ]

  private func member(_ value: JinjaValue, _ name: String, _ line: Int) throws(JinjaError) -> JinjaValue {
    switch value {
    case .undefined: throw JinjaError(line: line, reason: "has no value of which '\(name)' could be taken")
    case .object(let members):
      if let found = members.first(where: { $0.key == name }) { return found.value }
    case .namespace(let index): return namespaces[index][name] ?? .undefined
    default: break
    }
    return Self.methods.contains(name) ? .method(value, name) : .undefined
  }

  private func element(_ value: JinjaValue, _ index: JinjaValue, _ line: Int) throws(JinjaError) -> JinjaValue {
    if case .string(let name) = index { return try member(value, name, line) }
    guard let place = index.integer else { throw JinjaError(line: line, reason: "'\(index.text)' is no index") }
    if case .undefined = value {
      throw JinjaError(line: line, reason: "has no value of which an element could be taken")
    }
    let elements = try list(value, line)
    let from = place < 0 ? elements.count + max(place, -elements.count - 1) : place
    return elements.indices.contains(from) ? elements[from] : .undefined
  }

  private func slice(
    _ value: JinjaValue, _ from: Int?, _ to: Int?, _ step: Int?, _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    let elements = try list(value, line)
    let count = elements.count
    let step = max(-count - 1, min(count + 1, step ?? 1))
    guard step != 0 else { throw JinjaError(line: line, reason: "a slice has no step") }
    func clamp(_ bound: Int, _ low: Int, _ high: Int) -> Int {
      let bound = max(-count - 1, min(count + 1, bound))
      return max(low, min(high, bound < 0 ? bound + count : bound))
    }
    var picked: [JinjaValue] = []
    if step > 0 {
      var index = from.map { clamp($0, 0, count) } ?? 0
      let end = to.map { clamp($0, 0, count) } ?? count
      while index < end {
        picked.append(elements[index])
        index += step
      }
    } else {
      var index = from.map { clamp($0, -1, count - 1) } ?? count - 1
      let end = to.map { clamp($0, -1, count - 1) } ?? -1
      while index > end {
        picked.append(elements[index])
        index += step
      }
    }
    if case .string = value { return .string(picked.map(\.text).joined()) }
    return .list(picked)
  }

  private mutating func call(
    _ callee: JinjaValue, _ arguments: [JinjaValue], _ named: [(key: String, value: JinjaValue)], _ line: Int
  ) throws(JinjaError) -> JinjaValue {
    switch callee {
    case .function("namespace"):
      namespaces.append(Dictionary(named.map { ($0.key, $0.value) }) { $1 })
      return .namespace(namespaces.count - 1)
    case .function("dict"): return .object(named)
    case .function("raise_exception"):
      throw JinjaError(line: line, reason: "it refuses the conversation: \(arguments.first?.text ?? "no reason given")")
    case .function("range"):
      let bounds = arguments.compactMap(\.integer)
      guard bounds.count == arguments.count, (1...3).contains(bounds.count) else {
        throw JinjaError(line: line, reason: "'range' wants one to three whole numbers")
      }
      let (from, to) = bounds.count == 1 ? (0, bounds[0]) : (bounds[0], bounds[1])
      let step = bounds.count == 3 ? bounds[2] : 1
      guard step != 0, abs(from) < 1 << 32, abs(to) < 1 << 32, abs(step) < 1 << 32, abs((to - from) / step) < 100_000
      else { throw JinjaError(line: line, reason: "'range' has too many numbers") }
      return .list(stride(from: from, to: to, by: step).map { .integer($0) })
    case .method(let value, let name): return try JinjaFilters.call(name, of: value, arguments, line)
    case .undefined: throw JinjaError(line: line, reason: "calls what is not known here")
    default: throw JinjaError(line: line, reason: "calls '\(callee.text)', which is no function")
    }
  }
}
