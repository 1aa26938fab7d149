#!/usr/bin/env python3
"""Whether a question is answered by what the merchant wrote or by the goods: four weights and a bias.

  passages.py [--shoptalk PROGRAM] [--sets FOLDER]

For each first question of the question sets' halves for developing the passage that lies nearest in meaning is taken; it
is right where the set's scorer finds its words right. What tells it: how near the passage lies, how near the nearest
product lies, the share of the question's words that name goods here, and how probable the reader of intents holds a
service (as log odds). Printed are the weights for Turn.passageOdds and, each shop judged by the others, how many services
are found and how many questions for goods are taken for one at several odds.
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


def asked(sets, place):
    """The first questions of the sets' halves for developing, each with which of its shop's passages the scorer finds right.

    Returns {file: (passages, goods, the stems that name goods)} and [(file, kind, question, its words, [is right])]. Texts
    stand as their places in `place`, which grows by them.
    """
    sys.path.insert(0, str(sets))
    import check

    shops, rows = {}, []
    def at(text): return place.setdefault(" ".join(text.split()), len(place))
    for file in sorted(glob.glob(f"{sets}/*/dev/*.jsonl")):
        if "garbled" in file: continue
        group, name = pathlib.Path(file).parents[1], pathlib.Path(file).stem
        # Where a shop's goods are no CSV, the set has them as one for its scorer.
        shop = check.load_shops(group / "scoring" if (group / "scoring" / name).exists() else group / "shops")[name]
        goods = [f"{shop.title[h]}. {shop.type.get(h) or ''}. " + re.sub("<[^>]+>", " ", shop.rows[h][0]["Body (HTML)"] or "") for h in shop.rows]
        names = {stem(w) for h in shop.rows for w in words(f"{shop.title[h]} {shop.type.get(h) or ''} {' '.join(shop.tags.get(h, []))}")}
        own = passages(group / "shops" / name)
        shops[file] = [(answer, [at(t) for t in near]) for answer, near in own], [at(g) for g in goods], names
        for dialogue in check.jl(file):
            turn, kind = dialogue["turns"][0], dialogue["kind"]
            right = [not turn["expect"].get("handles") and kind not in ("unknown_product", "out_of_scope", "greeting")
                     and check.score_turn(shop, kind, turn, {"answer": answer, "products": []})[0] for answer, _ in own]
            rows.append((file, kind, at(turn["q"]), words(turn["q"]), right))
    return shops, rows


def odds(v, intent):
    """How probable the reader of intents holds this one, for each vector, as log odds."""
    labels, w, bias = head()
    z = v @ w.T.astype(np.float32) + bias
    p = np.exp(z - z.max(1, keepdims=True))
    p = np.clip((p / p.sum(1, keepdims=True))[:, labels.index(intent)], 1e-3, 1 - 1e-3)
    return np.log(p / (1 - p))


def judged(x, y, files, decay=1e-3, learned=True):
    """The probability of y by weights that were learned on all files but the row's own; of the rows that may teach."""
    likely = np.zeros(len(y))
    for file in set(files):
        own, rest = files == file, (files != file) & learned
        likely[own] = 1 / (1 + np.exp(-x[own] @ fit(x[rest], y[rest], decay)))
    return likely


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions")
    o = options.parse_args()
    place = {}
    shops, rows = asked(o.sets, place)
    v = vectors(o.shoptalk, list(place))
    service = odds(v, "policy")
    x, y = [], []
    for file, _, q, said, right in rows:
        own, goods, names = shops[file]
        near = [(v[t] @ v[q]).max() for _, t in own]
        best = int(np.argmax(near))
        x.append([near[best], (v[goods] @ v[q]).max(), np.mean([stem(t) in names for t in said]) if said else 0,
                  service[q], 1])
        y.append(right[best])
    x, y = np.array(x), np.array(y, float)
    print("passage, product, known words, service, bias:", fit(x, y).round(2))
    likely = judged(x, y, np.array([r[0] for r in rows]))
    services = np.array([r[1] in ("policy", "faq") for r in rows])
    goods = np.array([not any(r[4]) and r[1] != "hours" for r in rows])
    for least in (0.1, 0.3, 0.5, 0.6, 0.7, 0.8):
        print(f"odds over {least}: services found {(y * (likely > least))[services].mean():.1%}, goods taken for one {(likely > least)[goods].mean():.1%}")


if __name__ == "__main__":
    main()
