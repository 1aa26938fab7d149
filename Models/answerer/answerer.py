#!/usr/bin/env python3
"""The answerer, from nothing to the program: data, vocabulary, training, int8, evaluation."""
import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["train"])
    parser.add_argument("--folder", type=Path, default=ROOT / "Models/cache/answerer")
    parser.add_argument("--people", type=Path, default=ROOT.parent / "shared/data/pqa")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args()
    from train import train

    train(a.folder, a.people, a.minutes, a.threads, log=lambda *x: print(*x, flush=True))


if __name__ == "__main__":
    main()
