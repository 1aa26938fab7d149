#!/usr/bin/env python3
"""Which of a merchant's rules answers a question: one projection of sentence vectors, learned.

  rules.py [--shoptalk PROGRAM] [--sets FOLDER] [--swift FILE]

rules/*.txt are ours: "== topic", then "> what a merchant writes of it" and how shoppers ask, in other words than the
merchant's. A vector x becomes x + (xA)Bᵀ, of length one, so that each question lies nearer to what is written of its own
topic than to anything else (the softmax of the cosines, by gradient descent). A and B are thin: what they have not
learned stays as the sentence encoder has it. Printed is how often the nearest text is the right one, for topics left out
of the training, a third at a time and among one another, and for the question sets, of which nothing is trained on.
"""
import argparse, glob, math, pathlib, sys
import numpy as np
from train import matrix, vectors

here = pathlib.Path(__file__).parent
root = here.parents[1]


def read():
    """(topic's number, text) of the questions and of the rules; a rule also by its key and its words alone."""
    topics, questions, rules, topic = {}, [], [], 0
    for file in sorted(here.joinpath("rules").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line.startswith("=="): topic = topics.setdefault(line[2:].strip(), len(topics))
            elif line.startswith(">"):
                text = line[1:].strip()
                rules.append((topic, text))
                if ": " in text: rules += [(topic, part) for part in text.split(": ", 1)]
            elif line.strip(): questions.append((topic, line.strip()))
    return topics, questions, rules


def project(x, a, b):
    u = x + (x @ a) @ b.T
    length = np.linalg.norm(u, axis=1, keepdims=True)
    return u / length, length


def learn(q, qt, r, rt, o, draw):
    """A and B (width, rank): questions (n, width) of topics qt near the rules (m, width) of topics rt."""
    a = draw.normal(0, 0.02, (q.shape[1], o.rank)).astype(np.float32)
    b = np.zeros_like(a)
    own = qt[:, None] == rt[None]
    state = [[np.zeros_like(a), np.zeros_like(a)] for _ in range(2)]
    for step in range(1, o.steps + 1):
        pick = draw.choice(len(q), min(256, len(q)), replace=False)
        x = q[pick] + draw.normal(0, 0.01, (len(pick), q.shape[1])).astype(np.float32)
        y = r + draw.normal(0, 0.01, r.shape).astype(np.float32)
        (fx, lx), (fy, ly) = project(x, a, b), project(y, a, b)
        z = fx @ fy.T / o.temperature
        p = np.exp(z - z.max(1, keepdims=True))
        good = p * own[pick]
        dz = (p / p.sum(1, keepdims=True) - good / good.sum(1, keepdims=True)) / (len(pick) * o.temperature)
        grads = [2 * o.decay * a, 2 * o.decay * b]
        for v, f, length, d in ((x, fx, lx, dz @ fy), (y, fy, ly, dz.T @ fx)):
            du = (d - f * (d * f).sum(1, keepdims=True)) / length
            grads[0] += v.T @ (du @ b)
            grads[1] += du.T @ (v @ a)
        for w, grad, (m, s) in zip((a, b), grads, state):
            m += 0.1 * (grad - m); s += 0.001 * (grad * grad - s)
            w -= 2e-3 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    return a, b


def average(runs, rank):
    """The mean of what several runs have turned, as thin as one of them: chance has less of a say."""
    u, s, v = np.linalg.svd(np.mean([a @ b.T for a, b in runs], 0))
    return u[:, :rank] * np.sqrt(s[:rank]), v[:rank].T * np.sqrt(s[:rank])


def mixed(x, a, b, share):
    """Vectors whose products are (1 - share) of the plain cosine and share of the learned one."""
    return np.concatenate([x * math.sqrt(1 - share), project(x, a, b)[0] * math.sqrt(share)], 1)


def sets(folder, part):
    """The sets' first questions: (on a rule?, question, [(right, [texts of a passage])])."""
    sys.path.insert(0, str(folder))
    import check
    from passages import passages

    for file in sorted(glob.glob(f"{folder}/*/{part}/*.jsonl")):
        if "garbled" in file: continue
        group, name = pathlib.Path(file).parents[1], pathlib.Path(file).stem
        shop = check.load_shops(group / "scoring" if (group / "scoring" / name).exists() else group / "shops")[name]
        own = passages(group / "shops" / name)
        for dialogue in check.jl(file):
            turn, kind = dialogue["turns"][0], dialogue["kind"]
            ruled = kind in ("policy", "faq")
            right = [ruled and check.score_turn(shop, kind, turn, {"answer": answer, "products": []})[0] for answer, _ in own]
            yield ruled, turn["q"], [(r, texts) for r, (_, texts) in zip(right, own)]


def scale(plain, learned, ruled):
    """Slope and offset that bring learned likenesses to where the plain ones lie, for questions on rules and others."""
    mine, others = ([x[kind].mean() for x in (plain, learned)] for kind in (ruled, ~ruled))
    slope = (mine[0] - others[0]) / (mine[1] - others[1])
    return slope, mine[0] - slope * mine[1]


def write_swift(path, a, b, share, slope, offset):
    pathlib.Path(path).write_text(
        "// Made by Models/understanding/rules.py --swift; add to the rules there and train again, do not edit.\n"
        "enum RuleWeights {\n  /// The length of the vectors that the weights are for, and how many directions of them are turned.\n"
        f"  static let input = {a.shape[0]}\n  static let rank = {a.shape[1]}\n"
        "  /// How much of the likeness is the learned one.\n"
        f"  static let share: Float = {share}\n"
        "  /// What brings that likeness to the scale of the plain cosine.\n"
        f"  static let slope: Float = {slope:.4g}\n  static let offset: Float = {offset:.4g}\n"
        "  /// A and B, int8, column by column, each column with its scale.\n"
        + matrix("inward", a) + matrix("outward", b) + "}\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions", type=pathlib.Path)
    options.add_argument("--rank", type=int, default=16)
    options.add_argument("--steps", type=int, default=150)
    options.add_argument("--runs", type=int, default=4)
    options.add_argument("--decay", type=float, default=3e-3)
    options.add_argument("--temperature", type=float, default=0.05)
    options.add_argument("--share", type=float, nargs="+", default=[0.5])
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--swift", help="where the weights go")
    o = options.parse_args()
    topics, questions, rules = read()
    texts = [t for _, t in questions + rules]
    place = {}
    at = lambda text: place.setdefault(" ".join(text.split()), len(place))  # noqa: E731
    asked = {
        part: [(ruled, at(q), [(r, [at(t) for t in near]) for r, near in own]) for ruled, q, own in sets(o.sets, part)]
        for part in ("dev", "test")}
    v = vectors(o.shoptalk, texts + list(place))
    q, r, known = v[: len(questions)], v[len(questions) : len(texts)], v[len(texts) :]
    qt, rt = (np.array([t for t, _ in part]) for part in (questions, rules))
    print(f"{len(topics)} topics, {len(q)} questions, {len(r)} texts")
    draw = np.random.default_rng(o.seed)
    fold = draw.integers(3, size=len(topics))
    folds = [learn(q[fold[qt] != k], qt[fold[qt] != k], r[fold[rt] != k], rt[fold[rt] != k], o, draw) for k in range(3)]
    a, b = average([learn(q, qt, r, rt, o, draw) for _ in range(o.runs)], o.rank)
    for share in [0, *o.share]:
        left_out = []
        for k, weights in enumerate(folds):
            mine, theirs = fold[qt] == k, fold[rt] == k
            near = mixed(q[mine], *weights, share) @ mixed(r[theirs], *weights, share).T
            left_out.append((rt[theirs][near.argmax(1)] == qt[mine]).mean())
        found = {}
        m = mixed(known, a, b, share)
        for part, of in asked.items():
            ranks = []
            for ruled, question, own in of:
                if not ruled: continue
                order = np.argsort([-(m[near] @ m[question]).max() for _, near in own])
                ranks.append(next((1 / (i + 1) for i, at in enumerate(order) if own[at][0]), 0))
            found[part] = f"{part} {np.mean(np.array(ranks) == 1):.1%} of {len(ranks)} (mean reciprocal rank {np.mean(ranks):.3f})"
        print(f"share {share}: topics left out {np.mean(left_out):.1%}; question sets' halves " + ", ".join(found.values()))
    ruled = np.array([r for r, _, _ in asked["dev"]])
    best = [
        np.array([max((m[near] @ m[question]).max() for _, near in own) for _, question, own in asked["dev"]])
        for m in (known, mixed(known, a, b, o.share[-1]))]
    slope, offset = scale(*best, ruled)
    for name, x in zip(("plain", "learned, on its scale"), (best[0], slope * best[1] + offset)):
        print(f"nearest text, {name}: on rules {x[ruled].mean():.3f} ± {x[ruled].std():.3f}, others {x[~ruled].mean():.3f} ± {x[~ruled].std():.3f}")
    if o.swift: write_swift(o.swift, a, b, o.share[-1], slope, offset)


if __name__ == "__main__":
    main()
