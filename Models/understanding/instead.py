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
import argparse, base64, pathlib, re
import numpy as np
from passages import asked, fit, judged, service_odds, stem, words
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
    place = {}
    shops, rows = asked(o.sets, place)
    texts = list(place)
    v = vectors(o.shoptalk, texts)
    a, b, share, slope, offset = turning()
    turned = mixed(v, a, b, share)
    service = service_odds(v)
    having = {file: [{stem(w) for t in near for w in words(texts[t])} for _, near in own] for file, (own, _, _) in shops.items()}
    x, y = [], []
    for file, _, q, said, right in rows:
        own, goods, names = shops[file]
        said = [stem(w) for w in said]
        near = np.array([(turned[t] @ turned[q]).max() * slope + offset for _, t in own])
        shared = np.array([np.mean([s in text for s in said]) if said else 0 for text in having[file]])
        first, second = np.argsort(-(near + 0.15 * shared))[:2]
        x.append([near[first], near[first] - near[second] + 0.15 * (shared[first] - shared[second]), (v[goods] @ v[q]).max(),
                  np.mean([s in names for s in said]) if said else 0, shared[first], service[q], 1])
        y.append(right[first])
    x, y = np.array(x), np.array(y, float)
    print("near, ahead, product, known words, shared, service, bias:", fit(x, y, 1e-2).round(2))
    odds = judged(x, y, np.array([r[0] for r in rows]), 1e-2)
    services = np.array([r[1] in ("policy", "faq") for r in rows])
    others = np.array([not any(r[4]) and r[1] != "hours" for r in rows])
    for least in (0.2, 0.3, 0.4, 0.5):
        print(f"odds over {least}: rules answered right {(y * (odds > least))[services].mean():.1%}, others {(odds > least)[others].mean():.1%}")


if __name__ == "__main__":
    main()
