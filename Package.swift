// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { Target.Dependency.product(name: $0, package: "swift-nio") }

let package = Package(
  name: "Shoptalk",
  products: [
    .executable(name: "shoptalk", targets: ["shoptalk"]),
    .executable(name: "shoptalkd", targets: ["shoptalkd"]),
    .executable(name: "shoptalk-sync", targets: ["ShoptalkSync"]),
    .executable(name: "shoptalk-hub", targets: ["ShoptalkHub"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // The system's libraries.
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
    .target(name: "CGPIO", linkerSettings: [.linkedLibrary("gpiod")]),
    .systemLibrary(name: "CFlite", providers: [.apt(["flite1-dev"])]),
    .systemLibrary(name: "CESpeak", pkgConfig: "espeak-ng", providers: [.apt(["libespeak-ng-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Files and sockets that several programs share.
    .target(name: "TOML", swiftSettings: swift),
    .target(name: "Settings", dependencies: ["TOML"], swiftSettings: swift),
    .target(name: "Journal", dependencies: ["CLinux"], swiftSettings: swift),
    .target(name: "Control", dependencies: nio, swiftSettings: swift),
    .target(name: "Systemd", dependencies: [logging], swiftSettings: swift),
    .target(name: "Sync", dependencies: ["Journal", "CZlib", logging], swiftSettings: swift),
    .target(
      name: "Bundle", dependencies: [.product(name: "Crypto", package: "swift-crypto")], swiftSettings: swift),

    // The way of a question, from the arithmetic up.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "Transformer", dependencies: ["CKernels", "CZlib"], swiftSettings: swift),
    .target(name: "Audio", swiftSettings: swift),
    .target(name: "Pronunciation", dependencies: ["CESpeak"], swiftSettings: swift),
    .target(
      name: "Speech", dependencies: ["Transformer", "Audio", "Pronunciation", "CFlite"], swiftSettings: swift),
    .target(name: "Shop", dependencies: ["Transformer", "Pronunciation", "TOML", grdb], swiftSettings: swift),
    .target(name: "Clerk", dependencies: ["Shop", "Transformer", "Pronunciation"], swiftSettings: swift),

    .target(
      name: "Session", dependencies: ["Speech", "Clerk", "Shop", "Audio", "Transformer", "Pronunciation"],
      swiftSettings: swift),

    // The device.
    .target(name: "Board", dependencies: ["Audio", "CALSA", "CGPIO", "CSpeexDSP"], swiftSettings: swift),
    .target(
      name: "Loop", dependencies: ["Board", "Session", "Speech", "Clerk", "Shop", "Audio"], swiftSettings: swift),

    .target(
      name: "Watch",
      dependencies: [
        "Loop", "Board", "Session", "Clerk", "Shop", "Bundle", "Journal", "Control", "Settings", "Systemd", lifecycle,
        logging,
      ],
      swiftSettings: swift),

    // The programs.
    .executableTarget(
      name: "shoptalk",
      dependencies: [
        "Control", "Settings", "Journal", "Sync", "Bundle", "Loop", "Board", "Session", "Speech", "Clerk", "Shop",
        "Audio",
        "Transformer", argumentParser,
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "shoptalkd",
      dependencies: [
        "Watch", "Loop", "Board", "Audio", "Session", "Clerk", "Bundle", "Journal", "Control", "Settings", "Systemd",
        argumentParser, lifecycle, signals, logging,
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "ShoptalkSync",
      dependencies: [
        "Sync", "Settings", "Systemd", argumentParser, lifecycle, signals, logging,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ] + nio,
      swiftSettings: swift),

    // The merchant's side.
    .target(
      name: "Hub",
      dependencies: [
        "Bundle", "Shop", "Settings", "CZlib", grdb, logging, lifecycle,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "ShoptalkHub", dependencies: ["Hub", "Systemd", argumentParser, lifecycle, signals, logging],
      exclude: ["README.md"],
      swiftSettings: swift),

    // Tests mirror the targets; what they share is in Tests/Support.
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: swift),
    .executableTarget(
      name: "JournalCrash", dependencies: ["Journal"], path: "Tests/JournalCrash", swiftSettings: swift),
    .testTarget(name: "TOMLTests", dependencies: ["TOML"], swiftSettings: swift),
    .testTarget(name: "SettingsTests", dependencies: ["Settings", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "JournalTests", dependencies: ["Journal", "JournalCrash", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "SyncTests", dependencies: ["Sync", "Journal", "CZlib"], swiftSettings: swift),
    .testTarget(name: "BundleTests", dependencies: ["Bundle", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "ShoptalkSyncTests",
      dependencies: [
        "ShoptalkSync", "Sync", "Journal", "Watch", "Loop", "Clerk", "CZlib", "TestSupport",
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ] + nio,
      swiftSettings: swift),
    .testTarget(
      name: "HubTests",
      dependencies: [
        "ShoptalkHub", "ShoptalkSync", "Bundle", "Sync", "Watch", "Loop", "Clerk", "Journal", "TestSupport", grdb,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ] + nio,
      swiftSettings: swift),
    .testTarget(
      name: "WatchTests",
      dependencies: [
        "Watch", "Settings", "Systemd", "Loop", "Board", "Clerk", "Bundle", "Session", "Journal", "Control",
        "TestSupport", logging,
      ],
      swiftSettings: swift),
    .testTarget(name: "ControlTests", dependencies: ["Control", "TestSupport"], swiftSettings: swift),
    .target(name: "Allocations", path: "Tests/Allocations"),
    .testTarget(
      name: "TransformerTests", dependencies: ["Transformer", "CZlib", "TestSupport", "Allocations"],
      swiftSettings: swift),
    .testTarget(name: "AudioTests", dependencies: ["Audio", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "PronunciationTests", dependencies: ["Pronunciation", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "SpeechTests", dependencies: ["Speech", "Transformer", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "ShopTests", dependencies: ["Shop", "TestSupport", grdb], swiftSettings: swift),
    .testTarget(name: "ClerkTests", dependencies: ["Clerk", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "BoardTests", dependencies: ["Board", "Audio", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "LoopTests", dependencies: ["Loop", "Board", "Session", "Speech", "Clerk", "Audio", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "shoptalkTests", dependencies: ["shoptalk", "Session", "Control", "TestSupport"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
