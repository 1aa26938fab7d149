// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "Shoptalk",
  products: [
    .executable(name: "shoptalk", targets: ["shoptalk"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // The system's libraries.
    .systemLibrary(name: "CFlite", providers: [.apt(["flite1-dev"])]),
    .systemLibrary(name: "CESpeak", pkgConfig: "espeak-ng", providers: [.apt(["libespeak-ng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // The way of a question, from the arithmetic up.
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "Transformer", dependencies: ["CKernels", "CZlib"], swiftSettings: swift),
    .target(name: "Audio", swiftSettings: swift),
    .target(name: "Pronunciation", dependencies: ["CESpeak"], swiftSettings: swift),
    .target(
      name: "Speech", dependencies: ["Transformer", "Audio", "Pronunciation", "CFlite"], swiftSettings: swift),
    .target(name: "Shop", dependencies: ["Transformer", "Pronunciation", grdb], swiftSettings: swift),
    .target(name: "Clerk", dependencies: ["Shop", "Transformer", "Pronunciation"], swiftSettings: swift),

    // The programs.
    .executableTarget(
      name: "shoptalk", dependencies: ["Speech", "Clerk", "Shop", "Audio", "Transformer", argumentParser],
      swiftSettings: swift),

    // Tests mirror the targets; what they share is in Tests/Support.
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: swift),
    .testTarget(name: "TransformerTests", dependencies: ["Transformer", "CZlib", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "AudioTests", dependencies: ["Audio", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "PronunciationTests", dependencies: ["Pronunciation", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "SpeechTests", dependencies: ["Speech", "Transformer", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "ShopTests", dependencies: ["Shop", "TestSupport", grdb], swiftSettings: swift),
    .testTarget(name: "ClerkTests", dependencies: ["Clerk", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "shoptalkTests", dependencies: ["shoptalk", "TestSupport"], swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
