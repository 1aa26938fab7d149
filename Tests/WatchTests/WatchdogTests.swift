import Control
import Testing
import Watch

@Suite struct WatchdogTests {
  private func pulse(_ state: String, progress: UInt64 = 0, hearing: Bool = false, age: Int = 0, silence: Int = 0)
    -> Book
    .Pulse
  {
    var pulse = Book.Pulse()
    pulse.state = state
    pulse.progress = progress
    pulse.isHearing = hearing
    pulse.stateAge = .seconds(age)
    pulse.silence = .seconds(silence)
    return pulse
  }

  @Test func isReadyOnlyWhenItHears() {
    var judge = Watchdog.Judge()
    #expect(judge.judge(pulse("starting")).isReady == false)
    #expect(judge.judge(pulse("idle")).isReady == false)
    #expect(judge.judge(pulse("fault", progress: 1, hearing: true)).isReady == false)
    #expect(judge.judge(pulse("idle", progress: 2, hearing: true)).isReady)
    #expect(judge.judge(pulse("no-shop", progress: 3, hearing: true)).isReady)
  }

  @Test func isFedByProgressAlone() {
    var judge = Watchdog.Judge()
    #expect(judge.judge(pulse("idle", progress: 5, hearing: true)).isAlive)
    for state in ["idle", "listening", "thinking", "speaking", "no-shop"] {
      #expect(!judge.judge(pulse(state, progress: 5, hearing: true)).isAlive, "\(state) without sound is not alive")
    }
    #expect(judge.judge(pulse("idle", progress: 6, hearing: true)).isAlive)
  }

  @Test func givesFaultsTimeButNotForEver() {
    var judge = Watchdog.Judge()
    #expect(judge.judge(pulse("fault", age: 10)).isAlive)
    #expect(!judge.judge(pulse("fault", age: 10, silence: 5)).isAlive, "a loop that hangs is no fault that lasts")
    #expect(!judge.judge(pulse("fault", age: 400)).isAlive)
    #expect(judge.judge(pulse("muted", age: 100_000)).isAlive)
    #expect(!judge.judge(pulse("muted", silence: 10)).isAlive)
    #expect(judge.judge(pulse("starting", age: 100)).isAlive)
    #expect(!judge.judge(pulse("starting", age: 1000)).isAlive)
  }

  @Test func saysHowItFares() {
    var status = DeviceStatus()
    status.state = "idle"
    status.shop.name = "Corner"
    status.hearing.isHearing = true
    #expect(Watchdog.sentence(status) == "Hearing; waiting for a press at “Corner”")
    status.hearing.isHearing = false
    #expect(Watchdog.sentence(status).contains("no sound arrives"))
    status.hearing.isHearing = true
    status.journal.problem = "the journal cannot be written (No space left on device)"
    #expect(
      Watchdog.sentence(status)
        == "Hearing; waiting for a press at “Corner”: the journal cannot be written (No space left on device)")
    status.journal.problem = nil
    status.host.freeMegabytes = 3
    #expect(
      Watchdog.sentence(status) == "Hearing; waiting for a press at “Corner”: the disk is nearly full (3 MB free)")
    status.host.freeMegabytes = 20
    status.host.diskIsReadOnly = true
    #expect(Watchdog.sentence(status).hasSuffix("the disk is read-only, as a worn card becomes"))
    status.host.diskIsReadOnly = false
    #expect(Watchdog.sentence(status) == "Hearing; waiting for a press at “Corner”")
    status.state = "fault"
    status.reason = "plughw:CARD=Device: No such device"
    #expect(Watchdog.sentence(status) == "FAULT: it cannot hear or speak: plughw:CARD=Device: No such device")
  }
}
