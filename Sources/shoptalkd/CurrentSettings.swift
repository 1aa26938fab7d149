import Logging
import Settings
import Synchronization

/// The settings that are in use: those of the device, over what the merchant's shop says.
final class CurrentSettings: Sendable {
  private let state: Mutex<(settings: Settings, merchant: MerchantSettings?)>
  private let read: @Sendable (MerchantSettings?) throws(SettingsError) -> Settings
  private let changed: @Sendable (_ new: Settings, _ old: Settings) -> Void

  /// - Parameters:
  ///   - read: reads the device's own over those of a merchant.
  ///   - changed: is told of each change.
  init(
    _ settings: Settings, reread: @escaping @Sendable (MerchantSettings?) throws(SettingsError) -> Settings,
    changed: @escaping @Sendable (_ new: Settings, _ old: Settings) -> Void
  ) {
    state = Mutex((settings, nil))
    read = reread
    self.changed = changed
  }

  /// Reads the device's own anew.
  func reread() throws(SettingsError) -> (new: Settings, old: Settings) {
    let merchant = state.withLock { $0.merchant }
    let new = try read(merchant)
    return (new, use(new, merchant))
  }

  /// Takes what came with the shop that answers from now on.
  func settle(_ merchant: MerchantSettings?, _ log: Logger) {
    guard merchant != state.withLock({ $0.merchant }) else { return }
    do throws(SettingsError) {
      _ = use(try read(merchant), merchant)
      if let merchant, !merchant.set.isEmpty {
        log.notice("the merchant sets \(merchant.set.joined(separator: ", "))")
      }
    } catch {
      // The device's own file was broken meanwhile; a reload says so, and finds these.
      state.withLock { $0.merchant = merchant }
      log.warning("the merchant's settings wait: \(error)")
    }
  }

  private func use(_ new: Settings, _ merchant: MerchantSettings?) -> Settings {
    let old = state.withLock { state in
      defer { state = (new, merchant) }
      return state.settings
    }
    changed(new, old)
    return old
  }
}
