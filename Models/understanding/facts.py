#!/usr/bin/env python3
"""Trains the finder, which says what of all that is known of a product answers a question (Sources/Clerk/Judgement).

  facts.py [--program PROGRAM] [--questions FOLDER] [--work FOLDER] [--swift FILE]

Every question of the sets that taught the rules nothing (judge.py's UNREAD) is asked, and all that is
known of the one product found is written down with its signs (`shoptalk dump ways`); each fact is scored by the sets' own
scorer (check.py), and so is what the rules answer in its place. Learned is from the signs which of them is right. What is
printed is of shops that taught it nothing: each sixth of the shops is answered by the others.
"""
import argparse, os, pathlib
import numpy as np
from judge import FOLDS, UNREAD, answered, floats, learn_ways, score

here = pathlib.Path(__file__).parent
MARGINS = (0, 0.5, 1, 1.5, 2, 3)


def turns(program, folder, work):
    """Every turn whose facts are known, each marked right or not; the rules' answer is the last."""
    found, asked = [], 0
    for turn, half, shop, files, expected, kind in answered(program, folder, work, UNREAD):
        import check

        asked += 1
        if not turn.get("facts"):
            continue
        main = turn["ways"][0]
        product = main["products"][:1] or next((w["products"][:1] for w in turn["ways"] if w["products"]), [])
        right, wrong = [], []
        for fact in turn["facts"] + [None]:
            said = dict(answer=fact["answer"], products=product) if fact else main
            good, _, bad = check.score_turn(files, kind, expected, said)
            right.append(good), wrong.append(bool(bad))
        found.append(dict(
            group=half.split("/")[0], shop=shop, y=np.array(right), wrong=wrong,
            signs=np.array([f["signs"] for f in turn["facts"]] + [turn["rules"]])))
    return found, asked


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(here.parent.parent / ".build/release/shoptalk"))
    options.add_argument("--questions", default=str(here.parent.parent / "Tests/Questions"))
    options.add_argument("--work", default="/tmp/shoptalk-facts", help="what was answered is kept here")
    options.add_argument("--swift", help="the source to write the weights to")
    given = options.parse_args()
    os.makedirs(given.work, exist_ok=True)
    found, asked = turns(given.program, given.questions, given.work)
    table = np.vstack([t["signs"] for t in found])
    mean, spread = table.mean(0), table.std(0) + 1e-6
    for turn in found:
        turn["x"] = (turn["signs"] - mean) / spread
    shops = sorted({(t["group"], t["shop"]) for t in found})
    for fold in range(FOLDS):
        held = set(shops[fold::FOLDS])
        learned = [learn_ways([t for t in found if (t["group"], t["shop"]) not in held], s) for s in (0, 1)]
        for turn in found:
            if (turn["group"], turn["shop"]) in held:
                scores = sum(score(parts, turn["x"]) for parts in learned) / len(learned)
                turn["best"], turn["gain"] = int(scores[:-1].argmax()), float(scores[:-1].max() - scores[-1])
    print(f"{len(found)} of {asked} turns, some fact or the rules' answer right in {sum(t['y'].any() for t in found)}")
    for margin in MARGINS:
        changed = [t for t in found if t["gain"] > margin]
        gained = sum(t["y"][t["best"]] and not t["y"][-1] for t in changed)
        lost = sum(t["y"][-1] and not t["y"][t["best"]] for t in changed)
        wrong = sum(t["wrong"][t["best"]] for t in changed)
        before = sum(t["wrong"][-1] for t in changed)
        print(f"margin {margin}: rules {sum(t['y'][-1] for t in found)}, with the finder "
              f"{sum(t['y'][-1] for t in found) + gained - lost}; {len(changed)} changed, {gained} gained, {lost} lost, "
              f"{wrong} of them wrong facts (rules: {before})")
    if given.swift:
        pathlib.Path(given.swift).write_text(source(learn_ways(found, 0), mean, spread))


def source(parts, mean, spread):
    hidden, biases, output, straight = parts
    # The signs come as they are: what was taken off and divided by goes into the weights.
    rows = (",\n    ").join(floats(row) for row in (hidden / spread[:, None]).T)
    return f'''// Made by Models/understanding/facts.py; change the questions there, not this.
enum FactWeights {{
  /// (hidden, signs), row by row.
  static let hidden: [Float] = [
    {rows},
  ]
  /// (hidden)
  static let biases: [Float] = [{floats(biases - (mean / spread) @ hidden)}]
  /// (hidden)
  static let output: [Float] = [{floats(output)}]
  /// (signs)
  static let straight: [Float] = [
    {floats(straight / spread)},
  ]
}}
'''


if __name__ == "__main__":
    main()
