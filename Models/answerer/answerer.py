#!/usr/bin/env python3
"""The answerer, from nothing to the program: data, vocabulary, training, int8, evaluation.

  answerer.py all                   what the others do, one after another
  answerer.py show                  some examples that it is trained on
  answerer.py train                 writes a Hugging Face folder (--folder); goes on where it stopped
  answerer.py export                makes answerer-en.int8.gguf of it, and measures int8 against single precision
  answerer.py evaluate              on unseen shops, and on people's answers
  answerer.py words                 writes the program's list of words and the goldens of its check anew
  answerer.py tune --own FILE.tsv   trains the repository's weights (or --from) on a shop's own wordings, and measures
  answerer.py unpack                the program's file (--from) as a Hugging Face folder (--folder), and, with
                                    --llama-cpp FILE.gguf, in llama.cpp's names
  answerer.py compare               loads it in Transformers and llama.cpp, and compares what they write

FILE.tsv has five fields with tabs between them: style, intent, question, the rules' answer and the wanted one, the last
three with pointers (<|n0|>, <|m0|>, ...); 'show' prints lines of its kind. 'train' takes --own too.
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
import own  # noqa: E402
import unpack  # noqa: E402

WEIGHTS = HERE / "answerer-en.int8.gguf"


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


def tune(a):
    """The weights of `start` go on learning from the shop's own wordings, half and half with ours."""
    from tokenizers import Tokenizer

    import evaluate
    from train import train

    if not a.own:
        sys.exit("--own FILE.tsv names the shop's own wordings")
    rows, held = own.split(own.read(a.own))
    start, out = a.start or WEIGHTS, a.out or a.folder / WEIGHTS.name
    if out.resolve() == WEIGHTS.resolve():
        sys.exit(f"{out}: are the weights of the repository; --out names another file")
    if not (a.folder / "checkpoint.pt").exists():
        unpack.hugging_face(unpack.Packed(start), a.folder)
    vocabulary = Tokenizer.from_file(str(a.folder / "tokenizer.json"))
    print(f"{len(rows)} lines to learn from, {len(held)} held out")
    evaluate.own(a.program, start, vocabulary, held or rows, "before")
    # A fifth of the speed: what it knows is to stay.
    train(a.folder, a.people, a.minutes or 5, a.threads, a.tokens, rate=0.2, fresh=own.Own(rows, 1, a.people), log=lambda *x: print(*x, flush=True))
    subprocess.run([a.program, "model", "import", a.folder, "--out", out, "--check"], check=True)
    evaluate.own(a.program, out, vocabulary, held or rows, "after")
    print(f"\n{out}: put it into the folder of the models, under this name")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["all", "show", "train", "export", "evaluate", "words", "tune", "unpack", "compare"])
    parser.add_argument("--folder", type=Path, default=ROOT / "Models/cache/answerer", help="where the training keeps its things")
    parser.add_argument("--from", dest="start", type=Path, help="weights to begin with (the repository's)")
    parser.add_argument("--out", type=Path, help="the program's file (the repository's; for 'tune' answerer-en.int8.gguf in --folder)")
    parser.add_argument("--llama-cpp", type=Path)
    parser.add_argument("--people", type=Path, default=ROOT.parent / "shared/data/pqa")
    parser.add_argument("--program", type=Path, default=ROOT / ".build/release/shoptalk")
    parser.add_argument("--models", type=Path, help="the folder of all models, to evaluate with")
    parser.add_argument("--minutes", type=float, help="of training in all, resumed ones included ('tune': 5)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=3072, help="in a step; some 65536 for a large GPU")
    parser.add_argument("--own", type=Path)
    parser.add_argument("--quick", action="store_true", help="evaluate on less")
    a = parser.parse_args()
    if a.command == "show":
        for one in own.examples():
            print("\t".join(one))
    if a.command == "tune":
        return tune(a)
    a.out = a.out or WEIGHTS
    a.minutes = a.minutes or 90
    if a.command == "unpack" or a.start and a.command != "compare" or a.command == "evaluate" and not (a.folder / "tokenizer.json").exists():
        packed = unpack.Packed(a.start or a.out)
        unpack.hugging_face(packed, a.folder)
        if a.llama_cpp:
            unpack.llama_cpp(packed, a.llama_cpp)
    if a.command in ("all", "words"):
        import goldens
        import words

        words.write(ROOT / "Sources/Clerk/Writing/WriterWords.swift")
        goldens.main(ROOT / "Tests/Goldens/answerer/claims.tsv")
    if a.command in ("all", "train"):
        from train import train

        fresh = own.Own(own.read(a.own), 1, a.people) if a.own else None
        train(a.folder, a.people, a.minutes, a.threads, a.tokens, fresh=fresh, log=lambda *x: print(*x, flush=True))
        plot(a.folder)
    if a.command in ("all", "export"):
        subprocess.run([a.program, "model", "import", a.folder, "--out", a.out, "--check"], check=True)
    if a.command == "compare":
        import elsewhere

        elsewhere.main(a.program, a.start or a.out)
    if a.command in ("all", "evaluate"):
        from evaluate import evaluate

        evaluate(a.program, a.out, a.folder, a.models, a.people, a.quick)


if __name__ == "__main__":
    main()
