/// What an import did.
public struct ModelImportReport: Sendable {
  /// What became of one tensor.
  public struct Tensor: Sendable {
    public let name: String
    /// Outermost dimension first.
    public let shape: [Int]
    /// Whether it is int8 now; else it is float32.
    public let isQuantized: Bool
    /// How many groups its columns are in, each with scales of its own; 1 is the rule.
    public let groups: Int
    /// ‖weights − int8 · scales‖ / ‖weights‖, of the whole and of the worst row.
    public let error: Double
    public let worstRow: Double
    /// What the error would be expected to be with one group.
    public let plainError: Double

    /// Whether one scale for each row would have served it badly.
    public var isGrouped: Bool { groups > 1 }
    /// Whether it is served badly all the same.
    public var isCoarse: Bool { error > ModelImportReport.coarse }
  }

  /// From here on a tensor is called coarse: rows whose few large values leave little for the others.
  public static let coarse = 0.02
  /// The same for its worst row.
  public static let coarseRow = 0.08

  public let architecture: String
  public let parameters: Int
  public let tensors: [Tensor]
  /// Whether the file can turn text into tokens, and lay out a conversation.
  public let hasTokenizer: Bool
  public let hasChatTemplate: Bool
  /// The size of the file in bytes.
  public let bytes: Int
  /// CRC-32 of the header, which holds those of all tensors.
  public let checksum: UInt32

  /// The tensors that even groups of columns serve badly, worst first.
  public var coarseTensors: [Tensor] { tensors.filter(\.isCoarse).sorted { $0.error > $1.error } }
  /// The tensors whose columns are in groups.
  public var groupedTensors: [Tensor] { tensors.filter(\.isGrouped) }
}
