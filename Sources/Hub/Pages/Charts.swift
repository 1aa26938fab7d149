/// Charts as SVG, readable on a phone and without colours; each has its figures in words for those who cannot see it.
enum Charts {
  /// A column.
  struct Bar {
    var label: String
    var value: Int
    /// The part of it that is drawn fully, such as what was answered; nil draws all of it so.
    var part: Int?
    /// Whether the label is written below: there is no room for all.
    var isLabelled = true
  }

  /// Columns side by side.
  /// - Parameter title: what a person who cannot see it is told.
  static func columns(_ bars: [Bar], title: String) -> Markup {
    guard !bars.isEmpty else { return "" }
    let (width, height, base) = (420.0, 150.0, 126.0)
    let highest = Double(max(1, bars.map(\.value).max() ?? 1))
    let step = width / Double(bars.count)
    var shapes: [Markup] = []
    for (index, bar) in bars.enumerated() {
      let left = Double(index) * step + step * 0.12
      let wide = step * 0.76
      let tall = Double(bar.value) / highest * (base - 22)
      let words = "\(bar.label): \(bar.value)" + (bar.part.map { ", \($0) answered" } ?? "")
      shapes.append(
        """
        <g><title>\(words)</title><rect class="pale" x="\(point(left))" y="\(point(base - tall))" width="\(point(wide))" \
        height="\(point(tall))"/>
        """)
      let part = Double(min(bar.part ?? bar.value, bar.value)) / highest * (base - 22)
      shapes.append(
        """
        <rect class="full" x="\(point(left))" y="\(point(base - part))" width="\(point(wide))" height="\(point(part))"/></g>
        """)
      if bar.value > 0, bars.count <= 32 {
        shapes.append(
          """
          <text class="figure" x="\(point(left + wide / 2))" y="\(point(base - tall - 4))">\(bar.value)</text>
          """)
      }
      if bar.isLabelled {
        shapes.append("<text x=\"\(point(left + wide / 2))\" y=\"\(point(base + 15))\">\(bar.label)</text>")
      }
    }
    return """
      <svg class="chart" viewBox="0 0 \(point(width)) \(point(height))" role="img" aria-label="\(title)">\
      <line x1="0" y1="\(point(base))" x2="\(point(width))" y2="\(point(base))"/>\(shapes)</svg>
      """
  }

  /// Lines of a table with a bar behind each figure.
  static func ranking(_ rows: [(label: Markup, value: Int)]) -> Markup {
    let highest = Double(max(1, rows.map(\.value).max() ?? 1))
    let lines = rows.map { row -> Markup in
      let width = point(max(1, Double(row.value) / highest * 100))
      return """
        <tr><td>\(row.label)</td><td class="number">\(row.value)</td><td class="bar"><svg viewBox="0 0 100 10" \
        preserveAspectRatio="none" aria-hidden="true"><rect class="full" width="\(width)" height="10"/></svg></td></tr>
        """
    }
    return "<table class=\"ranking\">\(lines)</table>"
  }

  private static func point(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
