import Foundation
import Testing
import Watch

@Suite("How the machine fares")
struct HostTests {
  @Test("free room is what the file system says it is")
  func freeRoom() throws {
    let folder = NSTemporaryDirectory()
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
    let free = try #require(attributes[.systemFreeSize] as? NSNumber).int64Value / (1 << 20)
    // Other programs write meanwhile; blocks that only root may fill are counted by neither.
    let told = try #require(Host.disk(folder).freeMegabytes)
    #expect(abs(Int64(told) - free) <= max(512, free / 10))
    #expect(Host.disk("/nowhere").freeMegabytes == nil, "what cannot be told is not a full disk")
    #expect(!Host.disk(folder).isReadOnly)
  }
}
