/// Where things are in a WAV file: the chunks walked, the format and the place of the samples found.
struct WAVLayout {
  let format: WAVFormat
  /// The bytes of the samples, whole frames only.
  let data: Range<Int>
  let frames: Int

  init(_ reader: WAVSource, name: String) throws(AudioError) {
    let bytes = Array(reader.bytes(0..<64))
    let count = reader.count
    guard let magic = reader.tag(0), ["RIFF", "RF64", "BW64"].contains(magic), reader.tag(8) == "WAVE" else {
      if count < 12, bytes.isEmpty || "RIFF".utf8.starts(with: bytes.prefix(4)) {
        throw .damaged(
          file: name, byte: count, reason: bytes.isEmpty ? "the file is empty" : "the file ends in its header",
          remedy: "record or copy it again")
      }
      throw .notWAV(file: name, looksLike: Self.guess(bytes))
    }
    var format: WAVFormat?
    var data: (start: Int, claimed: UInt64, streamed: Bool)?
    var longData: UInt64?
    var at = 12
    while let tag = reader.tag(at), let size = reader.u32(at + 4) {
      let start = at + 8
      var length = UInt64(size)
      switch tag {
      case "ds64":
        longData = reader.u64(start + 8)
      case "fmt ":
        if format == nil { format = try WAVFormat(reader, at: start, size: Int(size), name: name) }
      case "data" where data == nil:
        if size == .max, magic != "RIFF", let longData { length = longData }
        let rest = start < count ? count - start : 0
        var streamed = length >= 0x7FFF_0000 && length <= 0xFFFF_FFFF && length > UInt64(rest)
        if length == 0, rest > 0 { streamed = !Self.isChunks(reader, from: start, to: count) }
        data = (start, length, streamed)
        if streamed { length = UInt64(rest) }
      default: break
      }
      // Chunks are padded to even lengths.
      let (next, over) = UInt64(start).addingReportingOverflow(length)
      guard !over, let next = Int(exactly: next), next < Int.max else { break }
      at = next + (next & 1)
    }
    guard let format else {
      throw .damaged(
        file: name, byte: 12, reason: "no 'fmt ' chunk was found", remedy: "record or copy the file again")
    }
    guard let data else {
      throw .damaged(
        file: name, byte: min(at, count), reason: "no 'data' chunk was found",
        remedy: "record or copy the file again")
    }
    let rest = max(0, count - data.start)
    if !data.streamed, data.claimed > UInt64(rest) {
      throw .damaged(
        file: name, byte: count,
        reason: "the file ends after \(rest) of the \(data.claimed) bytes of sound that it announces",
        remedy: "copy it again, or keep what is there with 'ffmpeg -i IN -c:a pcm_s16le OUT.wav'")
    }
    let length = data.streamed ? rest : min(rest, Int(clamping: data.claimed))
    frames = length / format.frameBytes
    self.format = format
    self.data = min(data.start, count)..<min(data.start, count) + frames * format.frameBytes
  }

  /// Whether `range` holds nothing but well-formed chunks, so that a size of 0 before it is to be believed.
  private static func isChunks(_ reader: WAVSource, from: Int, to end: Int) -> Bool {
    var at = from
    while at < end {
      guard let tag = reader.tag(at), tag.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), let size = reader.u32(at + 4)
      else { return false }
      at += 8 + Int(size) + Int(size & 1)
    }
    return at == end || at == end + 1
  }

  /// What a file that is not WAV seems to be.
  private static func guess(_ bytes: [UInt8]) -> String {
    func has(_ text: String, at offset: Int = 0) -> Bool {
      bytes.count >= offset + text.utf8.count && bytes[offset...].starts(with: text.utf8)
    }
    if has("OggS") { return "Ogg (Vorbis or Opus)" }
    if has("fLaC") { return "FLAC" }
    if has("ID3") { return "MP3" }
    if has("ftyp", at: 4) { return "MPEG-4 (M4A, MP4)" }
    if has("FORM"), has("AIF", at: 8) { return "AIFF" }
    if has(".snd") { return "Sun audio (AU)" }
    if has("caff") { return "Core Audio (CAF)" }
    if has("#!AMR") { return "AMR" }
    if has("RIFX") { return "a big-endian WAV (RIFX)" }
    if has("RIFF"), has("AVI ", at: 8) { return "an AVI film" }
    if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return "WebM or Matroska" }
    if bytes.count > 1, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 { return "MP3 or AAC" }
    if !bytes.isEmpty, bytes.prefix(64).allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || (9...13).contains($0) }) {
      return "text"
    }
    return "something else"
  }
}
