import Audio
import Testing

@Suite("The ring between two threads")
struct SampleRingTests {
  @Test("gives every sample once and in order, whatever the pieces")
  func order() async {
    let ring = SampleRing<Int32>(capacity: 1_000, silence: 0)
    let count: Int32 = 200_000
    let writer = Task.detached {
      var next: Int32 = 0
      while next < count {
        let piece = (next..<min(count, next + 1 + next % 97)).map { $0 }
        next += Int32(piece.withUnsafeBufferPointer { ring.write($0) })
      }
    }
    var expected: Int32 = 0
    var wrong = 0
    var piece = [Int32](repeating: 0, count: 61)
    while expected < count {
      let got = piece.withUnsafeMutableBufferPointer { ring.read(into: $0) }
      for value in piece[..<got] {
        if value != expected { wrong += 1 }
        expected += 1
      }
      if got == 0 { await Task.yield() }
    }
    await writer.value
    #expect(wrong == 0)
    #expect(ring.count == 0)
  }

  @Test("takes no more than fits, and skips what is to be skipped")
  func full() {
    let ring = SampleRing<Float>(capacity: 16, silence: 0)
    let samples = (0..<40).map(Float.init)
    #expect(samples.withUnsafeBufferPointer { ring.write($0) } == 16)
    #expect(ring.space == 0)
    #expect(ring.skip(to: 10) == 10)
    var out = [Float](repeating: -1, count: 40)
    #expect(out.withUnsafeMutableBufferPointer { ring.read(into: $0) } == 6)
    #expect(out[0] == 10)
    #expect(ring.skip(to: 5) == 0)
  }
}
