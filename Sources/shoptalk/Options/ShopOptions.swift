import ArgumentParser
import FoundationEssentials
import Session

/// The shop that a command is about.
struct ShopOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The shop's folder: shop.toml, catalog.csv or a product feed, faq.csv, promotions.csv.", valueName: "dir"))
  var shop: String?

  /// The shop's folder: as named, else the installed one, else (in a checkout) the example.
  func folder() throws(Failure) -> String {
    if let shop { return shop }
    if let named = ProcessInfo.processInfo.environment["SHOPTALK_SHOP"], !named.isEmpty { return named }
    let places = ["/var/lib/shoptalk/shop"] + Checkout.path("Firmware/examples/grocery")
    for place in places where FileManager.default.fileExists(atPath: place) { return place }
    throw Failure(
      .usage, "no shop (looked in \(places.joined(separator: ", "))); name its folder with --shop")
  }
}
