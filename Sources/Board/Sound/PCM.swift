import CALSA
import Glibc

/// One open sound device, 16 bit, at its own rate. Used by one thread.
final class PCM {
  enum Direction { case capture, playback }

  let handle: OpaquePointer
  let device: String
  /// Frames a second, as the device has it.
  let rate: Int
  let channels: Int
  /// Frames of a period and of the whole buffer.
  let period: Int
  let buffer: Int
  /// What is to be polled, with one place left at the end for a wake descriptor.
  let descriptors: UnsafeMutablePointer<pollfd>
  let descriptorCount: Int

  /// Opens and sets up a device: near 48 kHz, mono where it can be, without alsa-lib's resampling (ours is better).
  init(device: String, direction: Direction, periodSeconds: Double, bufferSeconds: Double) throws(BoardError) {
    func failed(_ doing: String, _ code: Int32) -> BoardError { .sound(device: device, doing: doing, code: code) }
    var opened: OpaquePointer?
    let stream = direction == .capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK
    let code = snd_pcm_open(&opened, device, stream, Int32(SND_PCM_NONBLOCK))
    guard code >= 0, let handle = opened else { throw failed("cannot be opened", code) }
    do throws(BoardError) {
      var allocated: OpaquePointer?
      guard snd_pcm_hw_params_malloc(&allocated) >= 0, let hardware = allocated else {
        throw failed("setting up", -ENOMEM)
      }
      defer { snd_pcm_hw_params_free(hardware) }
      func check(_ doing: String, _ code: Int32) throws(BoardError) { if code < 0 { throw failed(doing, code) } }
      try check("has no setup", snd_pcm_hw_params_any(handle, hardware))
      _ = snd_pcm_hw_params_set_rate_resample(handle, hardware, 0)
      try check("interleaved access", snd_pcm_hw_params_set_access(handle, hardware, SND_PCM_ACCESS_RW_INTERLEAVED))
      try check("16-bit samples", snd_pcm_hw_params_set_format(handle, hardware, SND_PCM_FORMAT_S16_LE))
      var rate: UInt32 = 48_000
      try check("a rate near 48000", snd_pcm_hw_params_set_rate_near(handle, hardware, &rate, nil))
      var channels: UInt32 = 1
      try check("its channels", snd_pcm_hw_params_set_channels_near(handle, hardware, &channels))
      var period = snd_pcm_uframes_t(Double(rate) * periodSeconds)
      try check("its period", snd_pcm_hw_params_set_period_size_near(handle, hardware, &period, nil))
      var buffer = snd_pcm_uframes_t(Double(rate) * bufferSeconds)
      try check("its buffer", snd_pcm_hw_params_set_buffer_size_near(handle, hardware, &buffer))
      try check("these settings together", snd_pcm_hw_params(handle, hardware))
      guard rate >= 4_000, rate <= 384_000, channels > 0, channels <= 64, period > 0, buffer > 0 else {
        throw failed("a rate of \(rate) and \(channels) channels", -EINVAL)
      }
      var software: OpaquePointer?
      guard snd_pcm_sw_params_malloc(&software) >= 0, let software else { throw failed("setting up", -ENOMEM) }
      defer { snd_pcm_sw_params_free(software) }
      try check("wake-ups", snd_pcm_sw_params_current(handle, software))
      try check("wake-ups", snd_pcm_sw_params_set_avail_min(handle, software, period))
      // Playback begins with the first period; capture is started by hand.
      let threshold = direction == .playback ? min(period, buffer) : snd_pcm_uframes_t(Int32.max)
      try check("its start", snd_pcm_sw_params_set_start_threshold(handle, software, threshold))
      try check("wake-ups", snd_pcm_sw_params(handle, software))
      let count = snd_pcm_poll_descriptors_count(handle)
      guard count > 0, count < 64 else { throw failed("cannot be polled", -EINVAL) }
      descriptorCount = Int(count)
      self.rate = Int(rate)
      self.channels = Int(channels)
      self.period = Int(period)
      self.buffer = Int(buffer)
    } catch {
      snd_pcm_close(handle)
      throw error
    }
    self.handle = handle
    self.device = device
    descriptors = .allocate(capacity: descriptorCount + 1)
    descriptors.initialize(repeating: pollfd(), count: descriptorCount + 1)
    let filled = snd_pcm_poll_descriptors(handle, descriptors, UInt32(descriptorCount))
    if filled < 0 { for index in 0..<descriptorCount { descriptors[index].fd = -1 } }
  }

  deinit {
    descriptors.deallocate()
    snd_pcm_close(handle)
  }

  /// What a wait ended with.
  enum Wait {
    case ready, woken, nothing
    case failed(Int32)
  }

  /// Waits until frames can be moved, somebody wakes the thread, or the time is over. An interrupted wait is nothing.
  func wait(_ wake: Wake, milliseconds: Int32) -> Wait {
    descriptors[descriptorCount] = pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(descriptors, nfds_t(descriptorCount + 1), milliseconds)
    if ready < 0 { return errno == EINTR ? .nothing : .failed(-errno) }
    if ready == 0 { return .nothing }
    if descriptors[descriptorCount].revents != 0 {
      wake.clear()
      return .woken
    }
    var events: UInt16 = 0
    let code = snd_pcm_poll_descriptors_revents(handle, descriptors, UInt32(descriptorCount), &events)
    if code < 0 { return .failed(code) }
    if events & UInt16(POLLERR | POLLNVAL | POLLHUP) != 0 {
      // The state says what it was.
      let state = snd_pcm_state(handle)
      if state == SND_PCM_STATE_XRUN { return .failed(-EPIPE) }
      if state == SND_PCM_STATE_SUSPENDED { return .failed(-ESTRPIPE) }
      if state == SND_PCM_STATE_DISCONNECTED { return .failed(-ENODEV) }
      return events & UInt16(POLLIN | POLLOUT) != 0 ? .ready : .failed(-EIO)
    }
    return events & UInt16(POLLIN | POLLOUT) != 0 ? .ready : .nothing
  }

  /// Brings a device back after an overrun, underrun or a sleep of the machine; false where it must be opened anew.
  func recover(from code: Int32, start: Bool) -> Bool {
    switch -code {
    case EPIPE: break
    case ESTRPIPE:
      // The machine slept; the device may take a moment. What cannot resume is prepared anew.
      for _ in 0..<50 {
        if snd_pcm_resume(handle) != -EAGAIN { break }
        usleep(20_000)
      }
    default: return false
    }
    guard snd_pcm_prepare(handle) >= 0 else { return false }
    return !start || snd_pcm_start(handle) >= 0
  }
}

/// What a sound device is up to, for everyone to see.
public enum SoundStatus: Sendable, Equatable {
  case opening
  case running
  /// It is away or refuses; `reason` is a sentence.
  case lost(reason: String)
}

/// alsa-lib keeps its configuration for the life of the process, and so the cards that it has seen: it is to look anew.
func forgetCards() { snd_config_update_free_global() }
