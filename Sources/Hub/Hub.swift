import FoundationEssentials
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle

/// The merchant's server: one folder, one port.
public struct Hub: Sendable {
  /// What can be set.
  public struct Options: Sendable {
    /// Where everything is kept.
    public var folder: String
    public var host = "127.0.0.1"
    /// 0 takes any that is free.
    public var port = 4318
    /// Certificate chain and key in PEM; without them only this machine, or a proxy on it, may reach the hub.
    public var certificate: String?, key: String?
    /// A proxy in front of it encrypts.
    public var isBehindProxy = false
    /// Days for which records are kept.
    public var keepDays = 400

    public init(folder: String) { self.folder = folder }
  }

  private let options: Options
  private let store: HubStore
  private let shelf: ShopShelf
  private let log: Logger

  /// - Throws: `refused` for options that would send passwords over the wire in the clear, `database` and `file`.
  public init(_ options: Options, log: Logger) throws(HubError) {
    self.options = options
    self.log = log
    guard (options.certificate == nil) == (options.key == nil) else {
      throw .refused(reason: "give --tls-certificate and --tls-key, or neither")
    }
    guard options.certificate != nil || options.isBehindProxy || Self.isLoopback(options.host) else {
      throw .refused(
        reason: "\(options.host) is not this machine, and without TLS everybody on the way could read along: give "
          + "--tls-certificate and --tls-key, or --behind-proxy where a proxy encrypts")
    }
    store = try HubStore(folder: options.folder)
    shelf = try ShopShelf(folder: options.folder, store: store, log: log)
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }

  // MARK: What can be done without a browser

  /// Sets an account's password.
  public func setPassword(_ password: String, of name: String) async throws(HubError) {
    try await store.setPassword(password, of: name)
  }

  /// Makes the first account, if there is none yet; its password, which is shown once.
  public func firstAccount(named name: String = "owner") async throws(HubError) -> String? {
    if try await store.hasAccount() { return nil }
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
    let password = (0..<4).map { _ in String((0..<5).map { _ in letters[Int.random(in: letters.indices)] }) }
      .joined(separator: "-")
    try await store.setPassword(password, of: name)
    return password
  }

  /// Enrols a device; its token.
  public func enrol(_ name: String) async throws(HubError) -> String {
    try await store.enrol(name, now: Date().timeIntervalSince1970)
  }

  /// Whether there was such a device.
  public func revoke(_ name: String) async throws(HubError) -> Bool {
    try await store.revoke(name, now: Date().timeIntervalSince1970)
  }

  /// A line for each device: its name and what is known of it.
  public func deviceLines() async throws(HubError) -> [String] {
    let now = Date().timeIntervalSince1970
    return try await store.devices().map { device in
      let state =
        device.revoked != nil ? "revoked" : "heard of \(device.seen.map { When.ago($0, now: now) } ?? "never")"
      return "\(device.name): \(state)"
    }
  }

  /// Makes the files of a folder the shop of all devices; the number of the bundle and what the import had to say.
  public func publish(folder: String) async throws(HubError) -> (serial: UInt64, products: Int, warnings: [String]) {
    var files: [String: [UInt8]] = [:]
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) where ShopShelf.takes(name) {
        files[name] = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
      }
    } catch { throw .file(path: folder, reason: "\(error)") }
    guard !files.isEmpty else { throw .refused(reason: "\(folder): holds no file of a shop") }
    let version = try await shelf.change(files, note: "published from a folder")
    return (version.serial, version.products, version.warnings)
  }

  /// What devices know this hub's bundles by: the value of `shop.bundle_key`.
  public var bundleKey: String { shelf.trust }

  // MARK: Serving

  /// The services that make the hub run; `onReady` is told the port.
  public func services(onReady: @escaping @Sendable (Int) -> Void) throws(HubError) -> [any Service] {
    let router = Router(context: HubContext.self)
    router.middlewares.add(Guarding(log: log))
    let intake = Intake(store: store, log: log)
    let callers = Callers(isBehindProxy: options.isBehindProxy)
    DeviceRoutes(store: store, intake: intake, shelf: shelf, callers: callers, log: log).add(to: router)
    PageRoutes(
      store: store, shelf: shelf, callers: callers, log: log,
      isEncrypted: options.certificate != nil || options.isBehindProxy
    )
    .add(to: router)
    let server: HTTPServerBuilder
    let http = HTTP1Channel.Configuration(idleTimeout: .seconds(75))
    if let certificate = options.certificate, let key = options.key {
      do {
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        var tls = TLSConfiguration.makeServerConfiguration(
          certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        tls.minimumTLSVersion = .tlsv12
        server = try .tls(.http1(configuration: http), tlsConfiguration: tls)
      } catch { throw .refused(reason: "\(certificate), \(key): cannot be used for TLS (\(error))") }
    } else {
      server = .http1(configuration: http)
    }
    let application = Application(
      router: router, server: server,
      configuration: .init(
        address: .hostname(options.host, port: options.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(4_096)),
      onServerRunning: { channel in onReady(channel.localAddress?.port ?? 0) }, logger: log)
    return [application, Sweeping(store: store, days: options.keepDays, log: log)]
  }
}

/// Removes what is too old, once at the start and then every few hours.
private struct Sweeping: Service {
  let store: HubStore
  let days: Int
  let log: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do throws(HubError) {
          let gone = try await store.prune(olderThan: days, now: Date().timeIntervalSince1970)
          if gone > 0 { log.notice("\(gone) records older than \(days) days are removed") }
        } catch { log.error("\(error)") }
        try? await Task.sleep(for: .seconds(6 * 3600))
      }
    }
  }
}
