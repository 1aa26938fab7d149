#!/usr/bin/env python3
"""Which attribute of a product answers a question: people's questions about products, ranked.

  attributes.py [--shoptalk PROGRAM] [--data FOLDER] [--folds N] [--json FILE]

For each question of the development part the attributes of its product are ranked: by full-text search alone (BM25), by
the cosine of the sentence encoder on the attribute as it is stored, as the clerk does it (the attribute in words, the
cosine and what shared words add to it), and by the clerk's score with a learned one beside it. What is learned are two
projections of the encoder's vectors, one of questions and one of attributes, so that a question lies near the attribute
that answers it; they are trained on other questions than they are measured on (folds by question; a question that is asked
twice stays in one fold). Questions that no attribute answers are left out, for every way alike.

Mean reciprocal rank of the first right attribute, and how often it is the first (P@1); among equals the mean of all orders.
"""
import argparse, collections, csv, json, math, pathlib, re, sys
import numpy as np
from train import matrix, vectors

here = pathlib.Path(__file__).parent


def words(text): return re.findall(r"[a-z0-9]+", text.lower())


def stem(word):
    for ending in ("ing", "ers", "ies", "ed", "es", "er", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3: return word[: -len(ending)]
    return word


dull = set("is are was the a an it its this that these those of in on for to does do did will can i my you your they them "
           "have has what which how much many where when be with and or if any there come comes".split())


def plain(candidate):
    """An attribute in words: its key, and its values with their units."""
    key, _, value = candidate.partition(":")
    value = re.sub(r"\b(?:normalized_value|standardized_values)\s*:\s*(?:\{[^{}]*\}|\[[^\]]*\]),?", " ", value)
    value = re.sub(r"\b(?:value|unit)\s*:", " ", value)
    value = re.sub(r"[{}\[\]\"]", " ", value).replace("_", " ").replace(";", ",")
    value = re.sub(r"\btrue\b", "yes", re.sub(r"\bfalse\b", "no", value))
    return " ".join(key.replace("_", " ").split()), " ".join(re.sub(r"\s+,", ",", value).split()).strip(" ,")


class BM25:
    def __init__(self, texts, k=1.2, b=0.75):
        self.k, self.b = k, b
        self.docs = [collections.Counter(map(stem, words(t))) for t in texts]
        self.length = np.array([sum(d.values()) for d in self.docs], float)
        counts = collections.Counter(w for d in self.docs for w in d)
        self.idf = {w: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for w, n in counts.items()}
        self.mean = self.length.mean()

    def score(self, question, i):
        d = self.docs[i]
        norm = self.k * (1 - self.b + self.b * self.length[i] / self.mean)
        return sum(self.idf[w] * d[w] * (self.k + 1) / (d[w] + norm) for w in set(map(stem, words(question))) if w in d)


def rank(scores, right):
    """Reciprocal rank and P@1 of the best right one; among equals the mean over their orders."""
    scores, right = np.asarray(scores), np.asarray(right)
    best = scores[right].max()
    above = (scores > best).sum()
    equal, good = (scores == best).sum(), (right & (scores == best)).sum()
    reciprocal, first, p = 0.0, 0.0, 1.0
    for place in range(equal - good + 1):
        # The first of `good` right ones among `equal` stands at this place.
        chance = p * good / (equal - place)
        reciprocal += chance / (above + place + 1)
        if above + place == 0: first = chance
        p *= 1 - good / (equal - place)
    return reciprocal, first


def learn(q, a, groups, width, steps, draw, decay=3e-3, heat=12.0):
    """Projections u, v (384, width) so that (q u)·(a v) is largest for the right attribute of a question's product."""
    u = np.eye(q.shape[1], width, dtype=np.float32) + draw.normal(0, 0.02, (q.shape[1], width)).astype(np.float32)
    v = u.copy()
    start = u.copy()
    state = [np.zeros_like(u) for _ in range(4)]
    for step in range(1, steps + 1):
        batch = [groups[g] for g in draw.choice(len(groups), min(96, len(groups)), replace=False)]
        asked = q[[question for question, _, _ in batch]] @ u
        told = a[np.concatenate([rows for _, rows, _ in batch])]
        near = told @ v
        pulled, pushed, at = [], [], 0
        for x, (_, rows, right) in zip(asked, batch):
            c = near[at : at + len(rows)]
            at += len(rows)
            z = heat * (c @ x)
            p = np.exp(z - z.max()); p /= p.sum()
            d = heat * (p - right / right.sum()) / len(batch)
            pulled.append(d @ c)
            pushed.append(np.outer(d, x))
        gu = q[[question for question, _, _ in batch]].T @ np.array(pulled, np.float32)
        gv = told.T @ np.concatenate(pushed).astype(np.float32)
        for i, (w, grad) in enumerate(((u, gu), (v, gv))):
            grad = grad + decay * (w - start)
            m, s = state[2 * i], state[2 * i + 1]
            m += 0.1 * (grad - m); s += 0.001 * (grad * grad - s)
            w -= 2e-3 * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    return u, v


def write_swift(path, u, v):
    """What both projections have learned beyond the plain first numbers of a vector, as int8, each column with a scale."""
    own = np.eye(*u.shape, dtype=np.float32)
    pathlib.Path(path).write_text(
        "// Made by Models/understanding/attributes.py --swift from people's questions about products; train again, do not edit.\n"
        "enum AttributeWeights {\n  /// The length of the vectors that the weights are for, and of what they become.\n"
        f"  static let input = {u.shape[0]}\n  static let width = {u.shape[1]}\n"
        "  /// Of a question and of what is known of a product: int8, row by row, each row with its scale. One is to be added\n  /// where row and column are the same.\n"
        + matrix("question", u - own) + matrix("fact", v - own) + "}\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--data", default=here.parents[2] / "shared/data")
    options.add_argument("--folds", type=int, default=5)
    options.add_argument("--width", type=int, default=48)
    options.add_argument("--steps", type=int, default=150)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", help="write the figures there, too")
    options.add_argument("--swift", help="learn from all questions, and write the projections there")
    o = options.parse_args()
    file = pathlib.Path(o.data, "pqa/semipqa-ranking-dev.tsv")
    if not file.exists(): sys.exit(f"{file}: is missing; --data names the folder with the public sets")
    asked = collections.defaultdict(dict)
    text = {}
    for row in csv.DictReader(open(file, encoding="utf-8"), delimiter="\t"):
        # The same attribute may be listed twice, as right and as not judged: right where any says so.
        group = asked[row["qid"]]
        group[row["candidate"]] = max(group.get(row["candidate"], 0), int(row["label"]))
        text[row["qid"]] = " ".join(row["question"].split())
    qids = [k for k, g in asked.items() if any(g.values()) and len(g) > 1]
    candidates = sorted({c for k in qids for c in asked[k]})
    index = {c: i for i, c in enumerate(candidates)}
    spoken = [plain(c) for c in candidates]
    print(f"{len(qids)} questions with an attribute that answers, {sum(len(asked[k]) for k in qids)} attributes")
    unit = lambda m: m / np.linalg.norm(m, axis=1, keepdims=True)  # noqa: E731
    stored, said, questions = (unit(vectors(o.shoptalk, t)) for t in ([c[:400] for c in candidates], [f"{k}: {v}"[:300] for k, v in spoken], [text[k] for k in qids]))
    keys = unit(vectors(o.shoptalk, [k for k, _ in spoken]))
    search = BM25(candidates)
    groups = [(i, np.array([index[c] for c in asked[k]]), np.array([r > 0 for r in asked[k].values()])) for i, k in enumerate(qids)]
    stems = [set(map(stem, words(k + " " + v))) for k, v in spoken]
    draw = np.random.default_rng(o.seed)
    of = {t: draw.integers(o.folds) for t in sorted({text[k] for k in qids})}
    fold = np.array([of[text[k]] for k in qids])
    both = np.concatenate([said, keys], 1) / math.sqrt(2)
    double = np.concatenate([questions, questions], 1) / math.sqrt(2)
    learned = {}
    for f in range(o.folds):
        u, v = learn(questions, unit(said + keys), [g for g in groups if fold[g[0]] != f], o.width, o.steps, draw)
        for i, rows, _ in groups:
            if fold[i] == f: learned[i] = unit(said + keys)[rows] @ v @ (questions[i] @ u)
    found = collections.defaultdict(list)
    for i, rows, right in groups:
        mine = {stem(w) for w in words(text[qids[i]]) if w not in dull}
        shared = np.array([min(3, len(mine & stems[r])) for r in rows])
        cosine = said[rows] @ questions[i]
        clerk = cosine + 0.15 * shared
        ways = {
            "BM25": [search.score(text[qids[i]], r) for r in rows],
            "MiniLM, as stored": stored[rows] @ questions[i],
            "MiniLM, in words": cosine,
            "clerk": clerk,
            "key and words": both[rows] @ double[i] + 0.15 * shared,
            "learned": learned[i],
            "clerk and learned": clerk + 1.0 * learned[i],
        }
        for way, scores in ways.items(): found[way].append(rank(scores, right))
    report = {}
    for way, values in found.items():
        mrr, first = np.mean(values, 0)
        print(f"  {way:20} MRR {mrr:.3f}  P@1 {first:.1%}")
        report[way] = {"mrr": round(float(mrr), 4), "p1": round(float(first), 4)}
    if o.swift:
        u, v = learn(questions, unit(said + keys), groups, o.width, o.steps, draw)
        write_swift(o.swift, u, v)
    if o.json: pathlib.Path(o.json).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
