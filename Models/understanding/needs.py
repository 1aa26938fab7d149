#!/usr/bin/env python3
"""Whether something is to be suggested for what a question tells ("my hands crack every winter"): six weights and a bias.

  needs.py [--shoptalk PROGRAM] [--sets FOLDER]

From the first questions of the question sets' halves for developing, of which those of the kind "recommend" are the ones to
be found: how near the nearest text of the merchant lies, how near the nearest product, the share of the question's words
that name goods here, and how probable the reader of intents holds a wish for a suggestion, a question that no clerk is
asked, and a service (as log odds). Printed are the weights for Turn.needOdds and, each shop judged by the others, how many
needs are found and how many other questions are taken for one at several odds.
"""
import argparse, csv, glob, json, pathlib, re
import numpy as np
from passages import fit, head, here, passages, root, stem, words
from train import vectors


def goods(folder):
    """What the shop sells: the texts that stand for it, and the stems of the words that name it."""
    texts, names = [], set()
    with open(f"{folder}/catalog.csv", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if not row["Title"]: continue
            texts.append(f"{row['Title']}. {row['Type']}. " + re.sub("<[^>]+>", " ", row["Body (HTML)"] or ""))
            names |= {stem(w) for w in words(f"{row['Title']} {row['Type']} {row['Tags']}")}
    return texts, names


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions")
    o = options.parse_args()
    texts, place, rows, shops = [], {}, [], {}
    def at(text):
        text = " ".join(text.split())
        if text not in place: place[text] = len(texts); texts.append(text)
        return place[text]
    for file in sorted(glob.glob(f"{o.sets}/*/dev/*.jsonl")):
        if "garbled" in file: continue
        group, name = pathlib.Path(file).parents[1], pathlib.Path(file).stem
        folder = group / "shops" / name
        # Where a shop's goods are no CSV, the set has them as one for its scorer.
        sold, names = goods(group / "scoring" / name if (group / "scoring" / name).exists() else folder)
        written = [at(t) for _, near in passages(folder) for t in near]
        shops[file] = written, [at(t) for t in sold], names
        for line in open(file, encoding="utf-8"):
            dialogue = json.loads(line)
            rows.append((file, dialogue["kind"], at(dialogue["turns"][0]["q"]), dialogue["turns"][0]["q"]))
    v = vectors(o.shoptalk, texts)
    labels, w, bias = head()
    z = v @ w.T.astype(np.float32) + bias
    p = np.exp(z - z.max(1, keepdims=True))
    p = np.clip(p / p.sum(1, keepdims=True), 1e-3, 1 - 1e-3)
    odds = np.log(p / (1 - p))[:, [labels.index(n) for n in ("recommend", "out_of_scope", "policy")]]
    x = []
    for file, _, q, text in rows:
        written, sold, names = shops[file]
        said = words(text)
        known = np.mean([stem(t) in names for t in said]) if said else 0
        x.append([(v[written] @ v[q]).max(), (v[sold] @ v[q]).max(), known, *odds[q], 1])
    x, y = np.array(x), np.array([kind == "recommend" for _, kind, _, _ in rows], float)
    print("passage, product, known words, recommend, out of scope, service, bias:", fit(x, y, 3e-3).round(2))
    files, found = np.array([r[0] for r in rows]), np.zeros(len(rows))
    for file in set(files): found[files == file] = 1 / (1 + np.exp(-x[files == file] @ fit(x[files != file], y[files != file], 3e-3)))
    for least in (0.12, 0.2, 0.35, 0.5, 0.6):
        m = found > least
        print(f"odds over {least}: needs found {m[y > 0].mean():.1%}, others taken for one {m[y == 0].mean():.1%}")


if __name__ == "__main__":
    main()
