import ArgumentParser

/// `shoptalk bundle`: a shop folder as one signed file, for those who bring shops to devices without the hub.
struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Pack, sign and check the bundles by which devices get their shop.",
    discussion: """
      A device takes a bundle whose key stands in its shop.bundle_key and whose number is above the last one. It is \
      fetched from the hub, or put into the device's inbox by hand:
        shoptalk bundle new-key --key merchant.key
        shoptalk bundle pack SHOP --key merchant.key --serial 1 --output shop.bundle
        scp shop.bundle DEVICE:/var/lib/shoptalk/bundles/inbox/
      """,
    subcommands: [BundleNewKey.self, BundlePack.self, BundleCheck.self])
}
