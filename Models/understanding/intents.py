#!/usr/bin/env python3
"""How well intents are read off the int8 sentence encoder, on public sets: BANKING77 and CLINC150.

  intents.py [--shoptalk PROGRAM] [--data FOLDER] [--seed N] [--json FILE]

The encoder is the product's own (vectors come from the program); what is trained on them is a linear layer, as the clerk
has one, or nothing at all: prototypes, the mean vector of an intent's examples, as a merchant's own intents are read.

BANKING77: only its training part lies here, so a fifth of every intent is held out and never trained on; ten examples per
intent are drawn five times from the rest. CLINC150: trained on its training part (100 questions per intent) and measured on
its development part. How sure a reading must be is set on the training part alone, by five folds, so that 95 % of what is
in scope are kept; how much of what no intent covers is then told apart is measured on the development part.
"""
import argparse, collections, csv, json, pathlib, sys
import numpy as np
from train import vectors

here = pathlib.Path(__file__).parent


def normed(x): return x / np.maximum(1e-9, np.linalg.norm(x, axis=1, keepdims=True))


def prototypes(x, y, classes):
    return normed(np.stack([x[y == c].mean(0) for c in range(classes)]))


def linear(x, y, classes, decay, steps=300, rate=0.1, smooth=0.05):
    """Multinomial logistic regression on unit vectors by full-batch Adam; decay is of the weights, a share per step."""
    w, b = np.zeros((classes, x.shape[1]), np.float32), np.zeros(classes, np.float32)
    moments = [np.zeros_like(w), np.zeros_like(w), np.zeros_like(b), np.zeros_like(b)]
    target = np.full((len(y), classes), smooth / classes, np.float32)
    target[np.arange(len(y)), y] += 1 - smooth
    for step in range(1, steps + 1):
        z = x @ w.T + b
        z -= z.max(1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(1, keepdims=True)
        d = (p - target) / len(y)
        for i, (v, g) in enumerate(((w, d.T @ x + decay * w), (b, d.sum(0)))):
            m, s = moments[2 * i], moments[2 * i + 1]
            m += 0.1 * (g - m)
            s += 0.001 * (g * g - s)
            v -= rate * (m / (1 - 0.9**step)) / (np.sqrt(s / (1 - 0.999**step)) + 1e-8)
    return w, b


def softmax(z):
    z = z - z.max(1, keepdims=True)
    p = np.exp(z)
    return p / p.sum(1, keepdims=True)


class Reader:
    """Linear layer and prototypes, and how sure they are of a question."""

    def __init__(self, x, y, classes, decay=1e-5):
        self.w, self.b = linear(x, y, classes, decay)
        self.centres = prototypes(x, y, classes)
        self.x = x
        # Questions vary alike in all intents: how far one lies from an intent is told in that measure (Mahalanobis).
        spread = x - self.centres[y]
        values, axes = np.linalg.eigh(spread.T @ spread / len(x))
        self.white = axes / np.sqrt(values + values.mean() * 0.3)
        self.whitened = self.centres @ self.white

    def probabilities(self, x): return softmax(x @ self.w.T + self.b)

    def sure(self, x):
        """Measures of how sure a reading is, larger the surer, by name."""
        z = x @ self.w.T + self.b
        v = x @ self.white
        far = (v * v).sum(1)[:, None] - 2 * v @ self.whitened.T + (self.whitened**2).sum(1)
        near = np.sort(np.concatenate([chunk @ self.x.T for chunk in np.array_split(x, max(1, len(x) // 500))]), 1)
        return {
            "probability": softmax(z).max(1),
            "energy": np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) + z.max(1),
            "prototype": (x @ self.centres.T).max(1),
            "neighbours": near[:, -4:-1].mean(1) if len(self.x) == len(x) and self.x is x else near[:, -3:].mean(1),
            "distance": -far.min(1),
        }


def combined(measures, scale):
    """The sum of three of them, each in units of its spread over the questions of the training part."""
    return sum((measures[k] - scale[k][0]) / scale[k][1] for k in ("energy", "neighbours", "distance"))


def area(inside, outside):
    """Area under the curve: how often a question in scope is surer than one out of scope."""
    both = np.concatenate([inside, outside])
    rank = both.argsort().argsort()
    return (rank[: len(inside)].sum() - len(inside) * (len(inside) - 1) / 2) / (len(inside) * len(outside))


def banking(o, draw, report):
    rows = list(csv.DictReader(open(pathlib.Path(o.data, "intents/banking77-train.csv"), encoding="utf-8")))
    names = sorted({r["category"] for r in rows})
    y = np.array([names.index(r["category"]) for r in rows])
    x = normed(vectors(o.shoptalk, [" ".join(r["text"].split()) for r in rows]))
    held = np.zeros(len(y), bool)
    for c in range(len(names)):
        of = draw.permutation(np.flatnonzero(y == c))
        held[of[: round(len(of) / 5)]] = True
    print(f"BANKING77: {len(names)} intents, {(~held).sum()} questions to learn from, {held.sum()} held out")
    kept = np.flatnonzero(~held)

    def score(take):
        w, b = linear(x[take], y[take], len(names), 1e-6 if len(take) > 2000 else 1e-5)
        return ((x[held] @ w.T + b).argmax(1) == y[held]).mean(), ((x[held] @ prototypes(x[take], y[take], len(names)).T).argmax(1) == y[held]).mean()

    few = []
    for _ in range(5):
        few.append(score(np.concatenate([draw.permutation(kept[y[kept] == c])[:10] for c in range(len(names))])))
    few, whole = np.array(few), score(kept)
    for i, name in enumerate(("linear layer", "prototypes")):
        print(f"  {name:14} ten per intent {few[:, i].mean():.1%} (± {few[:, i].std():.1%}), all {whole[i]:.1%}")
        report[f"banking77 {name}"] = {"ten": round(float(few[:, i].mean()), 4), "all": round(float(whole[i]), 4)}


def clinc(o, draw, report):
    data = json.loads(pathlib.Path(o.data, "intents/clinc150-train-val.json").read_text())
    names = sorted({label for _, label in data["train"]})
    def part(rows): return [" ".join(t.split()) for t, _ in rows], np.array([names.index(l) if l in names else -1 for _, l in rows])
    (train, y), (dev, v), (out, _), (spare, _) = (part(data[k]) for k in ("train", "val", "oos_val", "oos_train"))
    x, d, n, s = (normed(a) for a in np.split(vectors(o.shoptalk, train + dev + out + spare), np.cumsum([len(train), len(dev), len(out)])))
    print(f"CLINC150: {len(names)} intents, {len(y)} questions to learn from; {len(v)} in scope and {len(n) + len(s)} out of scope to measure on")
    fold = draw.permutation(len(y)) % 5
    inside = collections.defaultdict(list)
    for k in range(5):
        reader = Reader(x[fold != k], y[fold != k], len(names))
        for name, values in reader.sure(x[fold == k]).items(): inside[name].append(values)
    inside = {k: np.concatenate(a) for k, a in inside.items()}
    scale = {k: (a.mean(), a.std()) for k, a in inside.items()}
    inside["together"] = combined(inside, scale)
    reader = Reader(x, y, len(names))
    p = reader.probabilities(d).argmax(1)
    plain = ((d @ reader.centres.T).argmax(1) == v).mean()
    print(f"  in scope: linear layer {(p == v).mean():.1%}, prototypes {plain:.1%}")
    report["clinc150 in scope"] = {"linear layer": round(float((p == v).mean()), 4), "prototypes": round(float(plain), 4)}
    # What is out of scope in the training part was not trained on, so it measures too.
    strange = np.concatenate([n, s])
    measures, far = reader.sure(d), reader.sure(strange)
    measures["together"], far["together"] = combined(measures, scale), combined(far, scale)
    for name in measures:
        limit = np.quantile(inside[name], 0.05)
        kept, told = measures[name] >= limit, far[name] < limit
        print(f"  {name:12} keeps {kept.mean():.1%} of what is in scope, tells {told.mean():.1%} of what is not"
              f" (development part alone {told[: len(n)].mean():.1%}); right and kept {((p == v) & kept).mean():.1%}, area {area(measures[name], far[name]):.3f}")
        report[f"clinc150 {name}"] = {"kept": round(float(kept.mean()), 4), "told": round(float(told.mean()), 4), "told_dev": round(float(told[: len(n)].mean()), 4), "area": round(float(area(measures[name], far[name])), 4)}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--data", default=here.parents[2] / "shared/data")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--json", help="write the figures there, too")
    o = options.parse_args()
    if not pathlib.Path(o.data, "intents").is_dir():
        sys.exit(f"{o.data}/intents: is missing; --data names the folder with the public sets")
    report = {}
    banking(o, np.random.default_rng(o.seed), report)
    clinc(o, np.random.default_rng(o.seed), report)
    if o.json: pathlib.Path(o.json).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
