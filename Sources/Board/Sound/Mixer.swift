import CALSA

/// The volume of a card's speaker and the gain of its microphone.
public enum Mixer {
  /// Names by which cards call the control, the likeliest first.
  private static let playback = ["Speaker", "PCM", "Master", "Digital", "Headphone", "Playback", "Softmaster"]
  private static let capture = ["Mic", "Capture", "ADC", "Mic Capture", "Digital", "Input PGA", "Microphone"]

  /// Sets the speaker's volume of the card behind `device`, 0–100 % of the control's range, and switches it on.
  /// - Returns: the name of the control.
  @discardableResult
  public static func setVolume(_ percent: Int, device: String) throws(BoardError) -> String {
    try set(percent, device: device, names: playback, isCapture: false)
  }

  /// Sets the microphone's gain of the card behind `device`, 0–100 % of the control's range, and switches it on.
  @discardableResult
  public static func setGain(_ percent: Int, device: String) throws(BoardError) -> String {
    try set(percent, device: device, names: capture, isCapture: true)
  }

  /// The card's name for its controls: `hw:CARD=x` for `plughw:CARD=x,DEV=0`; other names stand for themselves.
  static func card(of device: String) -> String {
    guard let colon = device.firstIndex(of: ":") else { return device }
    let arguments = device[device.index(after: colon)...].split(separator: ",")
    guard let first = arguments.first else { return device }
    let isCard = ["hw", "plughw", "sysdefault", "default", "dsnoop", "dmix"].contains(String(device[..<colon]))
    guard isCard else { return device }
    return "hw:\(first)"
  }

  private static func set(
    _ percent: Int, device: String, names: [String], isCapture: Bool
  ) throws(BoardError) -> String {
    let card = card(of: device)
    var opened: OpaquePointer?
    guard snd_mixer_open(&opened, 0) >= 0, let mixer = opened else {
      throw .mixer(device: device, reason: "no mixer can be opened")
    }
    defer { snd_mixer_close(mixer) }
    for code in [snd_mixer_attach(mixer, card), snd_mixer_selem_register(mixer, nil, nil), snd_mixer_load(mixer)]
    where code < 0 {
      throw .mixer(device: device, reason: BoardError.reason(code))
    }
    var best: (element: OpaquePointer, name: String, rank: Int)?
    var element = snd_mixer_first_elem(mixer)
    while let here = element {
      let has = isCapture ? snd_mixer_selem_has_capture_volume(here) : snd_mixer_selem_has_playback_volume(here)
      if has != 0, let text = snd_mixer_selem_get_name(here) {
        let name = String(cString: text)
        let rank = names.firstIndex(of: name) ?? names.count
        if best == nil || rank < (best?.rank ?? .max) { best = (here, name, rank) }
      }
      element = snd_mixer_elem_next(here)
    }
    guard let best else {
      throw .mixer(device: device, reason: "it has no control for \(isCapture ? "the gain" : "the volume")")
    }
    var (low, high) = (0, 0)
    let share = Double(max(0, min(100, percent))) / 100
    let code: Int32
    if isCapture {
      snd_mixer_selem_get_capture_volume_range(best.element, &low, &high)
      code = snd_mixer_selem_set_capture_volume_all(best.element, low + Int((Double(high - low) * share).rounded()))
      if snd_mixer_selem_has_capture_switch(best.element) != 0 {
        snd_mixer_selem_set_capture_switch_all(best.element, 1)
      }
    } else {
      snd_mixer_selem_get_playback_volume_range(best.element, &low, &high)
      code = snd_mixer_selem_set_playback_volume_all(best.element, low + Int((Double(high - low) * share).rounded()))
      if snd_mixer_selem_has_playback_switch(best.element) != 0 {
        snd_mixer_selem_set_playback_switch_all(best.element, 1)
      }
    }
    guard code >= 0 else { throw .mixer(device: device, reason: "'\(best.name)': \(BoardError.reason(code))") }
    return best.name
  }
}
