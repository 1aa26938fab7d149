import CKernels

/// What the machine could do at most, measured with this pool's threads and kernels: what a model's speed is held
/// against.
extension ComputePool {
  /// Products of int8 a second, from registers to registers; each is two operations.
  public func productsPerSecond(measuring seconds: Double = 0.3) -> Double {
    ck_measure_products(kernels.table, handle, seconds)
  }

  /// Seconds that it takes to hand a run to every thread and to have them all back; nil with a single thread, or where
  /// another program kept them from meeting.
  public func handover() -> Double? {
    let seconds = ck_measure_handover(handle)
    return seconds > 0 ? seconds : nil
  }

  /// Bytes a second that are read from `bytes` of memory, again and again; 0 where there is not so much.
  public func bytesPerSecond(of bytes: Int, measuring seconds: Double = 0.3) -> Double {
    ck_measure_reading(handle, bytes, seconds)
  }
}
