/// `ExportLogsServiceRequest` in protobuf's wire format; field numbers as in the protocol's public files
/// (collector/logs/v1, logs/v1, common/v1, resource/v1). Fields that are not known are passed over.
enum OTLPProtobuf {
  static func records(_ body: [UInt8]) throws(HubError) -> [IncomingRecord] {
    var records: [IncomingRecord] = []
    var request = WireReader(body[...])
    while let field = try request.next() {
      guard field.number == 1, case .bytes(let bytes) = field.value else { continue }
      try resourceLogs(bytes, into: &records)
    }
    return records
  }

  private static func resourceLogs(_ bytes: ArraySlice<UInt8>, into records: inout [IncomingRecord]) throws(HubError) {
    var instance: String?
    let first = records.count
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      guard case .bytes(let inner) = field.value else { continue }
      switch field.number {
      case 1:
        var resource = WireReader(inner)
        while let field = try resource.next() {
          guard field.number == 1, case .bytes(let bytes) = field.value else { continue }
          if let (key, value) = try attribute(bytes), key == "service.instance.id", case .text(let name) = value {
            instance = name
          }
        }
      case 2:
        var scope = WireReader(inner)
        while let field = try scope.next() {
          guard field.number == 2, case .bytes(let bytes) = field.value else { continue }
          records.append(try logRecord(bytes))
        }
      default: continue
      }
    }
    for index in first..<records.count { records[index].instance = instance }
  }

  private static func logRecord(_ bytes: ArraySlice<UInt8>) throws(HubError) -> IncomingRecord {
    var record = IncomingRecord()
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .fixed64(let time)): if time > 0 { record.time = Double(time) / 1e9 }
      case (2, .varint(let severity)): record.severity = Int(clamping: severity)
      case (5, .bytes(let bytes)): record.attributes["body"] = try value(bytes, depth: 0)
      case (6, .bytes(let bytes)):
        if let (key, value) = try attribute(bytes) { record.attributes[key] = value }
      case (12, .bytes(let bytes)): record.name = String(decoding: bytes, as: UTF8.self)
      default: continue
      }
    }
    return record
  }

  private static func attribute(_ bytes: ArraySlice<UInt8>) throws(HubError) -> (String, IncomingRecord.Value)? {
    var key = ""
    var value: IncomingRecord.Value?
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      guard case .bytes(let bytes) = field.value else { continue }
      if field.number == 1 { key = String(decoding: bytes, as: UTF8.self) }
      if field.number == 2 { value = try self.value(bytes, depth: 0) }
    }
    return value.map { (key, $0) }
  }

  private static func value(_ bytes: ArraySlice<UInt8>, depth: Int) throws(HubError) -> IncomingRecord.Value? {
    guard depth < 16 else { throw .malformed(reason: "a value is nested more than 16 deep") }
    var result: IncomingRecord.Value?
    var reader = WireReader(bytes)
    while let field = try reader.next() {
      switch (field.number, field.value) {
      case (1, .bytes(let bytes)): result = .text(String(decoding: bytes, as: UTF8.self))
      case (2, .varint(let flag)): result = .flag(flag != 0)
      case (3, .varint(let number)): result = .integer(Int64(bitPattern: number))
      case (4, .fixed64(let bits)): result = .number(Double(bitPattern: bits))
      case (5, .bytes(let bytes)):
        var values: [IncomingRecord.Value] = []
        var list = WireReader(bytes)
        while let field = try list.next() {
          guard field.number == 1, case .bytes(let bytes) = field.value else { continue }
          if let value = try value(bytes, depth: depth + 1) { values.append(value) }
        }
        result = .list(values)
      default: continue
      }
    }
    return result
  }
}

/// Reads protobuf's wire format field by field.
struct WireReader {
  struct Field {
    enum Value {
      case varint(UInt64)
      case fixed64(UInt64)
      case bytes(ArraySlice<UInt8>)
      case fixed32
    }

    var number: UInt64
    var value: Value
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field, or nil at the end.
  mutating func next() throws(HubError) -> Field? {
    guard !rest.isEmpty else { return nil }
    let tag = try varint()
    guard tag >> 3 > 0 else { throw Self.damaged }
    switch tag & 7 {
    case 0: return Field(number: tag >> 3, value: .varint(try varint()))
    case 1:
      guard rest.count >= 8 else { throw Self.damaged }
      let bits = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      rest = rest.dropFirst(8)
      return Field(number: tag >> 3, value: .fixed64(bits))
    case 2:
      let length = try varint()
      guard length <= UInt64(rest.count) else { throw Self.damaged }
      let bytes = rest.prefix(Int(length))
      rest = rest.dropFirst(Int(length))
      return Field(number: tag >> 3, value: .bytes(bytes))
    case 5:
      guard rest.count >= 4 else { throw Self.damaged }
      rest = rest.dropFirst(4)
      return Field(number: tag >> 3, value: .fixed32)
    default: throw Self.damaged
    }
  }

  private static var damaged: HubError {
    .malformed(reason: "the body is not an OTLP request in protobuf: a field is damaged or cut off")
  }

  private mutating func varint() throws(HubError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { throw Self.damaged }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw Self.damaged
  }
}
