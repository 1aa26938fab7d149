import CKernels

/// Packs a model's weights once, for all later starts: see `WeightPack`.
public enum ModelPacker {
  /// What was written.
  public struct Pack: Sendable {
    public let path: String
    public let layout: String
    public let bytes: Int
  }

  /// The layouts that there are.
  public static var layouts: [String] {
    var names: [String] = []
    while let name = ck_layout_name(names.count) { names.append(String(cString: name)) }
    return names
  }

  /// The layout that the kernels of this machine read.
  public static var ownLayout: String { Kernels.chosen.layout }

  /// Writes the weights of the model file at `path` beside it, in `layout`, or that of this machine.
  ///
  /// - Throws: an error that names the file where it is no model of ours, or cannot be written.
  public static func pack(_ path: String, layout: String? = nil) throws(TransformerError) -> Pack {
    let layout = layout ?? ownLayout
    guard let table = ck_packer(layout) else {
      throw .unsupported("the layout '\(layout)'; there are \(layouts.joined(separator: ", "))")
    }
    let file = try GGUFFile(path: path)
    guard let identity = file.tensorsChecksum else {
      throw file.invalid("key 'shoptalk.checksum.tensors'", "is missing, so its weights could not be told from others")
    }
    let writer = try WeightPackWriter(
      path: WeightPack.path(of: path, layout: layout), layout: layout, identity: identity)
    // Its kernels pack, but do not compute.
    let pool = ComputePool(threads: 1, kernels: Kernels(table: table))
    try file.packing(into: writer) { () throws(TransformerError) in
      switch try file.string("general.architecture") {
      case "bert": _ = try BERT(file: file, precision: .int8, pool: pool)
      case "moonshine": _ = try Moonshine(file: file, precision: .int8, pool: pool).publishedEncoder()
      case "whisper": _ = try Whisper(file: file, precision: .int8, pool: pool)
      default: _ = try TextModels.make(file: file, precision: .int8, pool: pool, mostPositions: 16)
      }
    }
    return Pack(path: writer.path, layout: layout, bytes: try writer.finish())
  }

  /// Whether a pack that these kernels can use lies beside the model file.
  package static func isPacked(_ file: GGUFFile, for kernels: Kernels) -> Bool {
    WeightPack.find(file, kernels: kernels) != nil
  }

  /// Compares every byte of the packs beside the model file `file` with their checksums; the paths of those there are.
  public static func verify(_ file: GGUFFile) throws(TransformerError) -> [String] {
    var found: [String] = []
    for layout in layouts {
      let path = WeightPack.path(of: file.path, layout: layout)
      guard let identity = file.tensorsChecksum, GGUFFile.exists(path) else { continue }
      try WeightPack(path: path, identity: identity, layout: layout, model: file).verify()
      found.append(path)
    }
    return found
  }
}
