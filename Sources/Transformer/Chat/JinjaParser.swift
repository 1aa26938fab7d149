/// A template as a tree.
indirect enum JinjaNode: Sendable {
  case text(String)
  case output(JinjaExpression)
  case branch([(condition: JinjaExpression?, body: [JinjaNode])])
  /// `otherwise` is done where there is nothing to go through.
  case loop(names: [String], over: JinjaExpression, filter: JinjaExpression?, body: [JinjaNode], otherwise: [JinjaNode])
  /// `member` is for namespaces.
  case set(name: String, member: String?, value: JinjaExpression)
  case setBlock(name: String, body: [JinjaNode])
}

/// An expression and the line where it begins.
struct JinjaExpression: Sendable {
  indirect enum Kind: Sendable {
    case value(JinjaValue)
    case name(String)
    case list([JinjaExpression])
    case object([(JinjaExpression, JinjaExpression)])
    case member(JinjaExpression, String)
    case index(JinjaExpression, JinjaExpression)
    case slice(JinjaExpression, from: JinjaExpression?, to: JinjaExpression?, step: JinjaExpression?)
    case call(JinjaExpression, [JinjaExpression], [(String, JinjaExpression)])
    case filter(JinjaExpression, String, [JinjaExpression], [(String, JinjaExpression)])
    case test(JinjaExpression, String, [JinjaExpression], isNegated: Bool)
    case unary(String, JinjaExpression)
    case binary(String, JinjaExpression, JinjaExpression)
    case choice(JinjaExpression, condition: JinjaExpression, otherwise: JinjaExpression?)
  }
  var kind: Kind
  var line: Int
}

/// Makes the tree. Nesting is limited, so that no template can exhaust the stack.
struct JinjaParser {
  private let parts: [JinjaPart]
  private var part = 0
  private var tokens: [JinjaToken] = []
  private var place = 0
  private var line = 1
  private var depth = 0

  static func parse(_ source: String) throws(JinjaError) -> [JinjaNode] {
    guard source.utf8.count <= 1 << 20 else { throw JinjaError(line: 1, reason: "is longer than a megabyte") }
    var parser = JinjaParser(parts: try JinjaLexer.parts(of: source))
    let (nodes, _) = try parser.nodes(until: [])
    return nodes
  }

  private init(parts: [JinjaPart]) { self.parts = parts }

  // MARK: Blocks

  /// Nodes up to a block that begins with one of `ends`, whose tokens are then the current ones.
  private mutating func nodes(until ends: Set<String>) throws(JinjaError) -> (nodes: [JinjaNode], end: String) {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw failed("blocks are nested more than 100 deep") }
    var nodes: [JinjaNode] = []
    while part < parts.count {
      defer { part += 1 }
      switch parts[part] {
      case .text(let text): if !text.isEmpty { nodes.append(.text(text)) }
      case .output(let tokens, let line):
        begin(tokens, line)
        nodes.append(.output(try expression()))
        try finish()
      case .block(let tokens, let line):
        begin(tokens, line)
        let word = try name()
        if ends.contains(word) { return (nodes, word) }
        if let node = try block(word) { nodes.append(node) }
      }
    }
    guard ends.isEmpty else { throw failed("the template ends before '\(ends.sorted().joined(separator: "' or '"))'") }
    return (nodes, "")
  }

  private mutating func block(_ word: String) throws(JinjaError) -> JinjaNode? {
    switch word {
    case "if": return try branch()
    case "for": return try loop()
    case "set": return try set()
    case "generation", "endgeneration":  // marks what the assistant said, for training
      try finish()
      return nil
    default: throw failed("the block '\(word)' is not known here; known are if, for and set")
    }
  }

  /// On to the parts that follow the current block.
  private mutating func body(until ends: Set<String>) throws(JinjaError) -> (nodes: [JinjaNode], end: String) {
    part += 1
    let result = try nodes(until: ends)
    // The caller goes on after the block that ended it.
    part -= 1
    return result
  }

  private mutating func branch() throws(JinjaError) -> JinjaNode {
    var branches: [(JinjaExpression?, [JinjaNode])] = []
    var condition: JinjaExpression? = try expression()
    while true {
      try finish()
      let isLast = condition == nil
      let (body, end) = try self.body(until: isLast ? ["endif"] : ["elif", "else", "endif"])
      branches.append((condition, body))
      switch end {
      case "elif": condition = try expression()
      case "else": condition = nil
      default:
        try finish()
        return .branch(branches)
      }
    }
  }

  private mutating func loop() throws(JinjaError) -> JinjaNode {
    var names = [try name()]
    while accept(",") { names.append(try name()) }
    guard try name() == "in" else { throw failed("'in' is missing") }
    let list = try or()
    var filter: JinjaExpression?
    if acceptName("if") { filter = try or() }
    try finish()
    var (body, end) = try self.body(until: ["else", "endfor"])
    var otherwise: [JinjaNode] = []
    if end == "else" {
      try finish()
      (otherwise, end) = try self.body(until: ["endfor"])
    }
    try finish()
    return .loop(names: names, over: list, filter: filter, body: body, otherwise: otherwise)
  }

  private mutating func set() throws(JinjaError) -> JinjaNode {
    let target = try name()
    var member: String?
    if accept(".") { member = try name() }
    guard accept("=") else {
      guard member == nil else { throw failed("'=' is missing") }
      try finish()
      let (body, _) = try self.body(until: ["endset"])
      try finish()
      return .setBlock(name: target, body: body)
    }
    let value = try expression()
    try finish()
    return .set(name: target, member: member, value: value)
  }

  // MARK: Tokens

  private mutating func begin(_ tokens: [JinjaToken], _ line: Int) {
    self.tokens = tokens
    self.line = line
    place = 0
  }

  private mutating func finish() throws(JinjaError) {
    guard place == tokens.count else { throw failed("'\(tokens[place].text)' was not expected") }
  }

  private mutating func accept(_ symbol: String) -> Bool {
    guard place < tokens.count, tokens[place].kind == .symbol(symbol) else { return false }
    place += 1
    return true
  }

  private mutating func acceptName(_ name: String) -> Bool {
    guard place < tokens.count, tokens[place].kind == .name(name) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(JinjaError) {
    guard accept(symbol) else { throw failed("'\(symbol)' is missing") }
  }

  private mutating func name() throws(JinjaError) -> String {
    guard place < tokens.count, case .name(let name) = tokens[place].kind else { throw failed("a name is missing") }
    place += 1
    return name
  }

  private func failed(_ reason: String) -> JinjaError {
    JinjaError(line: place < tokens.count ? tokens[place].line : line, reason: reason)
  }

  private func make(_ kind: JinjaExpression.Kind) -> JinjaExpression {
    JinjaExpression(kind: kind, line: place < tokens.count ? tokens[place].line : line)
  }

  // MARK: Expressions, loosest first

  private mutating func expression() throws(JinjaError) -> JinjaExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw failed("expressions are nested more than 100 deep") }
    let value = try or()
    guard acceptName("if") else { return value }
    let condition = try or()
    let otherwise: JinjaExpression? = acceptName("else") ? try expression() : nil
    return make(.choice(value, condition: condition, otherwise: otherwise))
  }

  private mutating func or() throws(JinjaError) -> JinjaExpression {
    var left = try and()
    while acceptName("or") { left = make(.binary("or", left, try and())) }
    return left
  }

  private mutating func and() throws(JinjaError) -> JinjaExpression {
    var left = try not()
    while acceptName("and") { left = make(.binary("and", left, try not())) }
    return left
  }

  private mutating func not() throws(JinjaError) -> JinjaExpression {
    var count = 0
    while acceptName("not") { count += 1 }
    var value = try comparison()
    if count > 0 { value = make(.unary("not", value)) }
    if count % 2 == 0, count > 0 { value = make(.unary("not", value)) }
    return value
  }

  private mutating func comparison() throws(JinjaError) -> JinjaExpression {
    var left = try sum()
    while place < tokens.count {
      if case .symbol(let symbol) = tokens[place].kind, ["==", "!=", "<", ">", "<=", ">="].contains(symbol) {
        place += 1
        left = make(.binary(symbol, left, try sum()))
      } else if acceptName("in") {
        left = make(.binary("in", left, try sum()))
      } else if tokens[place].kind == .name("not"), place + 1 < tokens.count, tokens[place + 1].kind == .name("in") {
        place += 2
        left = make(.unary("not", make(.binary("in", left, try sum()))))
      } else {
        break
      }
    }
    return left
  }

  private mutating func sum() throws(JinjaError) -> JinjaExpression {
    var left = try product()
    while let symbol = ["+", "-", "~"].first(where: { accept($0) }) {
      left = make(.binary(symbol, left, try product()))
    }
    return left
  }

  private mutating func product() throws(JinjaError) -> JinjaExpression {
    var left = try unary()
    while let symbol = ["*", "//", "/", "%"].first(where: { accept($0) }) {
      left = make(.binary(symbol, left, try unary()))
    }
    return left
  }

  private mutating func unary() throws(JinjaError) -> JinjaExpression {
    if accept("-") { return make(.unary("-", try primary())) }
    return try primary()
  }

  private mutating func primary() throws(JinjaError) -> JinjaExpression {
    var value = try atom()
    while true {
      if accept(".") {
        value = make(.member(value, try name()))
      } else if accept("[") {
        value = try subscripted(value)
      } else if accept("(") {
        let (arguments, named) = try arguments()
        value = make(.call(value, arguments, named))
      } else if accept("|") {
        let filter = try name()
        let (arguments, named) = accept("(") ? try self.arguments() : ([], [])
        value = make(.filter(value, filter, arguments, named))
      } else if acceptName("is") {
        let isNegated = acceptName("not")
        let test = try name()
        var arguments: [JinjaExpression] = []
        if accept("(") { arguments = try self.arguments().0 }
        value = make(.test(value, test, arguments, isNegated: isNegated))
      } else {
        return value
      }
    }
  }

  private mutating func subscripted(_ value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
    var bounds: [JinjaExpression?] = [nil]
    while true {
      if accept(":") {
        bounds.append(nil)
      } else if accept("]") {
        break
      } else {
        guard bounds[bounds.count - 1] == nil else { throw failed("']' is missing") }
        bounds[bounds.count - 1] = try expression()
      }
    }
    if bounds.count == 1 {
      guard let index = bounds[0] else { throw failed("an index is missing") }
      return make(.index(value, index))
    }
    guard bounds.count <= 3 else { throw failed("a slice has three parts at most") }
    return make(.slice(value, from: bounds[0], to: bounds[1], step: bounds.count > 2 ? bounds[2] : nil))
  }

  private mutating func arguments() throws(JinjaError) -> ([JinjaExpression], [(String, JinjaExpression)]) {
    var arguments: [JinjaExpression] = []
    var named: [(String, JinjaExpression)] = []
    while !accept(")") {
      if place + 1 < tokens.count, case .name(let name) = tokens[place].kind, tokens[place + 1].kind == .symbol("=") {
        place += 2
        named.append((name, try expression()))
      } else {
        arguments.append(try expression())
      }
      if !accept(",") {
        try expect(")")
        break
      }
    }
    return (arguments, named)
  }

  private mutating func atom() throws(JinjaError) -> JinjaExpression {
    guard place < tokens.count else { throw failed("a value is missing") }
    let token = tokens[place]
    place += 1
    switch token.kind {
    case .string(var text):
      while place < tokens.count, case .string(let more) = tokens[place].kind {
        text += more
        place += 1
      }
      return make(.value(.string(text)))
    case .integer(let value): return make(.value(.integer(value)))
    case .real(let value): return make(.value(.real(value)))
    case .name(let name):
      switch name {
      case "true", "True": return make(.value(.bool(true)))
      case "false", "False": return make(.value(.bool(false)))
      case "none", "None": return make(.value(.none))
      default: return make(.name(name))
      }
    case .symbol("("):
      let first = try expression()
      guard accept(",") else {
        try expect(")")
        return first
      }
      return make(.list([first] + (try list(until: ")"))))
    case .symbol("["): return make(.list(try list(until: "]")))
    case .symbol("{"):
      var members: [(JinjaExpression, JinjaExpression)] = []
      while !accept("}") {
        let key = try expression()
        try expect(":")
        members.append((key, try expression()))
        if !accept(",") {
          try expect("}")
          break
        }
      }
      return make(.object(members))
    case .symbol:
      place -= 1
      throw failed("'\(token.text)' was not expected")
    }
  }

  private mutating func list(until end: String) throws(JinjaError) -> [JinjaExpression] {
    var elements: [JinjaExpression] = []
    while !accept(end) {
      elements.append(try expression())
      if !accept(",") {
        try expect(end)
        break
      }
    }
    return elements
  }
}

extension JinjaToken {
  fileprivate var text: String {
    switch kind {
    case .name(let text), .string(let text), .symbol(let text): text
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    }
  }
}
