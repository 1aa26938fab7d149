#!/usr/bin/env python3
"""Writes Sources/Transformer/Tokenizers/BytePairEncodingCharacters.swift: letters, numbers, marks and white space as the
`tokenizers` package sees them. Its regular expressions know one version of Unicode and its digit splitter another, so
each code point is put to both and the answer written down.
"""

import textwrap
from pathlib import Path

import tokenizers
from tokenizers import Regex, normalizers, pre_tokenizers

TARGET = Path(__file__).resolve().parents[2] / "Sources/Transformer/Tokenizers/BytePairEncodingCharacters.swift"
EVERYTHING = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


def matching(pattern):
    split = pre_tokenizers.Split(Regex(pattern), behavior="removed", invert=True)
    return {ord(c) for piece, _ in split.pre_tokenize_str(EVERYTHING) for c in piece}


def marks():
    """What the normalizer sorts: it knows the combining classes of an old version of Unicode only."""
    nfc = normalizers.NFC().normalize_str
    low, high = "x\u1b44", "x\U0001d16d"  # of the classes 9 and 226
    return {ord(c) for c in EVERYTHING if nfc("x" + c + low[1]) != "x" + c + low[1] or nfc(high + c) != high + c}


def ranges(codes):
    out = []
    for code in sorted(codes):
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return [f"{first:x}-{last:x}" if first != last else f"{first:x}" for first, last in out]


def main():
    numbers = matching(r"\p{N}+")
    pieces = pre_tokenizers.Digits(individual_digits=True).pre_tokenize_str(EVERYTHING)
    # A piece of one character is a digit; the stretches between digits are longer.
    digits = {ord(piece) for piece, _ in pieces if len(piece) == 1}
    assert numbers <= digits
    tables = {
        "letters": ("What `\\p{L}` matches.", matching(r"\p{L}+")),
        "numbers": ("What `\\p{N}` matches.", numbers),
        "newerNumbers": ("What only the splitter of digits holds to be a number.", digits - numbers),
        "marks": ("Combining marks that the normalizer knows, and characters that it replaces.", marks()),
        "spaces": ("What `\\s` matches.", matching(r"\s+")),
    }
    out = [f"// Made by Models/reference/letter_tables.py from tokenizers {tokenizers.__version__}; do not edit.", ""]
    out += ["/// Kinds of characters, as hexadecimal text; see BytePairEncodingScanner for their use."]
    out += ["enum BytePairEncodingCharacters {"]
    for name, (comment, codes) in tables.items():
        out += [f"  /// {comment}", f'  static let {name}: StaticString = """']
        lines = textwrap.wrap(" ".join(ranges(codes)), 112)
        out += ["    " + line + " \\" for line in lines[:-1]] + ["    " + lines[-1], '    """']
    TARGET.write_text("\n".join(out + ["}"]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
