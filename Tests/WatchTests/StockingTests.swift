import Control
import Foundation
import Journal
import Logging
import Loop
import Session
import Synchronization
import TestSupport
import Testing
import Watch

/// Whether the models have been fetched; said aloud where they have not.
private let models: Bool = {
  if (try? ModelFiles(folder: Fixtures.path("Models/out")).path(of: .recogniser)) != nil { return true }
  print("SKIPPED: Models/out has no models ('./deploy.sh try' fetches them); their return was not tried")
  return false
}()

@Suite("The shop comes to the loop", .enabled(if: models)) struct StockingTests {
  private enum Told: Equatable {
    case noShop(String)
    case shop
  }

  @Test("a model that was missing is read as soon as it is back, and once")
  func readsWhatComesBack() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stocking-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let source = ModelFiles(folder: Fixtures.path("Models/out"))
    func put(_ model: ModelFiles.Model) throws {
      try FileManager.default.copyItem(atPath: try source.path(of: model), toPath: "\(folder)/.part")
      #expect(rename("\(folder)/.part", "\(folder)/\(model.rawValue)") == 0)
    }
    try put(.sentences)
    let scribe = Scribe(privacy: .none)
    let told = Mutex<[Told]>([])
    let book = Book(version: "1", journal: nil, scribe: scribe)
    let stocking = Stocking(
      source: .init(folder: Fixtures.path("Firmware/examples/grocery"), models: folder, threads: 1),
      book: book, scribe: scribe, log: .init(label: "test"),
      order: { command in
        switch command {
        case .reload: told.withLock { $0.append(.shop) }
        case .noShop(let reason): told.withLock { $0.append(.noShop(reason)) }
        default: break
        }
      })
    let running = Task { try await stocking.run() }
    defer { running.cancel() }
    #expect(await eventually { told.withLock { !$0.isEmpty } })
    guard case .noShop(let reason)? = told.withLock({ $0.first }) else {
      Issue.record("it answers without a model")
      return
    }
    #expect(reason.contains(ModelFiles.Model.recogniser.rawValue))
    // Half of it, as a copy leaves it that was cut off.
    let whole = try Data(contentsOf: URL(filePath: try source.path(of: .recogniser)))
    try whole.prefix(whole.count / 2).write(to: URL(filePath: "\(folder)/\(ModelFiles.Model.recogniser.rawValue)"))
    #expect(await eventually { told.withLock { $0.count == 2 } })
    #expect(told.withLock { $0.last } != .shop && told.withLock { $0.last } != .noShop(reason))
    let back = ContinuousClock.now
    try put(.recogniser)
    // What it finds is in the book before it is read: how long the reading takes is the machine's affair.
    #expect(await eventually { book.status().models.contains { $0.bytes == whole.count } })
    let noticed = back.duration(to: .now)
    #expect(noticed < .seconds(8), "noticed after \(noticed)")
    #expect(await eventually { told.withLock { $0.last == .shop } })
    // That a model is touched afterwards is no news: it has been read.
    try FileManager.default.setAttributes(
      [.modificationDate: Date()], ofItemAtPath: "\(folder)/\(ModelFiles.Model.recogniser.rawValue)")
    try await Task.sleep(for: .seconds(5))
    #expect(told.withLock { $0.count { $0 == .shop } } == 1)
  }
}
