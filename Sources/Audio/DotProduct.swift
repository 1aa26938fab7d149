/// The sum of the products of two rows of `count` numbers, in sixteen sums that the processor's vectors hold: the microphone
/// is listened to day and night, and this is most of what it costs.
@inline(__always)
func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
  typealias Vector = SIMD4<Float>
  let (x, y) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  @inline(__always) func product(_ index: Int) -> Vector {
    x.loadUnaligned(fromByteOffset: 4 * index, as: Vector.self)
      * y.loadUnaligned(fromByteOffset: 4 * index, as: Vector.self)
  }
  var (s, t, u, v) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
  var index = 0
  while index + 16 <= count {
    s += product(index)
    t += product(index + 4)
    u += product(index + 8)
    v += product(index + 12)
    index += 16
  }
  while index + 4 <= count {
    s += product(index)
    index += 4
  }
  var sum = ((s + t) + (u + v)).sum()
  while index < count {
    sum += a[index] * b[index]
    index += 1
  }
  return sum
}
