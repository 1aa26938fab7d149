import ArgumentParser
import FoundationEssentials
import Glibc
import Session
import Transformer

/// `shoptalk model`: models that others publish, and files of ours.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Import models, and look at the files that come of it.",
    subcommands: [ModelImport.self, ModelShow.self, ModelVerify.self, ModelCheck.self, ModelPack.self, ModelWords.self])
}

/// `shoptalk model import`: a published model becomes a file of ours.
struct ModelImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Turn a published model into a file that Shoptalk runs.",
    discussion: """
      The source is a Hugging Face folder (config.json, model.safetensors, tokenizer.json), a GGUF file (F32, F16, BF16, \
      Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K) or whisper.cpp's ggml file. Weights become int8 with one scale for each row; where \
      that would cost accuracy, one for each group of columns. Never more than a tensor is in memory at a time.
      """)

  @Argument(help: ArgumentHelp("A Hugging Face folder, a GGUF file or a ggml file.", valueName: "source"))
  var source: String

  @Option(name: .long, help: ArgumentHelp("The file to write (default: NAME.int8.gguf here).", valueName: "file"))
  var out: String?

  @Flag(name: .long, help: "Print one JSON object: what was written, and the error of every tensor.")
  var json = false

  @Flag(name: .long, help: "Then measure int8 against single precision, as 'model check' does.")
  var check = false

  @Flag(
    inversion: .prefixedNo,
    help: "Also write the weights in the order in which this machine reads them, as 'model pack' does.")
  var pack = true

  @OptionGroup var models: ModelOptions

  func run() throws {
    let path = out ?? defaultName
    let importer = try ModelImporter(path: source)
    let isShown = Console.hasTerminalForErrors
    let report = try importer.run(to: path) { tensor, done, total in
      if isShown { Console.status("importing \(done) of \(total): \(tensor.name)") }
    }
    if isShown { Console.status("") }
    let measured = check ? try ModelCheck.measure(path, models, json: json) : nil
    let packed = pack ? try ModelPacker.pack(path) : nil
    if json {
      try Console.line(Self.object(report, path, measured, packed).text)
      return
    }
    for tensor in report.groupedTensors {
      Console.complain(
        "\(tensor.name): one scale for each row would have cost \(Self.percent(tensor.plainError)); "
          + "it has \(tensor.groups) groups of columns, and costs \(Self.percent(tensor.error))")
    }
    for tensor in report.coarseTensors {
      Console.complain(
        "\(tensor.name): int8 is off by \(Self.percent(tensor.error)); compare what the model says with the original")
    }
    let errors = report.tensors.filter(\.isQuantized).map(\.error).sorted()
    try Console.line(
      """
      \(path): \(report.architecture), \(JSONValue.number(Double(report.parameters) / 1e6, decimals: 2).text) M \
      parameters, \(JSONValue.number(Double(report.bytes) / 1e6, decimals: 1).text) MB, checksum \
      \(Self.hex(report.checksum))
      int8 error: median \(Self.percent(errors.isEmpty ? 0 : errors[errors.count / 2])), worst \
      \(Self.percent(errors.last ?? 0)); \(report.groupedTensors.count) tensors in groups, \
      \(report.coarseTensors.count) coarse
      tokenizer: \(report.hasTokenizer ? "yes" : "no"); chat template: \(report.hasChatTemplate ? "yes" : "no")
      """)
    if let measured { try ModelCheck.say(measured) }
    if let packed { try ModelPack.say(packed) }
  }

  private var defaultName: String {
    var parts = source.split(separator: "/")
    var name = parts.popLast().map(String.init) ?? "model"
    // A file that names only its kind is known by its folder.
    if ["model.gguf", "ggml-model.bin"].contains(name), let folder = parts.last { name = String(folder) }
    for end in [".gguf", ".bin"] where name.hasSuffix(end) { name = String(name.dropLast(end.count)) }
    return name + ".int8.gguf"
  }

  static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  static func percent(_ value: Double) -> String { "\(JSONValue.number(100 * value, decimals: 3).text) %" }

  private static func object(
    _ report: ModelImportReport, _ path: String, _ measured: ModelNumerics?, _ packed: ModelPacker.Pack?
  ) -> JSONValue {
    .object([
      ("file", .string(path)), ("architecture", .string(report.architecture)),
      ("parameters", .integer(report.parameters)), ("bytes", .integer(report.bytes)),
      ("checksum", .string(hex(report.checksum))), ("tokenizer", .bool(report.hasTokenizer)),
      ("chat_template", .bool(report.hasChatTemplate)),
      ("wide_activations", measured.map { .bool($0.needsWide) } ?? .null),
      ("packed", packed.map { .string($0.path) } ?? .null),
      ("coarse", .array(report.coarseTensors.map { .string($0.name) })),
      ("grouped", .array(report.groupedTensors.map { .string($0.name) })),
      (
        "tensors",
        .array(
          report.tensors.map { tensor in
            .object([
              ("name", .string(tensor.name)), ("shape", .array(tensor.shape.map { .integer($0) })),
              ("type", .string(tensor.isQuantized ? "int8" : "float32")), ("groups", .integer(tensor.groups)),
              ("error", .number(tensor.error, decimals: 6)), ("worst_row", .number(tensor.worstRow, decimals: 6)),
              ("error_without_groups", .number(tensor.plainError, decimals: 6)),
            ])
          })
      ),
    ])
  }
}

/// `shoptalk model show`: what is in a model file.
struct ModelShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "List what a GGUF file holds, ours or another's.")

  @Argument(help: ArgumentHelp("A GGUF file.", valueName: "file"))
  var file: String

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  func run() throws {
    let model = try GGUFFile(path: file, verify: false)
    let tensors = try model.tensorNames.map { try model.tensor($0) }
    if json {
      try Console.line(
        JSONValue.object([
          ("file", .string(file)), ("bytes", .integer(model.size)),
          ("keys", .object(model.keys.map { ($0, .string(model.summary(of: $0))) })),
          (
            "tensors",
            .array(
              tensors.map {
                .object([
                  ("name", .string($0.name)), ("shape", .array($0.shape.map { .integer($0) })),
                  ("type", .string("\($0.type)")),
                ])
              })
          ),
        ]).text)
      return
    }
    for key in model.keys {
      let text = model.summary(of: key).split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
      try Console.line("\(key)  \(text.count > 100 ? text.prefix(100) + "…" : text)")
    }
    for tensor in tensors {
      try Console.line("\(tensor.name)  \(tensor.type) \(tensor.shape.map(String.init).joined(separator: " × "))")
    }
    try Console.line("\(tensors.count) tensors, \(JSONValue.number(Double(model.size) / 1e6, decimals: 1).text) MB")
  }
}

/// `shoptalk model verify`: every byte against the checksums.
struct ModelVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Read model files once and compare every byte with their checksums.")

  @Argument(help: ArgumentHelp("Model files of ours.", valueName: "file"))
  var files: [String]

  func run() throws {
    var status: ExitStatus?
    for path in files {
      do {
        let file = try GGUFFile(path: path)
        try Console.line("\(path): sound, checksum \(ModelImport.hex(file.checksum))")
        for pack in try ModelPacker.verify(file) { try Console.line("\(pack): sound") }
      } catch {
        let failure = Failure(error)
        Console.complain(failure.message)
        status = status ?? failure.status
      }
    }
    if let status { throw ExitCode(status.rawValue) }
  }
}

/// `shoptalk model check`: what int8 costs a decoder, and activations with more bits where that is too much.
struct ModelCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Measure what int8 costs a decoder of text, and choose its activations by it.",
    discussion: """
      Runs the model on a short text in single precision, with 8-bit activations and with wider ones. Where 8 bits leave \
      the scores less alike than a cosine of 0.999, the file is set to the wider ones, which take up to twice the time \
      on some processors. Takes some six times the memory of the file.
      """)

  @Argument(help: ArgumentHelp("A model file of ours.", valueName: "file"))
  var file: String

  @Flag(name: .long, help: "Print one JSON object.")
  var json = false

  @OptionGroup var models: ModelOptions

  func run() throws {
    let measured = try Self.measure(file, models, json: json)
    if json { try Console.line(Self.object(measured).text) } else { try Self.say(measured) }
  }

  static func measure(_ path: String, _ models: ModelOptions, json: Bool) throws -> ModelNumerics {
    let file = try GGUFFile(path: path)
    let tokenizer = file.has("tokenizer.ggml.model") ? try Tokenizers.make(file: file) : nil
    let pool = models.pool()
    let probe = try TextModels.make(file: file, precision: .int8, pool: pool, mostPositions: 128)
    let tokens = ModelNumerics.sampleTokens(
      vocabulary: probe.vocabulary, tokenizer: tokenizer, most: min(128, probe.mostPositions))
    let measured = try ModelNumerics.measure(file, tokens: tokens, pool: pool)
    try GGUFFile.setWideActivations(measured.needsWide, path: path)
    return measured
  }

  static func say(_ measured: ModelNumerics) throws {
    for (name, agreement) in [("8-bit activations", measured.narrow), ("wider ones", measured.wide)] {
      try Console.line(
        """
        \(name): cosine of the scores \(JSONValue.number(agreement.worst, decimals: 6).text) at worst, \
        \(JSONValue.number(agreement.mean, decimals: 6).text) in the mean; likeliest token the same after \
        \(JSONValue.number(100 * agreement.sameChoice, decimals: 1).text) % of \(measured.tokens) tokens
        """)
    }
    try Console.line("the file now asks for \(measured.needsWide ? "wider activations" : "8-bit activations")")
  }

  private static func object(_ measured: ModelNumerics) -> JSONValue {
    func object(_ agreement: ModelNumerics.Agreement) -> JSONValue {
      .object([
        ("worst_cosine", .number(agreement.worst, decimals: 6)), ("mean_cosine", .number(agreement.mean, decimals: 6)),
        ("same_choice", .number(agreement.sameChoice, decimals: 4)),
      ])
    }
    return .object([
      ("tokens", .integer(measured.tokens)), ("narrow", object(measured.narrow)), ("wide", object(measured.wide)),
      ("wide_activations", .bool(measured.needsWide)),
    ])
  }
}
