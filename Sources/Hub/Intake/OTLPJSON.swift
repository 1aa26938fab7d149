import FoundationEssentials

/// `ExportLogsServiceRequest` as JSON: lowerCamelCase or the names of the protocol's files, 64-bit integers as strings or
/// numbers, and whatever a later version of the protocol adds passed over.
enum OTLPJSON {
  static func records(_ body: [UInt8]) throws(HubError) -> [IncomingRecord] {
    let request: Request
    do { request = try JSONDecoder().decode(Request.self, from: Data(body)) } catch {
      throw .malformed(reason: "the body is not an OTLP request in JSON: \(words(error))")
    }
    var records: [IncomingRecord] = []
    for resource in request.resourceLogs ?? [] {
      let instance = resource.resource?.attributes?.first { $0.key == "service.instance.id" }?.value?.value
      for scope in resource.scopeLogs ?? [] {
        for record in scope.logRecords ?? [] {
          var incoming = record.incoming
          if case .text(let name)? = instance { incoming.instance = name }
          records.append(incoming)
        }
      }
    }
    return records
  }

  private static func words(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it cannot be read" }
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
      .dataCorrupted(let found):
      context = found
    @unknown default: return "it cannot be read"
    }
    let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    return place.isEmpty ? "it is not JSON" : "\(place) is not what the protocol has there"
  }

  private struct Request: Decodable {
    var resourceLogs: [ResourceLogs]?
  }

  private struct ResourceLogs: Decodable {
    var resource: Resource?
    var scopeLogs: [ScopeLogs]?
  }

  private struct Resource: Decodable {
    var attributes: [Attribute]?
  }

  private struct ScopeLogs: Decodable {
    var logRecords: [LogRecord]?
  }

  private struct LogRecord: Decodable {
    var timeUnixNano: Flexible?
    var severityNumber: Flexible?
    var eventName: String?
    var body: AnyValue?
    var attributes: [Attribute]?

    var incoming: IncomingRecord {
      var record = IncomingRecord()
      if let time = timeUnixNano?.integer, time > 0 { record.time = Double(time) / 1e9 }
      record.severity = Int(clamping: severityNumber?.integer ?? 0)
      record.name = eventName ?? ""
      for attribute in attributes ?? [] { record.attributes[attribute.key] = attribute.value?.value }
      if let body = body?.value { record.attributes["body"] = body }
      return record
    }
  }

  private struct Attribute: Decodable {
    var key: String
    var value: AnyValue?
  }

  /// A 64-bit integer: protobuf's JSON writes it as a string, and some senders as a number.
  private struct Flexible: Decodable {
    var integer: Int64?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int64.self) {
        integer = number
      } else if let text = try? container.decode(String.self) {
        integer = Int64(text)
      }
    }
  }

  private struct AnyValue: Decodable {
    var value: IncomingRecord.Value?

    private enum CodingKeys: String, CodingKey {
      case stringValue, boolValue, intValue, doubleValue, arrayValue, bytesValue
    }

    private struct Array: Decodable {
      var values: [AnyValue]?
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      if let text = try fields.decodeIfPresent(String.self, forKey: .stringValue) {
        value = .text(text)
      } else if let flag = try fields.decodeIfPresent(Bool.self, forKey: .boolValue) {
        value = .flag(flag)
      } else if let number = try fields.decodeIfPresent(Flexible.self, forKey: .intValue) {
        value = number.integer.map { .integer($0) }
      } else if let number = try? fields.decodeIfPresent(Double.self, forKey: .doubleValue) {
        value = .number(number)
      } else if let list = try fields.decodeIfPresent(Array.self, forKey: .arrayValue) {
        value = .list((list.values ?? []).compactMap(\.value))
      }
    }
  }
}
