import Foundation
import Shop
import Testing

@Suite(.serialized) struct LargeShopTests {
  /// Peak resident memory of this process in megabytes.
  private func peak() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) / 1024
  }

  /// Twenty thousand variants, or as many as SHOPTALK_SHOP_VARIANTS says (the long form uses 100,000).
  @Test func importsInBoundedMemory() throws {
    let variants = ProcessInfo.processInfo.environment["SHOPTALK_SHOP_VARIANTS"].flatMap { Int($0) } ?? 20_000
    let folder = Scratch()
    try folder.write("shop.toml", TestShop.toml)
    let nouns = ["Lamp", "Chair", "Table", "Shirt", "Ring", "Mug", "Sofa", "Vase", "Rug", "Clock", "Shelf", "Mirror"]
    let words = ["Oak", "Linen", "Silver", "Brass", "Walnut", "Velvet", "Marble", "Cotton", "Amber", "Copper"]
    FileManager.default.createFile(atPath: folder.file("catalog.csv"), contents: nil)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("catalog.csv")))
    var text =
      "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Aisle (product.metafields.custom.aisle)\n"
    for number in 0..<variants {
      let product = number / 5
      let (noun, word) = (nouns[product % nouns.count], words[product / nouns.count % words.count])
      if number % 5 == 0 {
        text +=
          "p\(product),\(word) \(noun) \(product),\"<p>\(word) and \(words[product % 7]), made by hand for many years of use. Model \(product).</p>\",Maker \(product % 50),\(noun),\"\(word), home\",Size,XS,SKU\(number),shopify,\(number % 9),\(number % 90 + 1).50,\(product % 20)\n"
      } else {
        text +=
          "p\(product),,,,,,,\(["S", "M", "L", "XL"][number % 5 - 1]),SKU\(number),shopify,\(number % 9),\(number % 90 + 1).50,\n"
      }
      if text.utf8.count > 1 << 20 {
        try handle.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    text = ""

    let before = peak()
    var steps = 0
    let (shop, report) = try ShopStore.open(folder: folder.path, cache: folder.file("cache")) { _ in steps += 1 }
    let grown = peak() - before
    print("\(variants) variants: peak memory grew by \(grown) MB")
    #expect(report.variants == variants && report.issues.isEmpty && steps > 10)
    #expect(grown < 150)
    #expect(try shop.search(words: ["walnut", "mirror"], limit: 5).count == 5)
    #expect(try shop.products(order: .cheapest, limit: 3).count == 3)
  }
}
