// The merchant's server as a program: commands and wiring; what it does is in Hub.
import ArgumentParser
import Glibc
import Hub
import Logging
import ServiceLifecycle
import Systemd
import UnixSignals

@main
struct HubProgram: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shoptalk-hub", abstract: "What shoppers asked, and the shop that devices answer from.",
    discussion: """
      'shoptalk-hub serve' is all there is to start. The other commands may be used while it runs.
      Exit status: 0 done, 64 bad usage, 65 input or options that cannot be used, 70 internal error.
      """,
    subcommands: [Serve.self, Enrol.self, Revoke.self, Devices.self, Publish.self, Password.self, Key.self])

  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
    } catch let error as HubError {
      complain(error.description)
      switch error {
      case .database, .file, .busy: Glibc.exit(EX_SOFTWARE)
      case .refused, .malformed, .tooLarge: Glibc.exit(EX_DATAERR)
      }
    } catch { exit(withError: error) }
  }

  static func complain(_ text: String) {
    let bytes = Array("shoptalk-hub: \(text)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}

/// Where the hub keeps everything.
struct DataOption: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The folder in which everything is kept.", valueName: "dir"))
  var data = "/var/lib/shoptalk-hub"

  func hub() throws -> Hub {
    LoggingSystem.bootstrap { JournaldLog(label: $0, level: .warning) }
    return try Hub(Hub.Options(folder: data), log: Logger(label: "hub"))
  }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take what devices send, show it, and hand out the shop.",
    discussion: "At the first start an account is made, and its password is printed, once.")

  @OptionGroup var data: DataOption

  @Option(name: .long, help: "The address to listen at.") var host = "127.0.0.1"
  @Option(name: .long, help: "The port; 0 takes one that is free and prints it.") var port = 4318
  @Option(name: .long, help: ArgumentHelp("Certificate chain in PEM.", valueName: "file")) var tlsCertificate: String?
  @Option(name: .long, help: ArgumentHelp("The certificate's key in PEM.", valueName: "file")) var tlsKey: String?
  @Flag(name: .long, help: "A proxy in front of the hub encrypts.") var behindProxy = false
  @Option(name: .long, help: "Days for which records are kept.") var keepDays = 400

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port takes 0 to 65535") }
    guard (1...3650).contains(keepDays) else { throw ValidationError("--keep-days takes 1 to 3650") }
  }

  func run() async throws {
    LoggingSystem.bootstrap { JournaldLog(label: $0, level: .info) }
    var options = Hub.Options(folder: data.data)
    options.host = host
    options.port = port
    options.certificate = tlsCertificate
    options.key = tlsKey
    options.isBehindProxy = behindProxy
    options.keepDays = keepDays
    let log = Logger(label: "shoptalk-hub")
    let hub = try Hub(options, log: log)
    let scheme = tlsCertificate == nil ? "http" : "https"
    if let password = try await hub.firstAccount() {
      print(
        "The first account: name owner, password \(password) (shown only now; change it with 'shoptalk-hub password')")
    }
    let host = host
    var configuration = ServiceGroupConfiguration(
      services: try hub.services { port in
        print("listening at \(scheme)://\(host):\(port)")
        fflush(nil)
      }, gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    try await ServiceGroup(configuration: configuration).run()
  }
}

struct Enrol: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Enrol devices, or give them new tokens; prints the token of each on a line.")

  @OptionGroup var data: DataOption
  @Argument(help: "The devices' names.") var names: [String]

  func run() async throws {
    let hub = try data.hub()
    for name in names { print(try await hub.enrol(name)) }
  }
}

struct Revoke: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Take a device's token from it.")

  @OptionGroup var data: DataOption
  @Argument(help: "The device's name.") var name: String

  func run() async throws {
    guard try await data.hub().revoke(name) else {
      throw HubError.refused(reason: "no device '\(name)' is enrolled; 'shoptalk-hub devices' lists them")
    }
  }
}

struct Devices: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the devices.")

  @OptionGroup var data: DataOption

  func run() async throws { for line in try await data.hub().deviceLines() { print(line) } }
}

struct Publish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Make a folder's files the shop that all devices get.")

  @OptionGroup var data: DataOption
  @Argument(help: ArgumentHelp("The shop's folder.", valueName: "folder")) var folder: String

  func run() async throws {
    let (serial, products, warnings) = try await data.hub().publish(folder: folder)
    for warning in warnings { HubProgram.complain(warning) }
    print("bundle \(serial): \(products) products")
  }
}

struct Password: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set the password of an account, read from standard input; makes the account if it is new.")

  @OptionGroup var data: DataOption
  @Argument(help: "The account's name.") var name: String

  func run() async throws {
    if isatty(STDIN_FILENO) != 0 { HubProgram.complain("type the new password, and Enter") }
    guard let line = readLine(strippingNewline: true) else {
      throw HubError.refused(reason: "no password came on standard input")
    }
    try await data.hub().setPassword(line, of: name)
  }
}

struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Print what devices know this hub's bundles by (shop.bundle_key).")

  @OptionGroup var data: DataOption

  func run() async throws { print(try data.hub().bundleKey) }
}
