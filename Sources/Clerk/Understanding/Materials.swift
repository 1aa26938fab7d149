/// What things are made of, by its everyday names: an attribute that names one says what a thing is made of, whatever the
/// merchant calls it ("Body: alder").
enum Materials {
  static func isNamed(in text: String) -> Bool {
    Tokenizer.tokens(text).contains { names.contains($0.stem) || names.contains($0.text) }
  }

  private static let names: Set<String> = Set(
    words: """
      alder ash bamboo beech birch cedar cherry cork ebony elm hickory koa mahogany maple oak pine plywood poplar rosewood
      spruce teak walnut wood hardwood softwood rattan wicker
      aluminum brass bronze chrome copper iron steel stainless tin titanium zinc nickel gold silver platinum pewter
      ceramic clay china porcelain stoneware earthenware terracotta glass crystal concrete marble granite slate stone
      acrylic nylon plastic polycarbonate polyester polyethylene polypropylene pvc resin rubber silicone vinyl elastane
      canvas cashmere cotton denim down felt fleece hemp jute lambswool leather linen merino microfiber mohair nubuck
      satin silk suede tweed velvet viscose wool cardboard paper
      """)
}
