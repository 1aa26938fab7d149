import FoundationEssentials
import HTTPTypes
import Hummingbird
import Settings

/// What is done on pages.
extension PageRoutes {
  func addForms(to router: Router<HubContext>) {
    form(
      router, "faq", back: { try await unanswered($0, problem: $1) },
      does: { visit in
        try await shelf.addAnswer(question: visit.fields["question"] ?? "", answer: visit.fields["answer"] ?? "")
        if let record = visit.fields["record"].flatMap({ Int64($0) }) { try await store.hide(record) }
        return "/unanswered?done=answer"
      })
    form(
      router, "hide", back: { try await unanswered($0, problem: $1) },
      does: { visit in
        if let record = visit.fields["record"].flatMap({ Int64($0) }) { try await store.hide(record) }
        return "/unanswered?done=hidden"
      })
    form(
      router, "promotions", back: { try await promotions($0, problem: $1) },
      does: { visit in
        var campaign = Campaign()
        campaign.title = (visit.fields["title"] ?? "").trimmed
        campaign.appliesTo = (visit.fields["applies_to"] ?? "").trimmed
        campaign.kind = visit.fields["kind"] ?? ""
        campaign.value = (visit.fields["value"] ?? "").trimmed
        campaign.starts = (visit.fields["starts"] ?? "").trimmed
        campaign.ends = (visit.fields["ends"] ?? "").trimmed
        campaign.message =
          (visit.fields["message"] ?? "").split(whereSeparator: \.isNewline).joined(separator: " ").trimmed
        try await shelf.save(campaign, at: visit.fields["index"].flatMap { Int($0) }, was: visit.fields["was"])
        return "/promotions?done=saved"
      })
    form(
      router, "promotions/remove", back: { try await promotions($0, problem: $1) },
      does: { visit in
        try await shelf.removeCampaign(at: visit.fields["index"].flatMap { Int($0) } ?? -1, was: visit.fields["was"])
        return "/promotions?done=removed"
      })
    form(
      router, "shop", limit: Self.mostUpload, back: { try await shop($0, problem: $1) },
      does: { visit in
        guard !visit.files.isEmpty else { throw HubError.refused(reason: "choose the files to upload") }
        var files: [String: [UInt8]] = [:]
        for file in visit.files { files[file.name] = file.bytes }
        try await shelf.change(files, note: "uploaded \(files.keys.sorted().joined(separator: ", "))")
        return "/shop?done=uploaded"
      })
    form(
      router, "shop/back", back: { try await shop($0, problem: $1) },
      does: { visit in
        _ = try await shelf.goBack(to: visit.fields["serial"].flatMap { UInt64($0) } ?? 0)
        return "/shop?done=back"
      })
    form(
      router, "shop/settings", back: { try await shop($0, problem: $1) },
      does: { visit in
        var values: [String: String] = [:]
        for key in MerchantSettings.keys { values[key] = visit.fields[key] }
        try await shelf.set(values)
        return "/shop?done=settings"
      })
    form(
      router, "devices/revoke", back: { try await devices($0, problem: $1) },
      does: { visit in
        _ = try await store.revoke(visit.fields["name"] ?? "", now: visit.now)
        return "/devices?done=revoked"
      })
    router.post("devices") { request, context in
      guard let visit = try await self.visit(request, context) else { return Self.toSignIn }
      do {
        let name = (visit.fields["name"] ?? "").trimmed
        let token = try await store.enrol(name, now: visit.now)
        let address = "\(isEncrypted ? "https" : "http")://\(request.head.authority ?? "HUB")"
        return Self.html(
          .ok,
          visit.layout("/devices", "Devices").page(
            InsightPages.enrolled(name, token: token, trust: shelf.trust, address: address)))
      } catch let error as HubError {
        return Self.html(.unprocessableContent, try await devices(visit, problem: error.description))
      }
    }
  }

  /// A form of those who are signed in: does `body` and goes to the page that it names, or says on `back` what is wrong.
  func form(
    _ router: Router<HubContext>, _ path: RouterPath, limit: Int = 256 << 10,
    back: @Sendable @escaping (Visit, String) async throws -> Markup,
    does body: @Sendable @escaping (Visit) async throws -> String
  ) {
    router.post(path) { request, context in
      guard let visit = try await self.visit(request, context, limit: limit) else { return Self.toSignIn }
      do {
        return Self.redirect(try await body(visit))
      } catch let error as HubError {
        switch error {
        case .refused, .malformed, .tooLarge:
          return Self.html(.unprocessableContent, try await back(visit, error.description))
        default: throw error
        }
      }
    }
  }
}
