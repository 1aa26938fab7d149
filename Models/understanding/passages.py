#!/usr/bin/env python3
"""Whether a question is answered by what the merchant wrote or by the goods: a logistic score of few numbers.

  passages.py [--shoptalk PROGRAM] [--sets FOLDER] [--swift FILE]

For each first question of the question sets' halves for developing the passage that lies nearest in meaning is taken; it
is right where the set's scorer finds its words right. What tells it: how near the passage lies and how far before the
next one, how near the nearest product and the nearest five lie, which part of the question's words, and how many, name
goods here, how many words it has, and how probable the reader of intents holds each of its kinds (as logarithms). Printed
is, each shop judged by the others, how many services are found and how many questions for goods are taken for one at
several odds; the weights go to FILE (Sources/Clerk/Understanding/PassageWeights.swift).
"""
import argparse, base64, csv, glob, pathlib, re, sys, tomllib
import numpy as np
from train import vectors

here = pathlib.Path(__file__).parent
root = here.parents[1]
grammar = set("""a an the of to in on at for and or is are be do does did can could will would you your we our i my me it its
this that these those have has had get got any some with if what when where how which who there from by about so not no
yes up out please just them they he she his her one""".split())


def stem(word):
    for end in ("ing", "ies", "ed", "es", "s", "er"):
        if word.endswith(end) and len(word) - len(end) >= 3: return word[: -len(end)][:6]
    return word[:6]


def words(text): return [w for w in re.findall(r"[a-z0-9']+", text.lower()) if w not in grammar]


def head():
    """The reader of intents, from the source file that it lies in."""
    source = (root / "Sources/Clerk/Understanding/IntentWeights.swift").read_text()
    rows = re.findall(r'\("(\w+)", ([\d.e+-]+), ([\d.e+-]+)\)', source)
    data = "".join(re.search(r'weights = """(.*?)"""', source, re.S)[1].replace("\\", "").split())
    w = np.frombuffer(base64.b64decode(data), dtype=np.int8).reshape(len(rows), -1).astype(np.float32)
    return [r[0] for r in rows], w * np.array([[float(r[1])] for r in rows]), np.array([float(r[2]) for r in rows])


def passages(folder):
    """What the merchant wrote, as texts to compare a question with: [(answer, [text])]."""
    shop, out = tomllib.loads(pathlib.Path(folder, "shop.toml").read_text()), []
    with open(f"{folder}/faq.csv", encoding="utf-8") as file:
        out += [(r["answer"], [r["question"], r["answer"]]) for r in csv.DictReader(file)]
    own = {k: v for k, v in shop["shop"].items() if k not in ("name", "language", "currency", "tagline")}
    notes = {k: v for k, v in shop.get("hours", {}).items() if not k.endswith("day")}
    for key, value in {**shop.get("policies", {}), **own, **notes}.items():
        if not isinstance(value, str): continue
        key = key.replace("_", " ")
        parts = [p.strip() for p in re.split("[.,;]", value) if len(p.strip()) > 8]
        out.append((value, [f"{key}: {value}", key] + ([f"{key}: {p}" for p in parts] if len(parts) > 1 else [])))
    return out


def fit(x, y, decay=1e-3):
    """Logistic regression by Newton's method; the last column is the bias. Returns weights for plain features."""
    mean, spread = x.mean(0), x.std(0) + 1e-6
    mean[-1], spread[-1] = 0, 1
    z, w = (x - mean) / spread, np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-z @ w))
        h = (z * (p * (1 - p))[:, None]).T @ z / len(y) + decay * np.eye(len(w))
        w -= np.linalg.solve(h, z.T @ (p - y) / len(y) + decay * w)
    w = w / spread
    w[-1] -= mean @ w
    return w


# How strongly weights are held back: so many of them would learn the few questions by heart.
decay = 3e-2


def write(path, labels, w):
    """The weights as a source file of the clerk."""
    features = "nearness nearnessSquared lead goods fiveGoods knownShare known words".split()
    lines = [f"  static let {name}: Float = {value:.4g}\n" for name, value in zip([*features, "bias"], [*w[: len(features)], w[-1]])]
    kinds = [f'    "{name}": {value:.4g},\n' for name, value in zip(labels, w[len(features) :])]
    pathlib.Path(path).write_text(
        "// Made by Models/understanding/passages.py --swift from the question sets' halves for developing; learn again, do not edit.\n\n"
        "/// What tells a question that the merchant's own text answers: how near that lies, against the goods and the kind of question.\n"
        "enum PassageWeights {\n" + "".join(lines) +
        "  /// By the logarithm of how probable each kind of question is.\n  static let kinds: [String: Float] = [\n" + "".join(kinds) + "  ]\n}\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions")
    options.add_argument("--swift")
    o = options.parse_args()
    sys.path.insert(0, str(o.sets))
    import check

    rows, shops, texts, place = [], {}, [], {}
    def at(text):
        text = " ".join(text.split())
        if text not in place: place[text] = len(texts); texts.append(text)
        return place[text]
    for file in sorted(glob.glob(f"{o.sets}/*/dev/*.jsonl")):
        if "garbled" in file: continue
        group, name = pathlib.Path(file).parents[1], pathlib.Path(file).stem
        scoring = group / "scoring" if (group / "scoring" / name).exists() else group / "shops"
        shop = check.load_shops(scoring)[name]
        goods = [f"{shop.title[h]}. {shop.type.get(h) or ''}. " + re.sub("<[^>]+>", " ", shop.rows[h][0]["Body (HTML)"] or "") for h in shop.rows]
        names = {stem(w) for h in shop.rows for w in words(f"{shop.title[h]} {shop.type.get(h) or ''} {' '.join(shop.tags.get(h, []))}")}
        own = [(answer, [at(t) for t in near]) for answer, near in passages(group / "shops" / name)]
        shops[file] = own, [at(g) for g in goods], names
        for dialogue in check.jl(file):
            turn, kind = dialogue["turns"][0], dialogue["kind"]
            right = [not turn["expect"].get("handles") and kind not in ("unknown_product", "out_of_scope", "greeting")
                     and check.score_turn(shop, kind, turn, {"answer": answer, "products": []})[0] for answer, _ in own]
            rows.append((file, kind, at(turn["q"]), turn["q"], right))
    v = vectors(o.shoptalk, texts)
    labels, w, bias = head()
    z = v @ w.T.astype(np.float32) + bias
    p = np.exp(z - z.max(1, keepdims=True))
    chances = np.log(np.clip(p / p.sum(1, keepdims=True), 1e-3, 1))
    x, y = [], []
    for file, kind, q, text, right in rows:
        own, goods, names = shops[file]
        near = np.array([(v[t] @ v[q]).max() for _, t in own])
        first, second = np.sort(near)[::-1][:2]
        sold, said = np.sort(v[goods] @ v[q])[::-1][:5], words(text)
        known = sum(stem(t) in names for t in said)
        x.append([first, first * first, first - second, sold[0], sold.mean(), known / max(1, len(said)), known, len(said),
                  *chances[q], 1])
        y.append(right[int(near.argmax())])
    x, y = np.array(x), np.array(y, float)
    if o.swift: write(o.swift, labels, fit(x, y, decay))
    files, odds = np.array([r[0] for r in rows]), np.zeros(len(rows))
    for file in set(files): odds[files == file] = 1 / (1 + np.exp(-x[files == file] @ fit(x[files != file], y[files != file], decay)))
    asked = np.array([r[1] in ("policy", "faq") for r in rows])
    goods = np.array([not any(r[4]) and r[1] != "hours" for r in rows])
    for least in (0.1, 0.3, 0.5, 0.6, 0.7, 0.8):
        print(f"odds over {least}: services found {(y * (odds > least))[asked].mean():.1%}, goods taken for one {(odds > least)[goods].mean():.1%}")


if __name__ == "__main__":
    main()
