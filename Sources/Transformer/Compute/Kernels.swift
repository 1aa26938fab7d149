// Compute: the arithmetic of the core as Swift sees it. `ComputePool` runs it, `Workspace` lends it memory,
// `QuantizedLinear` and `FloatLinear` hold weights, `AttentionMemory` holds keys and values. The kernels themselves,
// one set per instruction set, are in CKernels; all sets give the same bits.
import CKernels

/// In what precision the weights of a model are multiplied.
public enum Precision: String, Sendable, CaseIterable {
  /// int8 weights; activations int8 or, where a model needs it, wider; exact int32 sums.
  case int8
  /// The dequantised weights in single precision, through OpenBLAS: the yardstick for `int8`.
  case fp32
}

/// The kernels of one instruction set.
public struct Kernels: Sendable, CustomStringConvertible {
  nonisolated(unsafe) package let table: OpaquePointer

  /// The fastest that this machine runs, or those that the environment variable `SHOPTALK_ISA` names.
  public static var chosen: Kernels { Kernels(table: ck_chosen()) }

  /// Says in words that `SHOPTALK_ISA` asks for what this machine does not have (`chosen` is then the fastest).
  public static func validate() throws(TransformerError) {
    if let error = ck_choice_error() { throw .unsupported(String(cString: error)) }
  }

  /// The names of all sets that this machine runs, fastest first.
  public static var available: [String] {
    var names: [String] = []
    while let name = ck_available(names.count) { names.append(String(cString: name)) }
    return names
  }

  package init(table: OpaquePointer) { self.table = table }

  /// The set of that name; nil if this machine does not run it.
  package init?(named name: String) {
    guard let table = ck_named(name) else { return nil }
    self.table = table
  }

  /// The name of the order in which they read packed weights.
  package var layout: String { String(cString: ck_layout(table)) }

  /// The name, e.g. `avx2` or `neon-dotprod`.
  public var description: String { String(cString: ck_name(table)) }
}
