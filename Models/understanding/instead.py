#!/usr/bin/env python3
"""Whether one of the merchant's texts is what was asked for, where everything else failed: six weights and a bias.

  instead.py [--shoptalk PROGRAM] [--sets FOLDER]

Of each first question of the question sets' halves for developing the text is taken that lies nearest, by the vectors as
rules.py turned them and by a little of the words that it shares. It is right where the sets' scorer finds its words right.
What tells it: how near it lies, how far ahead of the next, how near the nearest product, the share of the question's words
that name goods here, the share of them that the text has, and how probable the reader of intents holds a service (as log
odds). Printed are the weights for Turn.inPlaceOfNothing and, each shop judged by the others, how many questions on rules
are answered right by it and how many others get such an answer.
"""
import argparse, base64, glob, pathlib, re, sys
import numpy as np
from passages import fit, head, passages, stem, words
from rules import mixed
from train import vectors

root = pathlib.Path(__file__).parents[2]


def turning():
    """A, B, share, slope and offset, from the source file that they lie in."""
    source = (root / "Sources/Clerk/Understanding/RuleWeights.swift").read_text()
    def matrix(name):
        scales = np.array([float(x) for x in re.search(name + r"Scales: .Float. = .([^\]]*)", source)[1].split(",") if x.strip()])
        data = base64.b64decode("".join(re.search(name + r' = """(.*?)"""', source, re.S)[1].replace("\\", "").split()))
        return (np.frombuffer(data, dtype=np.int8).reshape(len(scales), -1) * scales[:, None]).T.astype(np.float32)
    value = lambda name: float(re.search(name + r": Float = ([-\d.]+)", source)[1])  # noqa: E731
    return matrix("inward"), matrix("outward"), value("share"), value("slope"), value("offset")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions")
    o = options.parse_args()
    sys.path.insert(0, str(o.sets))
    import check

    place, rows, shops = {}, [], {}
    at = lambda text: place.setdefault(" ".join(text.split()), len(place))  # noqa: E731
    for file in sorted(glob.glob(f"{o.sets}/*/dev/*.jsonl")):
        if "garbled" in file: continue
        group, name = pathlib.Path(file).parents[1], pathlib.Path(file).stem
        shop = check.load_shops(group / "scoring" if (group / "scoring" / name).exists() else group / "shops")[name]
        goods = [at(f"{shop.title[h]}. {shop.type.get(h) or ''}. " + re.sub("<[^>]+>", " ", shop.rows[h][0]["Body (HTML)"] or "")) for h in shop.rows]
        names = {stem(w) for h in shop.rows for w in words(f"{shop.title[h]} {shop.type.get(h) or ''} {' '.join(shop.tags.get(h, []))}")}
        own = [(answer, [at(t) for t in near], {stem(w) for w in words(" ".join(near))}) for answer, near in passages(group / "shops" / name)]
        shops[file] = own, goods, names
        for dialogue in check.jl(file):
            turn, kind = dialogue["turns"][0], dialogue["kind"]
            right = [not turn["expect"].get("handles") and kind not in ("unknown_product", "out_of_scope", "greeting")
                     and check.score_turn(shop, kind, turn, {"answer": answer, "products": []})[0] for answer, _, _ in own]
            rows.append((file, kind, at(turn["q"]), [stem(w) for w in words(turn["q"])], right))
    v = vectors(o.shoptalk, list(place))
    a, b, share, slope, offset = turning()
    turned = mixed(v, a, b, share)
    labels, w, bias = head()
    z = v @ w.T.astype(np.float32) + bias
    p = np.exp(z - z.max(1, keepdims=True))
    service = np.clip((p / p.sum(1, keepdims=True))[:, labels.index("policy")], 1e-3, 1 - 1e-3)
    x, y = [], []
    for file, _, q, said, right in rows:
        own, goods, names = shops[file]
        near = np.array([(turned[t] @ turned[q]).max() * slope + offset for _, t, _ in own])
        shared = np.array([np.mean([s in text for s in said]) if said else 0 for _, _, text in own])
        first, second = np.argsort(-(near + 0.15 * shared))[:2]
        x.append([near[first], near[first] - near[second] + 0.15 * (shared[first] - shared[second]), (v[goods] @ v[q]).max(),
                  np.mean([s in names for s in said]) if said else 0, shared[first], np.log(service[q] / (1 - service[q])), 1])
        y.append(right[first])
    x, y, files = np.array(x), np.array(y, float), np.array([r[0] for r in rows])
    print("near, ahead, product, known words, shared, service, bias:", fit(x, y, 1e-2).round(2))
    odds = np.zeros(len(rows))
    for file in set(files): odds[files == file] = 1 / (1 + np.exp(-x[files == file] @ fit(x[files != file], y[files != file], 1e-2)))
    asked = np.array([r[1] in ("policy", "faq") for r in rows])
    others = np.array([not any(r[4]) and r[1] != "hours" for r in rows])
    for least in (0.2, 0.3, 0.4, 0.5):
        print(f"odds over {least}: rules answered right {(y * (odds > least))[asked].mean():.1%}, others {(odds > least)[others].mean():.1%}")


if __name__ == "__main__":
    main()
