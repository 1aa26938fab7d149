import ArgumentParser
import FoundationEssentials
import Session
import Transformer

/// `shoptalk generate`: a decoder writes on.
struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a language model write on from a prompt.",
    discussion: """
      The model is a file that 'shoptalk model import' wrote. Without --prompt and --chat the prompt is read from \
      standard input. Without --temperature the likeliest token is taken each time.
      """)

  @Option(name: .long, help: ArgumentHelp("The model's file.", valueName: "file"))
  var model: String

  @Option(name: .long, help: ArgumentHelp("The text to go on from.", valueName: "text"))
  var prompt: String?

  @Option(
    name: .long,
    help: ArgumentHelp("What a person says, laid out by the model's chat template.", valueName: "text"))
  var chat: String?

  @Option(name: .long, help: ArgumentHelp("With --chat: what the model is told before.", valueName: "text"))
  var system: String?

  @Option(name: .long, help: "0 takes the likeliest token; 1 leaves chance as it is.")
  var temperature: Float = 0

  @Option(name: .long, help: "Consider only so many of the likeliest tokens; 0 for all.")
  var topK = 0

  @Option(name: .long, help: "Consider only the likeliest tokens that together have this probability.")
  var topP: Float = 1

  @Option(name: .long, help: "Consider only tokens with this share of the likeliest one's probability.")
  var minP: Float = 0

  @Option(name: .long, help: "Above 1, tokens that came before become less likely.")
  var repetitionPenalty: Float = 1

  @Option(name: .long, help: "The same seed gives the same text.")
  var seed: UInt64 = 0

  @Option(name: .long, help: ArgumentHelp("End before this text; may be given several times.", valueName: "text"))
  var stop: [String] = []

  @Option(name: .long, help: ArgumentHelp("Tokens at most.", valueName: "n"))
  var maxTokens = 128

  @Option(name: .long, help: ArgumentHelp("Search with so many hypotheses, in place of sampling.", valueName: "n"))
  var beams = 1

  @Option(
    name: .long,
    help: ArgumentHelp("A file of texts, one a line, of which the answer has to be one.", valueName: "file"))
  var choices: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      #"A grammar that the answer has to match, or @FILE: "yes" | "no" | [0-9]{1,3} "%"."#, valueName: "grammar"))
  var grammar: String?

  @Option(
    name: .long, help: ArgumentHelp("Keep the beginnings of prompts in this folder.", valueName: "dir"))
  var promptCache: String?

  @Flag(name: .long, help: "Print one JSON object: text, tokens, why it ended, counts and timings.")
  var json = false

  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard prompt == nil || chat == nil else {
      throw ValidationError("--prompt and --chat are two ways to say it: give one")
    }
    guard system == nil || chat != nil else { throw ValidationError("--system needs --chat") }
    guard (1...100_000).contains(maxTokens) else {
      throw ValidationError("'--max-tokens \(maxTokens)' is not from 1 on")
    }
    guard (1...64).contains(beams) else { throw ValidationError("'--beams \(beams)' is not between 1 and 64") }
    guard choices == nil || grammar == nil else { throw ValidationError("--choices and --grammar: give one") }
    guard beams == 1 || temperature == 0 else { throw ValidationError("--beams searches, and takes no --temperature") }
    do { try sampling.validate() } catch { throw ValidationError("\(error)") }
  }

  private var sampling: SamplingOptions {
    var options = SamplingOptions()
    options.temperature = temperature
    options.topK = topK
    options.topP = topP
    options.minP = minP
    options.repetitionPenalty = repetitionPenalty
    options.seed = seed
    return options
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let file = try GGUFFile(path: model)
    guard file.has("tokenizer.ggml.model") else {
      throw Failure(.data, "\(model): has no tokenizer; import the model with its tokenizer.json beside it")
    }
    let tokenizer = try Tokenizers.make(file: file)
    let prompt = try tokens(file, tokenizer)
    guard !prompt.isEmpty else { throw Failure(.usage, "the prompt is empty; give a text with --prompt or --chat") }
    let decoder = try TextModels.make(file: file, precision: models.precision, pool: models.pool())
    file.discardPages()
    let decoding = try TextDecoding(decoder, capacity: min(decoder.mostPositions, prompt.count + maxTokens))
    let cache = promptCache.map { folder in
      PromptCache(model: file.checksum ^ (models.precision == .fp32 ? 1 : 0), folder: folder, mostInMemory: 1)
    }
    let constraint = try self.constraint(tokenizer)
    let loaded = clock.now
    var first: ContinuousClock.Instant?
    let result: TextGeneration
    if beams > 1 {
      result = try search(decoding, prompt, tokenizer, constraint)
    } else {
      var limits = TextGeneration.Limits()
      limits.tokens = maxTokens
      limits.stopStrings = stop
      limits.constraint = constraint
      var failure: Failure?
      result = try TextGeneration.run(
        decoding, prompt: prompt, tokenizer: tokenizer, options: sampling, limits: limits, cache: cache
      ) { text in
        first = first ?? clock.now
        guard !json else { return true }
        do throws(Failure) { try Console.part(text) } catch {
          failure = error
          return false
        }
        return true
      }
      if let failure { throw failure }
    }
    let end = clock.now
    if json {
      try Console.line(
        JSONValue.object([
          ("text", .string(result.text)), ("tokens", .array(result.tokens.map { .integer($0) })),
          ("ending", .string("\(result.ending)")), ("prompt_tokens", .integer(prompt.count)),
          ("new_tokens", .integer(result.tokens.count)),
          ("kept_tokens", .integer(cache?.lastUse.tokens ?? 0)),
          (
            "timings_ms",
            .object([
              ("load", .number(start.duration(to: loaded) / .milliseconds(1), decimals: 1)),
              ("first", first.map { .number(loaded.duration(to: $0) / .milliseconds(1), decimals: 1) } ?? .null),
              ("generate", .number(loaded.duration(to: end) / .milliseconds(1), decimals: 1)),
            ])
          ),
        ]).text)
    } else {
      try Console.line(beams > 1 ? result.text : "")
    }
  }

  private func tokens(_ file: GGUFFile, _ tokenizer: any SubwordTokenizer) throws -> [Int] {
    if let chat {
      guard let template = try ChatTemplate(file: file, tokenizer: tokenizer) else {
        throw Failure(.data, "\(model): has no chat template; give the whole prompt with --prompt")
      }
      var messages = [ChatMessage(role: "user", content: chat)]
      if let system { messages.insert(ChatMessage(role: "system", content: system), at: 0) }
      // The template writes the start token itself, if the model wants one.
      return tokenizer.encode(try template.render(messages), special: true)
    }
    let text: String
    if let prompt {
      text = prompt
    } else {
      var lines: [String] = []
      while let line = readLine(strippingNewline: false) { lines.append(line) }
      text = lines.joined()
    }
    return (tokenizer.start.map { [$0] } ?? []) + tokenizer.encode(text, special: true)
  }

  private func constraint(_ tokenizer: any SubwordTokenizer) throws -> (any TokenConstraint)? {
    if let choices {
      let texts = try Self.text(choices).split(whereSeparator: \.isNewline)
      guard !texts.isEmpty else { throw Failure(.data, "\(choices): holds no text; write one choice a line") }
      return TokenTrie(texts.map { tokenizer.encode(String($0), special: false) })
    }
    guard let grammar else { return nil }
    let text = grammar.hasPrefix("@") ? try Self.text(String(grammar.dropFirst())) : grammar
    return try TokenGrammar(text, tokenizer: tokenizer)
  }

  private static func text(_ path: String) throws(Failure) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.data, "\(path): cannot be read; is the name right?")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Failure(.data, "\(path): is not UTF-8; save it as UTF-8")
    }
    return text
  }

  private func search(
    _ decoding: TextDecoding, _ prompt: [Int], _ tokenizer: any SubwordTokenizer, _ constraint: (any TokenConstraint)?
  ) throws -> TextGeneration {
    var search = BeamSearch()
    search.width = beams
    search.tokens = maxTokens
    guard let best = try search.run(decoding, prompt: prompt, ends: tokenizer.ends, constraint: constraint).first else {
      return TextGeneration(tokens: [], text: "", ending: .constraint)
    }
    var stops = StopStrings(stop)
    var text = stops.append(best.tokens.flatMap { tokenizer.isSpecial($0) ? [] : tokenizer.bytes(of: $0) })
    text += stops.finish()
    return TextGeneration(
      tokens: best.tokens, text: text,
      ending: stops.hasStopped ? .stopString : best.isFinished ? .finished : .limit)
  }
}
