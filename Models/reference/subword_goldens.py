#!/usr/bin/env python3
"""Writes Tests/Goldens/subwords: vocabularies of five families, and what the `tokenizers` package does with them.

No published vocabulary can be had here, so each family's is trained, with exactly its rules of cutting, on the message
catalogues of a Debian system (some 60 languages in 20 scripts). The strings are made by a generator that the tests have
too (SubwordStrings.swift), so that only checksums need to be kept: of ids and decoded text, for every 250 strings. The
first 60 strings of each family are kept in full.

    subword_goldens.py [--catalogues /usr/share/locale] [--strings 100000]
"""

import argparse
import gettext
import gzip
import json
import random
import struct
import zlib
from collections import defaultdict
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TARGET = Path(__file__).resolve().parents[2] / "Tests/Goldens/subwords"
SIZE, BLOCK, KEPT = 4096, 250, 60
HEAD = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


# MARK: Strings, as in SubwordStrings.swift

SCRIPTS = [
    (0x61, 0x7A), (0x41, 0x5A), (0xC0, 0x17F), (0x391, 0x3C9), (0x410, 0x44F), (0x531, 0x586), (0x5D0, 0x5EA),
    (0x620, 0x64A), (0x905, 0x939), (0x985, 0x9B9), (0xA05, 0xA39), (0xA85, 0xAB9), (0xB85, 0xBB9), (0xC05, 0xC39),
    (0xC85, 0xCB9), (0xD05, 0xD39), (0xD85, 0xDC6), (0xE01, 0xE5B), (0xE81, 0xEDF), (0xF00, 0xFBC), (0x1000, 0x109F),
    (0x10D0, 0x10FF), (0x1200, 0x137C), (0x1780, 0x17F9), (0x1820, 0x1877), (0x3041, 0x309F), (0x30A0, 0x30FF),
    (0x4E00, 0x5FFF), (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x900, 0x94F), (0x2C00, 0x2C5F),
]
SPACES = [0x20, 0x20, 0x20, 0x20, 0x0A, 0x0A, 0x0D, 0x09, 0xA0, 0x3000, 0x85, 0x2028]
MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~—…“”«»。،؟€☃"
ENDINGS = ["'s", "'S", "'t", "'T", "'re", "'Re", "'ve", "'VE", "'m", "'ll", "'lL", "'d", "'D", "'\u017f", "’s", "'", "'r"]
WORDS = (
    "the The and is not it we do you price How much milk coffee Oat aisle hello world xyzzy plugh Xyzzy open file"
    " error message der die das nicht und les des pour что для не は の です を 이 의 الى من في και το को में"
).split(" ")
SPECIALS = ["<|endoftext|>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<unk>", "<0x0A>", "<|", "|>", "▁", "Ġ", "<tool>"]


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        value = self.state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
        return (value ^ (value >> 31)) % bound


def make_string(r):
    out = ""
    for _ in range(1 + r.below(12)):
        kind = r.below(18)
        if kind < 7:
            first, last = SCRIPTS[r.below(len(SCRIPTS))]
            if r.below(4) != 0:
                out += " "
            for _ in range(1 + r.below(8)):
                out += chr(first + r.below(last - first + 1))
        elif kind == 7:
            for _ in range(1 + r.below(6)):
                out += chr(0x30 + r.below(10))
        elif kind == 8:
            code = r.below(0x110000)
            out += "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        elif kind == 9:
            for _ in range(1 + r.below(4)):
                out += chr(SPACES[r.below(len(SPACES))])
        elif kind == 10:
            for _ in range(1 + r.below(4)):
                out += MARKS[r.below(len(MARKS))]
        elif kind == 11:
            out += ENDINGS[r.below(len(ENDINGS))]
        elif kind < 15:
            if r.below(4) != 0:
                out += " "
            out += WORDS[r.below(len(WORDS))]
        elif kind == 15:
            out += SPECIALS[r.below(len(SPECIALS))]
        elif kind == 16:
            out += chr(0x65) + chr(0x300 + r.below(0x70))
            if r.below(2) == 0:
                out += chr(0x300 + r.below(0x70))
        else:
            out += chr(0x1F300 + r.below(0x500)) + ("\u200d" if r.below(2) == 0 else "")
    return out


# MARK: Vocabularies


def corpus(folder):
    """Messages of every language, the same share of each, in a fixed order."""
    messages = defaultdict(set)
    for path in sorted(Path(folder).glob("*/LC_MESSAGES/*.mo")):
        try:
            catalogue = gettext.GNUTranslations(open(path, "rb"))
        except (OSError, UnicodeDecodeError, ValueError, IndexError, LookupError):
            continue
        for text in catalogue._catalog.values():
            if isinstance(text, str) and 0 < len(text) < 500:
                messages[path.parts[-3].split("@")[0].split("_")[0]].add(text)
    picked = []
    for language in sorted(messages):
        texts = sorted(messages[language])
        random.Random(language).shuffle(texts)
        size = 0
        for text in texts:
            picked.append(text)
            size += len(text)
            if size > 6_000:
                break
    print(f"{len(messages)} languages, {sum(map(len, picked))} characters")
    return picked


def byte_level(name, texts, steps, specials, normalizer=None, ignore_merges=False, start=None):
    tokenizer = Tokenizer(models.BPE(ignore_merges=ignore_merges))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = steps[0] if len(steps) == 1 else pre_tokenizers.Sequence(steps)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=SIZE, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    root = json.loads(tokenizer.to_str())
    if ignore_merges:  # words that no merge makes
        for word in ("Ġxyzzy", "plugh", "ĠXyzzy"):
            root["model"]["vocab"][word] = len(root["model"]["vocab"])
    tokenizer = Tokenizer.from_str(json.dumps(root))
    for text in specials:
        tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False)])
    tokenizer.add_tokens([AddedToken("<tool>", special=False, normalized=False)])
    if start:
        tokenizer.post_processor = processors.Sequence(
            [
                processors.ByteLevel(trim_offsets=False),
                processors.TemplateProcessing(
                    single=f"{start} $A", special_tokens=[(start, tokenizer.token_to_id(start))]
                ),
            ]
        )
    return name, tokenizer


def sentence_piece(name, texts):
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    trained.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=SIZE, show_progress=False))
    root = json.loads(trained.to_str())
    first = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    pieces = sorted(root["model"]["vocab"], key=root["model"]["vocab"].get)
    vocabulary = {text: index for index, text in enumerate(first + pieces)}
    merges = [tuple(pair) for pair in root["model"]["merges"]]
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    strip = decoders.Strip(content=" ", left=1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), strip]
    )
    for text in first[:3]:
        tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return name, tokenizer


def families(texts):
    level, split = pre_tokenizers.ByteLevel, pre_tokenizers.Split
    plain = lambda regex: level(add_prefix_space=False, use_regex=regex)  # noqa: E731
    chat = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    digits = pre_tokenizers.Digits(individual_digits=True)
    yield byte_level("gpt2", texts, [plain(True)], chat[:1])
    yield byte_level("smollm2", texts, [digits, plain(True)], chat)
    qwen = split(Regex(HEAD + r"\p{N}" + TAIL), "isolated")
    yield byte_level("qwen2", texts, [qwen, plain(False)], chat, normalizers.NFC())
    llama = split(Regex(HEAD + r"\p{N}{1,3}" + TAIL), "isolated")
    yield byte_level("llama3", texts, [llama, plain(False)], chat, None, True, "<|im_start|>")
    yield sentence_piece("llama2", texts)


# MARK: Goldens


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogues", default="/usr/share/locale")
    parser.add_argument("--strings", type=int, default=100_000)
    arguments = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, tokenizer in families(corpus(arguments.catalogues)):
        with open(TARGET / f"{name}.json.gz", "wb") as file:
            file.write(gzip.compress(tokenizer.to_str().encode(), 9, mtime=0))
        generator, size = SplitMix64(2026), tokenizer.get_vocab_size()
        blocks, kept, total = [], [], 0
        for start in range(0, arguments.strings, BLOCK):
            strings, noise = [], []
            for _ in range(min(BLOCK, arguments.strings - start)):
                strings.append(make_string(generator))
                noise.append([generator.below(size) for _ in range(6)])
            crc = 0
            for text, encoding, random_ids in zip(strings, tokenizer.encode_batch(strings), noise):
                ids = encoding.ids
                total += len(ids)
                decoded = tokenizer.decode(ids, skip_special_tokens=False)
                other = tokenizer.decode(random_ids, skip_special_tokens=False)
                crc = zlib.crc32(struct.pack(f"<{len(ids)}I", *ids), crc)
                crc = zlib.crc32(decoded.encode() + b"\0" + other.encode() + b"\0", crc)
                if len(kept) < KEPT:
                    plain = tokenizer.decode(ids, skip_special_tokens=True)
                    kept.append(
                        {"text": text, "ids": ids, "decoded": decoded, "plain": plain, "noise": random_ids, "other": other}
                    )
            blocks.append(crc)
        (TARGET / f"{name}.goldens.json").write_text(
            json.dumps({"size": size, "block": BLOCK, "blocks": blocks, "kept": kept}), "utf-8"
        )
        print(name, size, total, flush=True)


if __name__ == "__main__":
    main()
