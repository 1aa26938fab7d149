#!/usr/bin/env python3
"""Whether something is to be suggested for what a question tells ("my hands crack every winter"): two sets of weights.

  needs.py --others FILE [--shoptalk PROGRAM] [--sets FOLDER]

From the first questions of the question sets' halves for developing, of which those of the kind "recommend" are the ones to
be found: how near the nearest text of the merchant lies, how near the nearest product, the share of the question's words
that name goods here, and how probable the reader of intents holds a wish for a suggestion, a question that no clerk is
asked, and a service (as log odds). Learned are two odds: that it is a need and no other question, from what was asked of
shops, and that it is a need rather than talk of the world, from the needs, from statements.txt and from what nobody was to
ask of CLINC150's assistants (FILE, clinc150-train-val.json); these know besides whether the shopper speaks of themselves or
to the clerk. Printed are the weights for Turn.needOdds and Turn.isToldToShop and, each shop judged by the others, how many
needs are found at several odds, how many other questions are taken for one, and how many sentences that were said to no
shop: those of Tests/Hearing/general.txt and of the file's oos_val, which teach nothing.
"""
import argparse, csv, glob, json, pathlib, random, re
import numpy as np
from passages import fit, head, here, judged, passages, root, stem, words
from train import vectors

# Words of who speaks of themselves, or to the clerk.
personal = set("i me my mine we us our you your something anything what".split())


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
    options.add_argument("--others", required=True)
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
            rows.append((file, dialogue["kind"], at(dialogue["turns"][0]["q"])))
    # What was said to no shop is put to four.
    chance, others = random.Random(3), json.loads(pathlib.Path(o.others).read_text())
    def lines(path): return [line for line in map(str.strip, path.open(encoding="utf-8")) if line]
    for kind, sentences in (("world", lines(here / "statements.txt")), ("world", [t for t, _ in others["oos_train"]]),
                            ("unheard", lines(root / "Tests/Hearing/general.txt")), ("unheard", [t for t, _ in others["oos_val"]])):
        rows += [(file, kind, at(text)) for text in sentences for file in chance.sample(sorted(shops), 4)]
    v = vectors(o.shoptalk, texts)
    labels, w, bias = head()
    z = v @ w.T.astype(np.float32) + bias
    p = np.exp(z - z.max(1, keepdims=True))
    p = np.clip(p / p.sum(1, keepdims=True), 1e-3, 1 - 1e-3)
    odds = np.log(p / (1 - p))[:, [labels.index(n) for n in ("recommend", "out_of_scope", "policy")]]
    x = []
    for file, _, q in rows:
        written, sold, names = shops[file]
        said = words(texts[q])
        known = np.mean([stem(t) in names for t in said]) if said else 0
        own = not personal.isdisjoint(re.findall("[a-z]+", texts[q].lower()))
        x.append([(v[written] @ v[q]).max(), (v[sold] @ v[q]).max(), known, *odds[q], own, 1])
    x, kinds, files = np.array(x, float), np.array([r[1] for r in rows]), np.array([r[0] for r in rows])
    plain, need = [0, 1, 2, 3, 4, 5, 7], kinds == "recommend"
    of_shops, told = ~np.isin(kinds, ("world", "unheard")), need | (kinds == "world")
    print("need: passage, product, known words, recommend, out of scope, service, bias:",
          fit(x[of_shops][:, plain], need[of_shops], 3e-3).round(2))
    print("told to a shop: the same, and personal before the bias:", fit(x[told], need[told], 3e-3).round(2))
    likely, of_us = judged(x[:, plain], need.astype(float), files, 3e-3, of_shops), judged(x, need.astype(float), files, 3e-3, told)
    # Turn.isToldToShop gives who speaks of themselves the benefit of the doubt.
    asked_of_us = of_us > np.where(x[:, 6] > 0, 0.15, 0.2)
    for least in (0.12, 0.35, 0.5):
        for name, told_us in (("anywhere", likely >= 0), ("to a shop (over 0.15 and 0.2)", asked_of_us)):
            taken = (likely > least) & told_us
            print(f"need over {least}, told {name}: needs found {taken[need].mean():.1%}, other questions taken for one "
                  f"{taken[of_shops & ~need].mean():.1%}, talk of the world {taken[kinds == 'unheard'].mean():.1%}")


if __name__ == "__main__":
    main()
