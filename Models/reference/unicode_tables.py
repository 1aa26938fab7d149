#!/usr/bin/env python3
"""Writes Sources/Transformer/Tokenizers/BERTCharacterTable.swift: what uncased BERT does to every character.

The tables are not Unicode's of any one version: the reference tokenizer mixes an old table of categories with a newer
one of decompositions. So each code point is put to the `tokenizers` package itself and its answer written down.
"""

import sys
import textwrap
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import normalizers, pre_tokenizers

TARGET = Path(__file__).resolve().parents[2] / "Sources/Transformer/Tokenizers/BERTCharacterTable.swift"
CODES = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)  # decomposed by rule
LOW, HIGH = "\u1b44", "\U0001d16d"  # marks of the classes 9 and 226 that stay

normalize = normalizers.BertNormalizer().normalize_str
split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str


def main():
    deleted, spaces, ideographs, mapped = [], [], [], {}
    for code in CODES:
        result = normalize(chr(code))
        if result == "":
            deleted.append(code)
        elif result == " ":
            spaces.append(code)
        else:
            if result[0] == " " and result[-1] == " ":
                ideographs.append(code)
                result = result[1:-1]
            if result != chr(code) and code not in HANGUL:
                mapped[code] = [ord(c) for c in result]
    for code in HANGUL:
        assert normalize(chr(code)) == unicodedata.normalize("NFD", chr(code)), hex(code)
    survivors = [code for code in CODES if normalize(chr(code)).strip(" ") == chr(code) or code == 0x20]
    kinds = {code: split("a" + chr(code) + "a") for code in survivors}
    punctuation = [code for code, parts in kinds.items() if len(parts) == 3]
    separators = [code for code, parts in kinds.items() if len(parts) == 2]
    classes = combining_classes(set(survivors))
    # Marks are sorted before accents vanish; an accent without a class stands between them even so.
    cleaned = normalizers.BertNormalizer(strip_accents=False, lowercase=False).normalize_str
    accents = [code for code in deleted if cleaned(chr(code)) != ""]
    blockers = [code for code in accents if normalize("x" + HIGH + chr(code) + LOW) == "x" + HIGH + LOW]
    assert all(1 <= len(target) <= 3 for target in mapped.values())
    write(
        {
            "deleted": ("Characters that vanish: controls, formats, accents.", ranges(deleted)),
            "spaces": ("Characters that become a space.", ranges(spaces)),
            "ideographs": ("Characters that stand as a word each.", ranges(ideographs)),
            "punctuation": ("Characters that end a word and are one, after mapping.", ranges(punctuation)),
            "separators": ("Characters that end a word and are none, after mapping.", ranges(separators)),
            "mapped": ("What characters become: `first-last/step>first` or `character=one+two`.", runs(mapped)),
            "blockers": ("Those that vanish, but keep the marks before and after them apart.", ranges(blockers)),
            "combining": ("Classes of the combining marks that survive: marks in a row are sorted by them.", classes),
        }
    )


def combining_classes(survivors):
    """`code=class` for the surviving marks that the reference sorts, checked on every pair of them."""
    marks = [code for code in survivors if unicodedata.combining(chr(code))]

    def is_known(code):
        swaps = lambda a, b: normalize("x" + a + b) != "x" + a + b  # noqa: E731
        return swaps(chr(code), LOW) or swaps(HIGH, chr(code))

    known = {code: unicodedata.combining(chr(code)) for code in sorted(marks) if is_known(code)}
    for first in known:
        for second in known:
            want = (first, second) if known[first] <= known[second] else (second, first)
            assert normalize("x" + chr(first) + chr(second)) == "x" + chr(want[0]) + chr(want[1])
    return [f"{code:x}={value:x}" for code, value in known.items()]


def ranges(codes):
    out = []
    for code in codes:
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return [f"{first:x}-{last:x}" if first != last else f"{first:x}" for first, last in out]


def runs(mapped):
    """Joins entries of the same shift at a distance of one or two."""
    out, items, at = [], sorted(mapped.items()), 0
    while at < len(items):
        code, target = items[at]
        best = (0, 1)
        for step in (1, 2):
            length = 0
            while (
                len(target) == 1
                and at + length + 1 < len(items)
                and items[at + length + 1] == (code + step * (length + 1), [target[0] + step * (length + 1)])
            ):
                length += 1
            best = max(best, (length, step))
        length, step = best
        if length >= 2:
            out.append(f"{code:x}-{code + step * length:x}/{step}>{target[0]:x}")
            at += length + 1
        else:
            out.append(f"{code:x}=" + "+".join(f"{c:x}" for c in target))
            at += 1
    return out


def write(tables):
    lines = [
        f"// Made by Models/reference/unicode_tables.py from tokenizers {tokenizers.__version__}; do not edit.",
        "",
        "/// What uncased BERT does to characters, as hexadecimal text; see BERTNormalizer for its use.",
        "enum BERTCharacterTable {",
    ]
    for name, (comment, entries) in tables.items():
        lines += [f"  /// {comment}", f'  static let {name}: StaticString = """']
        wrapped = textwrap.wrap(" ".join(entries), 112, break_on_hyphens=False)
        lines += [f"    {line} \\" for line in wrapped[:-1]] + ["    " + wrapped[-1], '    """']
    TARGET.write_text("\n".join(lines) + "\n}\n")
    print(f"{TARGET}: {TARGET.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
