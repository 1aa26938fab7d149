/// The tables of a shop's database. It is made once, by an import, and only read afterwards.
enum Schema {
  /// Raised with every change to the tables or to what an import puts into them, so that old databases are rebuilt.
  static let version = 1

  static let tables = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
    CREATE TABLE product (
      id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, title TEXT NOT NULL, vendor TEXT NOT NULL,
      type TEXT NOT NULL, category TEXT NOT NULL, body TEXT NOT NULL,
      option1 TEXT, option2 TEXT, option3 TEXT,
      folded_title TEXT NOT NULL, folded_vendor TEXT NOT NULL, folded_type TEXT NOT NULL
    ) STRICT;
    CREATE TABLE variant (
      id INTEGER PRIMARY KEY, product INTEGER NOT NULL, position INTEGER NOT NULL,
      value1 TEXT, value2 TEXT, value3 TEXT, sku TEXT NOT NULL, barcode TEXT NOT NULL,
      price INTEGER, compare_at INTEGER, sale INTEGER, sale_starts TEXT, sale_ends TEXT, stock_kind INTEGER NOT NULL, stock INTEGER NOT NULL,
      available INTEGER NOT NULL, grams REAL NOT NULL
    ) STRICT;
    CREATE TABLE tag (
      product INTEGER NOT NULL, position INTEGER NOT NULL, tag TEXT NOT NULL, folded TEXT NOT NULL,
      PRIMARY KEY (product, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE attribute (
      product INTEGER NOT NULL, position INTEGER NOT NULL, variant INTEGER, key TEXT NOT NULL, name TEXT NOT NULL,
      value TEXT NOT NULL, folded TEXT NOT NULL,
      PRIMARY KEY (product, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE faq (id INTEGER PRIMARY KEY, question TEXT NOT NULL, answer TEXT NOT NULL) STRICT;
    CREATE TABLE promotion (
      id INTEGER PRIMARY KEY, title TEXT NOT NULL, applies_to TEXT NOT NULL, kind TEXT NOT NULL,
      percent REAL, amount INTEGER, starts TEXT, ends TEXT, message TEXT NOT NULL
    ) STRICT;
    CREATE TABLE facet (kind INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL) STRICT;
    CREATE TABLE word (
      word TEXT PRIMARY KEY, products INTEGER NOT NULL, fields INTEGER NOT NULL, sounds BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE name_sound (id INTEGER PRIMARY KEY, product INTEGER NOT NULL, sounds BLOB NOT NULL) STRICT;
    CREATE TABLE sound_key (key INTEGER NOT NULL, name INTEGER NOT NULL, PRIMARY KEY (key, name)) STRICT, WITHOUT ROWID;
    CREATE TABLE sound_key_count (key INTEGER PRIMARY KEY, names INTEGER NOT NULL) STRICT;
    CREATE TABLE vector (
      kind INTEGER NOT NULL, chunk INTEGER NOT NULL, ids BLOB NOT NULL, texts BLOB NOT NULL, scales BLOB NOT NULL,
      codes BLOB NOT NULL,
      PRIMARY KEY (kind, chunk)
    ) STRICT;
    CREATE VIRTUAL TABLE product_text USING fts5(
      title, vendor, type, tags, options, attributes, body,
      content='', tokenize="porter unicode61 remove_diacritics 2");
    CREATE VIRTUAL TABLE faq_text USING fts5(
      question, answer, content='', tokenize="porter unicode61 remove_diacritics 2");
    CREATE INDEX variant_product ON variant (product, position);
    CREATE INDEX variant_sku ON variant (sku) WHERE sku <> '';
    """

  /// Made after the rows are in, which is quicker than keeping them up to date.
  static let indexes = """
    CREATE INDEX product_type ON product (folded_type);
    CREATE INDEX product_vendor ON product (folded_vendor);
    CREATE INDEX product_title ON product (folded_title);
    CREATE INDEX variant_price ON variant (price, product) WHERE price IS NOT NULL;
    CREATE INDEX variant_barcode ON variant (barcode) WHERE barcode <> '';
    CREATE INDEX tag_folded ON tag (folded, product);
    CREATE INDEX attribute_key ON attribute (key, product);
    """

  /// What `facet.kind` stands for.
  enum FacetKind: Int { case type, tag, vendor, option, optionValue, attribute }

  /// What `vector.kind` stands for.
  enum VectorKind: Int { case product, faq, fact }
}

/// The fields of a product's text, as bits of `word.fields`.
public struct TextFields: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let title = TextFields(rawValue: 1)
  public static let vendor = TextFields(rawValue: 2)
  public static let type = TextFields(rawValue: 4)
  public static let tags = TextFields(rawValue: 8)
  public static let options = TextFields(rawValue: 16)
  public static let attributes = TextFields(rawValue: 32)
  public static let body = TextFields(rawValue: 64)
  /// Names rather than descriptions.
  public static let names: TextFields = [.title, .vendor, .type, .tags, .options]
}

extension Inventory {
  /// How the store writes it: a kind and a count.
  var stored: (kind: Int, count: Int) {
    switch self {
    case .untracked: (0, 0)
    case .tracked(let count): (1, count)
    case .backorder(let count): (2, count)
    case .inStock: (3, 0)
    case .outOfStock: (4, 0)
    case .preorder: (5, 0)
    }
  }

  init(kind: Int, count: Int) {
    switch kind {
    case 1: self = .tracked(count)
    case 2: self = .backorder(count)
    case 3: self = .inStock
    case 4: self = .outOfStock
    case 5: self = .preorder
    default: self = .untracked
    }
  }
}
