"""A shop's own wordings: a file of tab-separated lines, to train on and to measure with."""

import random
import re
import sys
import zlib
from pathlib import Path

import data
from check import POINTER, pairs

WORDS = Path(__file__).resolve().parents[2] / "Sources/Clerk/Writing/WriterWords.swift"


def sayable():
    """The words that the program lets a model say, and which may follow which."""
    text = WORDS.read_text("utf-8")
    block = lambda name: set(re.search(rf'let {name} = Set\(\s*"""(.*?)"""', text, re.S)[1].split())  # noqa: E731
    return block("said"), block("pairs")


def read(path):
    """The lines of the file: style, intent, question, draft, answer; what cannot be learned is refused with its place."""
    if not path.exists():
        sys.exit(f"{path}: there is no such file; 'answerer.py show' prints lines of its kind")
    said, known = sayable()
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != 5 or row[0] not in data.STYLES.values():
            sys.exit(f"{path}:{number}: five fields are wanted, with tabs between, of which the first is short, warm or formal")
        if problem := data.fault(row[3], row[4], known=None):
            sys.exit(f"{path}:{number}: the answer does not say what the rules say ({problem})")
        strange = [w for w in re.findall(r"[a-z]+(?:'[a-z]+)?", POINTER.sub(" ", row[4]).lower()) if w not in said]
        strange += [p.replace("_", " ") for p in pairs(row[4]) if p not in known and p not in pairs(row[3])]
        if strange:
            sys.exit(f"{path}:{number}: the program would not say \"{strange[0]}\"; say it otherwise, or add a frame to frames.py, run 'answerer.py words' and build anew")
        rows.append(row)
    if not rows:
        sys.exit(f"{path}: has no lines; 'answerer.py show' prints lines of its kind")
    return rows


def split(rows):
    """(to learn from, to measure with): every fifth by its text, none where there are fewer than ten."""
    if len(rows) < 10:
        return rows, []
    held = [r for r in rows if zlib.crc32("\t".join(r[:4]).encode()) % 5 == 0]
    return [r for r in rows if r not in held], held


class Own(data.Stream):
    """Half of the examples are the shop's."""

    def __init__(self, rows, seed, people):
        super().__init__(seed, people)
        self.rows = rows

    def next(self):
        if self.rng.random() < 0.5:
            row = self.rng.choice(self.rows)
            return data.prompt(*row[:4]), data.tight(row[4])
        return super().next()


def examples(count=40, seed=3):
    """Made-up lines, to begin a file with."""
    rng, made = random.Random(seed), []
    while len(made) < count:
        one = data.example(rng)
        if one and not data.fault(one[3], one[4]):
            made.append(one)
    return made
