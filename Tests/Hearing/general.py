#!/usr/bin/env python3
"""Word error rate of general sentences, which have nothing to do with a shop, heard with its language and without.

  general.py PROGRAM SHOP [--voice slt|rms ...] [--sentences FILE] [--options ...]

The sentences of general.txt are spoken by each voice. What the shop's language costs those who speak of something else
is the last figure. What follows --options goes to the program (--models DIR).
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile


def words(text):
    return re.sub(r"[^a-z0-9' ]", " ", text.lower().replace("\u2019", "'")).split()


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        before, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            cost = min(row[j + 1] + 1, row[j] + 1, before + (x != y))
            before, row[j + 1] = row[j + 1], cost
    return row[-1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shop")
    parser.add_argument("--voice", nargs="+", default=["slt"])
    parser.add_argument("--sentences", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "general.txt"))
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[])
    given = parser.parse_args()
    with open(given.sentences, encoding="utf-8") as file:
        sentences = [line.strip() for line in file if line.strip()]
    for voice in given.voice:
        with tempfile.TemporaryDirectory() as folder:
            files = [os.path.join(folder, f"{i}.wav") for i in range(len(sentences))]
            for sentence, wav in zip(sentences, files, strict=True):
                subprocess.run([given.program, "say", "--voice", voice, "--wav", wav, "--", sentence], check=True)
            rates = []
            for shop in [], ["--shop", given.shop]:
                run = subprocess.run(
                    [given.program, "transcribe", "--json", *files, *shop, *given.options], check=True,
                    capture_output=True, text=True)
                heard = [words(json.loads(line)["text"]) for line in run.stdout.splitlines()]
                said = [words(sentence) for sentence in sentences]
                errors = sum(edits(a, b) for a, b in zip(said, heard, strict=True))
                rates.append(errors / sum(map(len, said)))
            print(
                f"{voice}: {100 * rates[0]:.2f} % of words wrong without the shop's language, {100 * rates[1]:.2f} % with "
                f"it: {100 * (rates[1] / max(rates[0], 1e-9) - 1):+.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
