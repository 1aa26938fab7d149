#!/usr/bin/env python3
"""The answerer, from nothing to the program: data, vocabulary, training, int8, evaluation.

  answerer.py all                   what the others do, one after another
  answerer.py show                  some examples that it is trained on
  answerer.py train                 writes a Hugging Face folder (--folder); goes on where it stopped
  answerer.py export                makes answerer-en.int8.gguf of it, and measures int8 against single precision
  answerer.py evaluate              on unseen shops, and on people's answers
  answerer.py words                 writes the program's list of words and the goldens of its check anew

--own FILE.tsv trains on a shop's own wordings too: style, intent, question, the rules' answer and the wanted one, the
last three with pointers (<|n0|>, <|m0|>, ...), as 'show' prints them.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import data  # noqa: E402


class Own(data.Stream):
    """Half of the examples from a file."""

    def __init__(self, path, seed, people):
        super().__init__(seed, people)
        self.rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
        for number, row in enumerate(self.rows, 1):
            if len(row) != 5 or row[0] not in data.STYLES.values():
                sys.exit(f"{path}:{number}: five fields, of which the first is short, warm or formal")
            if problem := data.fault(row[3], row[4]):
                sys.exit(f"{path}:{number}: the answer does not say what the rules say ({problem})")

    def next(self):
        if self.rng.random() < 0.5:
            row = self.rng.choice(self.rows)
            return data.prompt(*row[:4]), data.tight(row[4])
        return super().next()


def plot(folder):
    """loss.svg, from loss.jsonl."""
    rows = [json.loads(line) for line in (folder / "loss.jsonl").read_text().splitlines()]
    if not rows:
        return
    width, height, last = 640, 320, rows[-1]["step"]
    top = max(r["loss"] for r in rows[1:] or rows)
    line = lambda key: " ".join(f"{40 + (width - 50) * r['step'] / last:.1f},{10 + (height - 40) * (1 - min(1, r[key] / top)):.1f}" for r in rows if key in r)  # noqa: E731
    (folder / "loss.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
        f'<polyline fill="none" stroke="#888" points="{line("loss")}"/><polyline fill="none" stroke="#c00" stroke-width="2" points="{line("held")}"/>'
        f'<text x="40" y="{height - 10}">0 to {last} steps; grey: loss, red: held out</text><text x="2" y="20">{top:.1f}</text><text x="2" y="{height - 30}">0</text></svg>\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["all", "show", "train", "export", "evaluate", "words"])
    parser.add_argument("--folder", type=Path, default=ROOT / "Models/cache/answerer", help="where the training keeps its things")
    parser.add_argument("--out", type=Path, default=HERE / "answerer-en.int8.gguf")
    parser.add_argument("--people", type=Path, default=ROOT.parent / "shared/data/pqa")
    parser.add_argument("--program", type=Path, default=ROOT / ".build/release/shoptalk")
    parser.add_argument("--models", type=Path, help="the folder of all models, to evaluate with")
    parser.add_argument("--minutes", type=float, default=90, help="of training in all, resumed ones included")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=3072, help="in a step; some 65536 for a large GPU")
    parser.add_argument("--own", type=Path)
    parser.add_argument("--quick", action="store_true", help="evaluate on less")
    a = parser.parse_args()
    if a.command == "show":
        stream = data.Stream(1, a.people)
        for _ in range(20):
            print("\t".join(stream.next()))
    if a.command in ("all", "words"):
        import goldens
        import words

        words.write(ROOT / "Sources/Clerk/Writing/WriterWords.swift")
        goldens.main(ROOT / "Tests/Goldens/answerer/claims.tsv")
    if a.command in ("all", "train"):
        from train import train

        fresh = Own(a.own, 1, a.people) if a.own else None
        train(a.folder, a.people, a.minutes, a.threads, a.tokens, fresh=fresh, log=lambda *x: print(*x, flush=True))
        plot(a.folder)
    if a.command in ("all", "export"):
        subprocess.run([a.program, "model", "import", a.folder, "--out", a.out, "--check"], check=True)
    if a.command in ("all", "evaluate"):
        from evaluate import evaluate

        evaluate(a.program, a.out, a.folder, a.models, a.people, a.quick)


if __name__ == "__main__":
    main()
