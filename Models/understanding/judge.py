#!/usr/bin/env python3
"""Trains the judge, which chooses among the ways to answer a question (Sources/Clerk/Judgement).

  judge.py [--program PROGRAM] [--questions FOLDER] [--work FOLDER] [--swift FILE]

Every question of the sets is answered in all ways (`shoptalk dump ways`), and each answer is scored by the sets' own
scorer (check.py). Learned are the kind of a question, from its vector and that of it with its goods masked, and from
the signs of the ways which of them is right. The ways are learned from sets that taught the rules nothing (UNREAD):
where the rules were made for a set, they are always right. What is printed is of shops that taught the judge nothing,
either: each sixth of the shops is judged by the others, and the kinds of its questions by the other groups.
"""
import argparse, base64, glob, json, os, pathlib, subprocess, sys
import numpy as np
from train import vectors

here = pathlib.Path(__file__).parent
UNREAD = ("round/test next/test fresh/test later/test last/test own/test eight/test fair/test avenue/test "
          "harbor/test valley/dev valley/test ridge/dev ridge/test cove/dev cove/test "
          "dune/dev dune/test glen/dev glen/test moor/dev moor/test fjord/dev fjord/test").split()
# As in Judge.kind(of:); what a text of the merchant's answers is one kind.
MERGED = {"faq": "policy"}
THOUGHT_OF, HIDDEN, FOLDS = 5, 12, 6
LIKELY, PRICE = 26, 29  # where the signs stand that the kinds' probabilities make (WaySigns.read)


def sets(folder):
    for path in sorted(glob.glob(f"{folder}/*/*/*.jsonl")):
        group, half, name = path.split("/")[-3:]
        if half in ("dev", "test") and "garbled" not in name:
            yield f"{group}/{half}", name[:-6], path


def answered(program, folder, work, halves=None):
    """Every turn as `shoptalk dump ways` tells it, with its half, its shop, the shop's files, what is expected, its kind."""
    sys.path.insert(0, str(folder))
    import check

    for half, shop, path in sets(folder):
        if halves and half not in halves:
            continue
        group = half.split("/")[0]
        cache = pathlib.Path(work, f"{half.replace('/', '-')}-{shop}.jsonl")
        if not cache.exists():
            told = subprocess.run(
                [program, "dump", "ways", path, "--shop", f"{folder}/{group}/shops/{shop}", "--at", "2026-11-25T11:00"],
                check=True, capture_output=True, text=True).stdout
            cache.write_text(told)
        scoring = f"{folder}/{group}/scoring/{shop}"
        files = check.Shop(scoring if os.path.exists(scoring) else f"{folder}/{group}/shops/{shop}")
        asked = {d["id"]: d for d in map(json.loads, open(path, encoding="utf-8"))}
        for line in cache.read_text().splitlines():
            turn = json.loads(line)
            dialogue = asked[turn["id"]]
            expected = dialogue["turns"][turn["turn"]]
            yield turn, half, shop, files, expected, expected["expect"].get("kind") or dialogue["kind"]


def ways(program, folder, work):
    """Every turn with its ways, each marked right or not."""
    turns = []
    for turn, half, shop, files, expected, kind in answered(program, folder, work):
        import check

        verdicts = {}
        for way in turn["ways"] if half in UNREAD else []:
            said = (way["answer"], *way["products"])
            if said not in verdicts:
                right, _, wrong = check.score_turn(files, kind, expected, way)
                verdicts[said] = right, bool(wrong)
            way["right"], way["wrong"] = verdicts[said]
        turns.append(dict(turn, group=half.split("/")[0], half=half, shop=shop, label=MERGED.get(kind, kind)))
    return turns


def softmax(scores):
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def learn_kinds(x, y, classes, decay=1.5e-4, steps=250):
    """Weights (columns, classes) of a linear layer; the last column of `x` is 1."""
    weights = np.zeros((x.shape[1], classes), np.float32)
    mean, square, truth = np.zeros_like(weights), np.zeros_like(weights), np.eye(classes, dtype=np.float32)[y]
    for step in range(1, steps + 1):
        slope = x.T @ (softmax(x @ weights) - truth) / len(x) + decay * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights -= 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def learn_ways(turns, seed, decay=5e-3, steps=300):
    """A hidden layer beside a straight one; the chance that the best-scored way is one of the right ones is raised."""
    turns = [t for t in turns if t["y"].any() and not t["y"].all()]
    x = np.vstack([t["x"] for t in turns])
    right = np.concatenate([t["y"] for t in turns]).astype(np.float64)
    counts = [len(t["x"]) for t in turns]
    starts = np.r_[0, np.cumsum(counts)[:-1]]
    of = np.repeat(np.arange(len(turns)), counts)
    draw = np.random.default_rng(seed)
    parts = [draw.normal(0, 0.2, (x.shape[1], HIDDEN)), np.zeros(HIDDEN), draw.normal(0, 0.2, HIDDEN), np.zeros(x.shape[1])]
    parts[3][0] = 1
    mean, square = [np.zeros_like(p) for p in parts], [np.zeros_like(p) for p in parts]
    for step in range(1, steps + 1):
        hidden = np.tanh(x @ parts[0] + parts[1])
        scores = hidden @ parts[2] + x @ parts[3]
        powers = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        chance = powers / np.add.reduceat(powers, starts)[of]
        chosen = chance * right / (np.add.reduceat(chance * right, starts)[of] + 1e-9)
        slope = (chance - chosen) / len(turns)
        inner = np.outer(slope, parts[2]) * (1 - hidden**2)
        slopes = [x.T @ inner + decay * parts[0], inner.sum(0), hidden.T @ slope + decay * parts[2],
                  x.T @ slope + decay * parts[3]]
        for i, part in enumerate(slopes):
            mean[i], square[i] = 0.9 * mean[i] + 0.1 * part, 0.99 * square[i] + 0.01 * part**2
            parts[i] = parts[i] - 0.03 * (mean[i] / (1 - 0.9**step)) / (np.sqrt(square[i] / (1 - 0.99**step)) + 1e-8)
    return parts


def score(parts, x):
    return np.tanh(x @ parts[0] + parts[1]) @ parts[2] + x @ parts[3]


def signs(turn, odds, kinds):
    """The ways that are thought of, and their signs with what the kinds' probabilities say."""
    likely = {kinds[i] for i in np.argsort(-odds)[:THOUGHT_OF]}
    kept = [w for i, w in enumerate(turn["ways"])
            if w["route"] not in ("base", "near", "focus", "meaning") or w["kind"] in likely]
    table = np.array([w["signs"] for w in kept], np.float64)
    probable = np.array([np.log((odds[kinds.index(w["kind"])] if w["kind"] in kinds else 0) + 1e-4) for w in kept])
    table[:, LIKELY], table[:, LIKELY + 1] = probable, table[:, 0] * probable
    table[:, LIKELY + 2] = table[:, 0] * np.log(max(odds.max(), 1e-4))
    table[:, PRICE] = table[:, 11] * odds[kinds.index("price")]
    return kept, table


def report(name, results, margin, kinds, sure=1.0):
    main = sum(r["ways"][0]["right"] for r, *_ in results)
    best = sum(any(w["right"] for w in r["kept"]) for r, *_ in results)
    right = wrong = changed = asked = 0
    for turn, at, gain in results:
        decided = turn["ways"][0]["kind"]
        doubted = turn["open"] and not (decided in kinds and turn["odds"][kinds.index(decided)] > sure)
        asked += doubted
        changes = doubted and gain > margin
        changed += changes
        right += turn["kept"][at]["right"] if changes else turn["ways"][0]["right"]
        wrong += changes and turn["kept"][at]["wrong"]
    print(f"{name:8} margin {margin}, sure over {sure}: rules {main}, judged {right} of {len(results)}; {asked} doubted, "
          f"{changed} changed, {wrong} of them wrong facts; some way is right in {best}")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(here.parent.parent / ".build/release/shoptalk"))
    options.add_argument("--questions", default=str(here.parent.parent / "Tests/Questions"))
    options.add_argument("--work", default="/tmp/shoptalk-judge", help="what was answered is kept here")
    options.add_argument("--swift", help="the source to write the weights to")
    given = options.parse_args()
    os.makedirs(given.work, exist_ok=True)
    turns = ways(given.program, given.questions, given.work)
    texts = sorted({t["q"] for t in turns} | {t["masked"] for t in turns})
    of = dict(zip(texts, vectors(given.program, texts)))
    for turn in turns:
        turn["v"] = np.concatenate([of[turn["q"]], of[turn["masked"]], [1]]).astype(np.float32)
        turn["v"][:-1] *= 3  # so that the layer learns at a good pace; undone below

    labelled = [t for t in turns if t["turn"] == 0 and t["label"] != "followup"]
    kinds = sorted({t["label"] for t in labelled})
    x, y = np.array([t["v"] for t in labelled]), np.array([kinds.index(t["label"]) for t in labelled])
    groups = np.array([t["group"] for t in labelled])
    right = 0
    for group in sorted(set(groups)):
        weights = learn_kinds(x[groups != group], y[groups != group], len(kinds))
        right += ((x[groups == group] @ weights).argmax(1) == y[groups == group]).sum()
        for turn in turns:
            if turn["group"] == group:
                turn["odds"] = softmax(turn["v"] @ weights)
    print(f"kinds: {right} of {len(x)} first questions ({100 * right / len(x):.1f} %), each group by the others")

    unread = [t for t in turns if t["half"] in UNREAD]
    for turn in unread:
        turn["kept"], turn["signs"] = signs(turn, turn["odds"], kinds)
        turn["y"] = np.array([w["right"] for w in turn["kept"]])
    table = np.vstack([t["signs"] for t in unread])
    mean, spread = table.mean(0), table.std(0) + 1e-6
    for turn in unread:
        turn["x"] = (turn["signs"] - mean) / spread
    open_ones = [t for t in unread if t["open"]]
    shops = sorted({(t["group"], t["shop"]) for t in unread})
    results = []
    for fold in range(FOLDS):
        held = set(shops[fold::FOLDS])
        learned = [learn_ways([t for t in open_ones if (t["group"], t["shop"]) not in held], s) for s in (0, 1)]
        for turn in unread:
            if (turn["group"], turn["shop"]) in held:
                scores = sum(score(parts, turn["x"]) for parts in learned) / len(learned)
                own = scores[turn["signs"][:, 0] > 0].max()
                results.append((turn, int(scores.argmax()), float(scores.max() - own)))
    newest = [r for r in results if r[0]["group"] in ("harbor", "valley", "ridge")]
    for margin, sure in [(m, 1) for m in (0, 0.5, 1, 1.5, 2)] + [(1.5, s) for s in (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)]:
        report("all", results, margin, kinds, sure)
        report("newest", newest, margin, kinds, sure)

    if given.swift:
        weights = learn_kinds(x, y, len(kinds))
        parts = learn_ways(open_ones, 0)
        pathlib.Path(given.swift).write_text(source(kinds, weights, parts, mean, spread))


def floats(values):
    return ", ".join(f"{v:.5g}" for v in values)


def source(kinds, weights, parts, mean, spread):
    rows = weights[:-1].T * 3  # (kinds, 2 × width)
    scales = np.abs(rows).max(1) / 127
    data = np.round(rows / scales[:, None]).astype(np.int8).tobytes()
    # The signs come as they are: what was taken off and divided by goes into the weights.
    hidden, biases, output, straight = parts
    plain = (hidden / spread[:, None]).T
    offsets = biases - (mean / spread) @ hidden
    names = ",\n    ".join(f'("{k}", {s:.8g}, {b:.6g})' for k, s, b in zip(kinds, scales, weights[-1]))
    text = base64.b64encode(data).decode()
    lines = "\\\n    ".join(text[i:i + 115] for i in range(0, len(text), 115))

    return f'''// Made by Models/understanding/judge.py; change the questions there, not this.
enum JudgeWeights {{
  /// The length of the vectors that the weights are for.
  static let width = {(weights.shape[0] - 1) // 2}
  /// For each kind of question its name, the scale of its weights, and its bias.
  static let kinds: [(name: String, scale: Float, bias: Float)] = [
    {names},
  ]
  /// Weights (kinds, 2 × width), int8, in base64.
  static let weights = """
    {lines}
    """
  /// (hidden, signs), row by row.
  static let hidden: [Float] = [
    {(chr(44) + chr(10) + "    ").join(floats(row) for row in plain)},
  ]
  /// (hidden)
  static let biases: [Float] = [{floats(offsets)}]
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
