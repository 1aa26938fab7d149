// Field numbers: opentelemetry/proto/collector/logs/v1, logs/v1, common/v1, resource/v1 of the public protocol.

extension LogRequest {
  /// OTLP's protobuf, `ExportLogsServiceRequest`.
  public func protobuf() -> [UInt8] {
    var request = WireWriter()
    request.message(1) { resourceLogs in
      resourceLogs.message(1) { message in for attribute in resource { message.attribute(1, attribute) } }
      resourceLogs.message(2) { scopeLogs in
        scopeLogs.message(1) { $0.string(1, scopeName) }
        for record in records { scopeLogs.message(2) { $0.record(record) } }
      }
    }
    return request.bytes
  }
}

/// Protobuf's wire format, the part of it that a request needs. The device only ever writes these messages, so it
/// carries no runtime for reading them.
private struct WireWriter {
  var bytes: [UInt8] = []

  mutating func record(_ record: LogRequest.LogRecord) {
    if record.time != 0 { fixed64(1, record.time) }
    tag(2, .varint)
    varint(UInt64(record.severity.rawValue))
    string(3, record.severity.text)
    for attribute in record.attributes { self.attribute(6, attribute) }
    if record.observedTime != 0 { fixed64(11, record.observedTime) }
    string(12, record.eventName)
  }

  mutating func attribute(_ field: UInt64, _ attribute: LogRequest.Attribute) {
    message(field) { message in
      message.string(1, attribute.key)
      message.message(2) { $0.value(attribute.value) }
    }
  }

  private mutating func value(_ value: LogRequest.Value) {
    switch value {
    case .string(let text): string(1, text)
    case .bool(let flag):
      tag(2, .varint)
      varint(flag ? 1 : 0)
    case .integer(let number):
      tag(3, .varint)
      varint(UInt64(bitPattern: number))
    case .double(let number): fixed64(4, number.bitPattern)
    case .array(let values): message(5) { array in for value in values { array.message(1) { $0.value(value) } } }
    }
  }

  mutating func message(_ field: UInt64, _ body: (inout WireWriter) -> Void) {
    var inner = WireWriter()
    body(&inner)
    tag(field, .length)
    varint(UInt64(inner.bytes.count))
    bytes += inner.bytes
  }

  mutating func string(_ field: UInt64, _ text: String) {
    tag(field, .length)
    varint(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func fixed64(_ field: UInt64, _ value: UInt64) {
    tag(field, .fixed64)
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case length = 2
  }

  private mutating func tag(_ field: UInt64, _ type: WireType) { varint(field << 3 | type.rawValue) }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
