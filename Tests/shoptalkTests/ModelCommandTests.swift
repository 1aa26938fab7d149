import Foundation
import TestSupport
import Testing

/// `shoptalk model`, `shoptalk generate` and `shoptalk transcribe --model`, as a person would use them.
@Suite struct ModelCommandTests {
  private static let llama = Fixtures.path("Tests/Goldens/trained/llama")

  /// A trained model of a few thousand parameters, imported.
  private func imported(_ scratch: Scratch, _ source: String = llama) throws -> String {
    let out = scratch.path("model.gguf")
    let run = try Program.run("model", "import", source, "--out", out)
    #expect(run.status == 0, "\(run.errors)")
    return out
  }

  @Test func importsShowsAndVerifies() throws {
    let scratch = try Scratch()
    let out = scratch.path("m.gguf")
    let run = try Program.run("model", "import", Self.llama, "--out", out, "--json", "--check")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    #expect(object["architecture"] as? String == "llama" && object["tokenizer"] as? Bool == true)
    let tensors = try #require(object["tensors"] as? [[String: Any]])
    #expect(tensors.count > 15 && tensors.allSatisfy { ($0["error"] as? Double ?? 1) < 0.02 })
    let checksum = try #require(object["checksum"] as? String)
    let verified = try Program.run("model", "verify", out)
    #expect(verified.status == 0 && verified.output.contains("sound") && checksum.count == 8)
    let shown = try Program.run("model", "show", out)
    #expect(shown.status == 0 && shown.output.contains("llama.layers  2"))
    #expect(shown.output.contains("model.embed_tokens.weight  int8 512 × 64"))
    let listed = try #require(try Program.run("model", "show", out, "--json").objects().first)
    #expect((listed["tensors"] as? [Any])?.count ?? 0 > tensors.count)
    // Damage is found, and named.
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: out)))
    bytes[bytes.count - 200] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: out))
    let damaged = try Program.run("model", "verify", out)
    #expect(damaged.status == 65 && damaged.errors.contains("the checksum of its bytes does not match"))
  }

  @Test func saysWhatCannotBeImported() throws {
    let scratch = try Scratch()
    let missing = try Program.run("model", "import", "/nowhere/model")
    #expect(missing.status == 69 && missing.errors.contains("no such file or folder"))
    let text = try scratch.file("x.gguf", "hello, this is no model")
    let wrong = try Program.run("model", "import", text, "--out", scratch.path("y.gguf"))
    #expect(wrong.status == 65 && wrong.errors.contains("does not begin with 'GGUF'"))
    let nowhere = try Program.run("model", "import", Self.llama, "--out", "/nowhere/y.gguf")
    #expect(nowhere.status == 65 && nowhere.errors.contains("choose a folder that exists"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path("y.gguf")))
  }

  @Test func writesOn() throws {
    let scratch = try Scratch()
    let model = try imported(scratch)
    let run = try Program.run(
      "generate", "--model", model, "--prompt", "Q: what color is", "--max-tokens", "12", "--json")
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    let text = try #require(object["text"] as? String)
    #expect(!text.isEmpty && object["new_tokens"] as? Int ?? 0 <= 12)
    let plain = try Program.run("generate", "--model", model, "--max-tokens", "12", input: "Q: what color is")
    #expect(plain.output == text + "\n")
    // The same seed, the same text; another seed, as a rule another.
    func sampled(_ seed: String) throws -> String {
      try Program.run(
        "generate", "--model", model, "--prompt", "Q: what", "--temperature", "1.5", "--seed", seed, "--top-p", "0.95"
      ).output
    }
    #expect(try sampled("1") == sampled("1"))
    #expect(try sampled("1") != sampled("2"))
    // Stop strings, choices, grammars, beams.
    let first = text.prefix(3)
    let stopped = try Program.run(
      "generate", "--model", model, "--prompt", "Q: what color is", "--stop", String(first), "--json")
    #expect(try stopped.objects().first?["ending"] as? String == "stopString")
    let choices = try scratch.file("choices", "red\nblue\ngreen and white\n")
    for beams in ["1", "3"] {
      let chosen = try Program.run(
        "generate", "--model", model, "--prompt", "A: ", "--choices", choices, "--beams", beams, "--json")
      #expect(["red", "blue", "green and white"].contains(try chosen.objects().first?["text"] as? String))
      let price = try Program.run(
        "generate", "--model", model, "--prompt", "A: ", "--grammar", #""$" [0-9]{1,3} "." [0-9]{2}"#, "--beams", beams,
        "--json")
      let text = try #require(try price.objects().first?["text"] as? String, "\(price.errors)")
      #expect(try #/\$[0-9]{1,3}\.[0-9]{2}/#.wholeMatch(in: text) != nil, "\(text)")
    }
    // A kept prompt changes nothing but the time.
    for kept in [0, 1] {
      let cached = try Program.run(
        "generate", "--model", model, "--prompt", "Q: what color is", "--max-tokens", "12", "--json", "--prompt-cache",
        scratch.path("cache"))
      #expect(try cached.objects().first?["text"] as? String == text)
      #expect((try cached.objects().first?["kept_tokens"] as? Int ?? 0 > 0) == (kept == 1))
    }
  }

  @Test func chatsByTheModelsTemplate() throws {
    let scratch = try Scratch()
    let folder = scratch.path("llama")
    try FileManager.default.copyItem(atPath: Self.llama, toPath: folder)
    let bare = try Program.run("generate", "--model", try imported(scratch), "--chat", "hello")
    #expect(bare.status == 65 && bare.errors.contains("has no chat template"))
    let template = """
      {% for m in messages %}{{ {'system': '', 'user': 'Q: ', 'assistant': 'A: '}[m.role] ~ m.content }}
      {% endfor %}{% if add_generation_prompt %}A:{% endif %}
      """
    try template.write(toFile: folder + "/chat_template.jinja", atomically: true, encoding: .utf8)
    let model = try imported(scratch, folder)
    let chat = try Program.run(
      "generate", "--model", model, "--chat", "what color is it", "--max-tokens", "9", "--json")
    let prompt = try Program.run(
      "generate", "--model", model, "--prompt", "Q: what color is it\nA:", "--max-tokens", "9", "--json")
    let (said, wanted) = (try #require(try chat.objects().first), try #require(try prompt.objects().first))
    #expect(chat.status == 0 && said["text"] as? String == wanted["text"] as? String)
    try "{% call x %}".write(toFile: folder + "/chat_template.jinja", atomically: true, encoding: .utf8)
    let unknown = try Program.run("generate", "--model", try imported(scratch, folder), "--chat", "x")
    #expect(unknown.status == 65 && unknown.errors.contains("the block 'call' is not known here"))
  }

  @Test(arguments: [
    ["--temperature", "-1"], ["--top-p", "0"], ["--max-tokens", "0"], ["--beams", "99"], ["--system", "x"],
    ["--prompt", "a", "--chat", "b"], ["--beams", "2", "--temperature", "1"],
  ])
  func refusesWhatMakesNoSense(arguments: [String]) throws {
    let run = try Program.run(["generate", "--model", "/nowhere.gguf"] + arguments)
    #expect(run.status == 64, "\(arguments): \(run.errors)")
  }

  @Test(arguments: ["", "/model.bin"]) func whisperIsARecogniser(form: String) throws {
    let scratch = try Scratch()
    let model = try imported(scratch, Fixtures.path("Tests/Goldens/whisper") + form)
    let run = try Program.run("transcribe", "--model", model, "--language", "de", "--json", Given.question)
    #expect(run.status == 0, "\(run.errors)")
    let object = try #require(try run.objects().first)
    #expect(object["language"] as? String == "de" && object["text"] is String)
    let found = try #require(try Program.run("transcribe", "--model", model, "--json", Given.question).objects().first)
    #expect(["de", "en", "es", "ru", "zh"].contains(found["language"] as? String))
    let unknown = try Program.run("transcribe", "--model", model, "--language", "tlh", Given.question)
    #expect(unknown.status == 65 && unknown.errors.contains("does not know the language 'tlh'"))
    let decoder = try imported(scratch)
    let wrong = try Program.run("transcribe", "--model", decoder, Given.question)
    #expect(wrong.status == 65 && wrong.errors.contains("no recogniser"))
  }
}
