import Foundation
import TestSupport
import Testing
import Transformer

@Suite struct PromptCacheTests {
  private let prompt = [1, 7, 20, 33, 40, 2, 9, 61]
  private let folder = NSTemporaryDirectory() + "shoptalk-prompts-\(UUID().uuidString)"

  private func run(
    _ model: any TextModel, _ cache: PromptCache, _ prompt: [Int], head: Int? = nil
  ) throws -> [Float] {
    let decoding = try TextDecoding(model, capacity: 64)
    return try withExtendedLifetime(decoding) { Array(try cache.append(prompt, head: head, to: decoding)) }
  }

  private func files() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }.sorted()
  }

  @Test(arguments: ["llama", "gpt2"]) func givesWhatIsComputed(name: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (model, _) = try DecoderTests.load(name, .fp32)
    let wanted = try DecoderTests.scores(model, prompt)
    let other = Array(prompt[..<5]) + [50, 51]
    let wantedOther = try DecoderTests.scores(model, other)
    func near(_ one: [Float], _ two: [Float]) -> Bool {
      zip(one, two).allSatisfy { abs($0 - $1) < 1e-3 * (1 + abs($1)) }
    }

    let cache = PromptCache(model: 5, folder: folder)
    #expect(near(try run(model, cache, prompt, head: 5), wanted) && cache.lastUse == .init())
    #expect(near(try run(model, cache, prompt, head: 5), wanted))
    #expect(cache.lastUse == .init(tokens: 5, place: .memory))
    #expect(near(try run(model, cache, other, head: 5), wantedOther) && cache.lastUse.tokens == 5)
    // Another process has the file only.
    let second = PromptCache(model: 5, folder: folder)
    #expect(near(try run(model, second, other, head: 5), wantedOther))
    #expect(second.lastUse == .init(tokens: 5, place: .disk))
    // Another model does not take it, nor does a prompt that begins otherwise.
    let foreign = PromptCache(model: 6, folder: folder)
    #expect(near(try run(model, foreign, prompt, head: 5), wanted) && foreign.lastUse.place == .nowhere)
    #expect(
      near(try run(model, second, [2] + prompt), try DecoderTests.scores(model, [2] + prompt)))
    #expect(second.lastUse.place == .nowhere)
  }

  @Test func aDamagedFileIsComputedAnew() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (model, _) = try DecoderTests.load("llama", .fp32)
    let wanted = try DecoderTests.scores(model, prompt)
    _ = try run(model, PromptCache(model: 5, folder: folder), prompt, head: 5)
    let path = try #require(files().first)
    let sound = try Data(contentsOf: URL(fileURLWithPath: path))
    for place in [0, 9, 30, sound.count / 2, sound.count - 1] {
      var damaged = sound
      damaged[place] ^= 4
      try damaged.write(to: URL(fileURLWithPath: path))
      let cache = PromptCache(model: 5, folder: folder)
      let scores = try run(model, cache, prompt, head: 5)
      #expect(cache.lastUse.place == .nowhere && zip(scores, wanted).allSatisfy { abs($0 - $1) < 1e-3 * (1 + abs($1)) })
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == sound, "it is written anew")
    }
    try sound.prefix(40).write(to: URL(fileURLWithPath: path))
    let cache = PromptCache(model: 5, folder: folder)
    _ = try run(model, cache, prompt, head: 5)
    #expect(cache.lastUse.place == .nowhere)
  }

  @Test func isBounded() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (model, _) = try DecoderTests.load("llama", .fp32)
    _ = try run(model, PromptCache(model: 5, folder: folder), prompt, head: 5)
    let size = try Data(contentsOf: URL(fileURLWithPath: try #require(files().first))).count
    let cache = PromptCache(model: 5, folder: folder, mostInMemory: 2, mostOnDisk: 3 * size)
    for first in 10..<20 { _ = try run(model, cache, [first] + prompt.dropFirst(), head: 5) }
    #expect(files().count <= 3 && !files().isEmpty)
    _ = try run(model, cache, [19] + prompt.dropFirst(), head: 5)
    #expect(cache.lastUse.place == .memory)
    _ = try run(model, cache, [10] + prompt.dropFirst(), head: 5)
    #expect(cache.lastUse.place == .nowhere)
    // A folder that cannot be is no reason to fail.
    _ = try run(model, PromptCache(model: 5, folder: "/proc/none"), prompt, head: 5)
  }
}
