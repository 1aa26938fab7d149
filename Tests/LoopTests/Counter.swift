import Audio
import Board
import Foundation
import Loop
import Session
import Synchronization
import TestSupport

/// A device on a counter: the whole loop, on sound hardware made of pipes, and all that it told.
final class Counter: Sendable {
  let sound: FileSound
  let loop: Loop
  private let told: Told
  private let running: Task<Void, Never>

  /// What was told, apart from the counter: the loop is made with it.
  private final class Told: Sendable {
    let events = Mutex<[LoopEvent]>([])
  }

  /// Whether the models have been fetched; said aloud where they have not.
  static let hasModels: Bool = {
    let folder = Fixtures.path("Models/out")
    let has = ModelFiles.Model.allCases.filter(\.isRequired).allSatisfy {
      FileManager.default.fileExists(atPath: "\(folder)/\($0.rawValue)")
    }
    if !has { print("SKIPPED: Models/out has no models ('./deploy.sh try' fetches them); the loop was not asked") }
    return has
  }()

  /// Ears, clerk and voice, for all tests.
  static let assistant = Result {
    let assistant = Assistant(
      shops: try Shops(folder: Fixtures.path("Firmware/examples/grocery")),
      models: ModelFiles(folder: Fixtures.path("Models/out")))
    _ = try assistant.ready()
    return assistant
  }

  /// A device with its shop, or with none; `watch` is told everything on the loop's own thread, which it can hold up.
  init(
    hasShop: Bool = true, _ change: (inout LoopConfiguration) -> Void = { _ in },
    watch: @escaping LoopObserver = { _ in }
  ) async throws {
    sound = try FileSound()
    var configuration = LoopConfiguration()
    configuration.preset = .none
    configuration.microphone = sound.microphone
    configuration.speaker = sound.speaker
    change(&configuration)
    let told = Told()
    self.told = told
    let loop = try Loop(configuration) { event in
      told.events.withLock { $0.append(event) }
      watch(event)
    }
    self.loop = loop
    running = Task.detached { try? await loop.run() }
    guard hasShop else { return }
    loop.send(.reload(try Self.assistant.get()))
    guard await eventually({ state == .idle }) else { throw Failure(.internal, "the loop is not ready") }
  }

  func end() async {
    running.cancel()
    await running.value
    sound.end()
  }

  var events: [LoopEvent] { told.events.withLock { $0 } }
  var states: [LoopState] { events.compactMap { if case .state(let state, _) = $0 { state } else { nil } } }
  var state: LoopState? { states.last }
  var reason: String? {
    events.reversed().lazy.compactMap { if case .state(_, let reason) = $0 { .some(reason) } else { nil } }.first ?? nil
  }
  var questions: [HeardQuestion] {
    events.compactMap { if case .question(let question) = $0 { question } else { nil } }
  }
  var calls: [StaffCall] { events.compactMap { if case .staffCalled(let why, _) = $0 { why } else { nil } } }
  var silences: Int { events.count { if case .silenced = $0 { true } else { false } } }

  func button(_ event: ButtonReader.Event) { loop.put(.panel(.button(event))) }

  /// Whether the loop comes to be in a state.
  func comes(to wanted: LoopState) async -> Bool { await eventually { state == wanted } }

  /// The recording of a shopper who asks for the price of the oat milk.
  static var question: AudioClip {
    get throws { try WAVFile.read(path: Fixtures.path("Firmware/examples/question.wav")) }
  }
}
