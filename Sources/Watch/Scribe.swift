package import Board
import Clerk
import FoundationEssentials
package import Journal
package import Loop
import Shop
import Synchronization

/// Puts what the loop tells into the words of the journal, as the privacy setting allows.
package final class Scribe: Sendable {
  private struct Rules {
    var privacy: Privacy
    var redactor: Redactor
  }

  private let rules: Mutex<Rules>
  /// Tells dialogues of this run of the daemon from those of others.
  private let run = String(UUID().uuidString.lowercased().prefix(8))
  private static let texts: Set<String> = ["transcript", "answer", "entities"]

  package init(privacy: Privacy) { rules = Mutex(Rules(privacy: privacy, redactor: Redactor())) }

  package func set(privacy: Privacy) { rules.withLock { $0.privacy = privacy } }

  /// The shop's own words, which name products and not people.
  package func set(shopWords: some Sequence<String>) {
    let redactor = Redactor(keeping: shopWords)
    rules.withLock { $0.redactor = redactor }
  }

  /// What the journal is to keep of an event, or nil where it keeps nothing.
  package func record(of event: LoopEvent) -> Event? {
    switch event {
    case .question(let question): return record(of: question)
    case .promotion(let promotion, let session):
      return Event(
        name: Event.Name.promotion, session: "\(run)-\(session)",
        attributes: ["title": .string(promotion.title), "applies_to": .string(promotion.appliesTo)])
    case .device(let event):
      let words = Self.words(event)
      return device(words.what, words.sentence)
    case .state(let state, let reason):
      switch state {
      case .fault, .muted, .noShop: return device("state.\(state.rawValue)", reason ?? "")
      case .starting, .idle, .listening, .thinking, .speaking, .stopped: return nil
      }
    case .staffCalled(let why, let session):
      var event = device("staff-called", Self.words(why))
      event.attributes["reason"] = .string(why.rawValue)
      event.session = "\(run)-\(session)"
      return event
    case .health, .silenced: return nil
    }
  }

  /// Something about the device, in the journal's words.
  package func device(_ what: String, _ sentence: String) -> Event { .device(what, sentence) }

  private func record(of question: HeardQuestion) -> Event {
    var attributes: [String: Event.Value] = [
      "outcome": .string(question.outcome.rawValue), "transcript": .string(question.transcript),
      "audio_ms": .number(question.timings.audio.rounded()),
      "transcribe_ms": .number(question.timings.transcribe.rounded(toTenths: ())),
      "understand_ms": .number(question.timings.understand.rounded(toTenths: ())),
      "answer_ms": .number(question.timings.answer.rounded(toTenths: ())),
    ]
    if let first = question.timings.firstSound { attributes["first_sound_ms"] = .number(first.rounded(toTenths: ())) }
    if question.tooLong { attributes["too_long"] = .bool(true) }
    if question.clipped { attributes["clipped"] = .bool(true) }
    if let failure = question.failure { attributes["failure"] = .string(failure) }
    if let answer = question.answer {
      attributes["answer"] = .string(answer.answer)
      attributes["intent"] = .string(answer.intent.rawValue)
      attributes["grounded"] = .bool(answer.grounded)
      attributes["confidence"] = .number((answer.confidence * 100).rounded() / 100)
      attributes["products"] = .strings(answer.products.map(\.handle))
      attributes["answered"] = .bool(answer.isAnswered)
      // What was asked for and cannot be had: only where it is what the answer is about.
      let missing = answer.products.prefix(1).filter { !$0.isAvailable }
      if !missing.isEmpty { attributes["unavailable"] = .strings(missing.map(\.handle)) }
      if let promotion = answer.promotion { attributes["promotion"] = .string(promotion.title) }
    }
    let (privacy, redactor) = rules.withLock { ($0.privacy, $0.redactor) }
    return Event(name: Event.Name.question, session: "\(run)-\(question.session)", attributes: attributes)
      .asAllowed(privacy, texts: Self.texts, redactor: redactor)
  }

  /// Why a person of the shop is called, in a sentence.
  package static func words(_ call: StaffCall) -> String {
    switch call {
    case .button: "a shopper held the button to call a person of the shop"
    case .asked: "a shopper asked for a person of the shop"
    case .emergency: "a shopper told of an emergency: a person of the shop is called"
    case .unanswered: "the clerk could not help: a person of the shop is called"
    }
  }

  /// A short name and a sentence for something that happened to the hardware.
  package static func words(_ event: DeviceEvent) -> (what: String, sentence: String) {
    switch event {
    case .overrun(let count): ("overrun", "sound was lost on its way in, \(count) times")
    case .underrun(let count): ("underrun", "the speaker ran dry, \(count) times")
    case .stalled(let rate): ("stalled", "the microphone gave \(Int(rate)) frames a second and is opened anew")
    case .recovered: ("recovered", "sound arrives at its rate again")
    case .mixer(let reason): ("mixer", reason)
    case .lost(let device, let reason): ("lost", "\(device) is gone (\(reason)) and is tried again")
    case .found(let device): ("found", "\(device) is back")
    case .deadMicrophone(let dead):
      dead
        ? ("dead-microphone", "the microphone gives no sound at all, not even noise")
        : ("live-microphone", "the microphone gives sound again")
    case .clipping(let share): ("clipping", "a question was clipped to \(Int(share * 100)) %: lower sound.gain")
    case .lineUnavailable(let line, let reason): ("line-unavailable", "line \(line) cannot be had (\(reason))")
    case .lineAvailable(let line): ("line-available", "line \(line) is there again")
    }
  }
}

extension Event {
  /// Something about the device: a short name and a sentence.
  static func device(_ what: String, _ sentence: String) -> Event {
    Event(name: Name.device, attributes: ["what": .string(what), "sentence": .string(sentence)])
  }
}

extension Double {
  fileprivate func rounded(toTenths: Void) -> Double { (self * 10).rounded() / 10 }
}
