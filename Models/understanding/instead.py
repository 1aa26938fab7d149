#!/usr/bin/env python3
"""Whether one of the merchant's texts is what was asked for, where everything else failed: two sets of weights.

  instead.py --others FILE [--shoptalk PROGRAM] [--sets FOLDER]

Of each first question of the question sets' halves for developing the text is taken that lies nearest, by the vectors as
rules.py turned them and by a little of the words that it shares. It is right where the sets' scorer finds its words right.
What tells it: how near it lies, how far ahead of the next, how near the nearest product, the share of the question's words
that name goods here, the share of them that the text has, and how probable the reader of intents holds a service and what
no clerk is asked (as log odds). Learned are two odds: that the text is right, from what was asked of shops, and that it
is right rather than that no shop was asked, from what was said to assistants of other trades (FILE is CLINC150's,
clinc150-train-val.json; left out is what a shop may be asked as well). Printed are the weights for Turn.inPlaceOfNothing
and, each shop judged by the others, how many questions on rules are answered right by them, how many others get such an
answer, and how many sentences that were asked of no shop: those of Tests/Hearing/general.txt and of the file's oos_val,
which teach nothing.
"""
import argparse, base64, json, pathlib, random, re
import numpy as np
from passages import asked, fit, judged, odds, stem, words
from rules import mixed
from train import vectors

root = pathlib.Path(__file__).parents[2]
# Intents of CLINC150 that a shop may be asked as well, or that no answer is expected to.
of_shops = set("""accept_reservations are_you_a_bot calories cancel_reservation card_declined confirm_reservation damaged_card
directions do_you_have_pets expiration_date food_last goodbye greeting how_busy ingredient_substitution ingredients_list
maybe meal_suggestion no nutrition_info order order_status recipe redeem_rewards repeat restaurant_reservation
rewards_balance thank_you what_can_i_ask_you what_is_your_name yes""".split())


def turning():
    """A, B, share, slope and offset, from the source file that they lie in."""
    source = (root / "Sources/Clerk/Understanding/RuleWeights.swift").read_text()
    def matrix(name):
        scales = np.array([float(x) for x in re.search(name + r"Scales: .Float. = .([^\]]*)", source)[1].split(",") if x.strip()])
        data = base64.b64decode("".join(re.search(name + r' = """(.*?)"""', source, re.S)[1].replace("\\", "").split()))
        return (np.frombuffer(data, dtype=np.int8).reshape(len(scales), -1) * scales[:, None]).T.astype(np.float32)
    value = lambda name: float(re.search(name + r": Float = ([-\d.]+)", source)[1])  # noqa: E731
    return matrix("inward"), matrix("outward"), value("share"), value("slope"), value("offset")


def outside(file, shops, place):
    """Sentences that were asked of no shop, each put to three: rows as of passages.asked, of the kinds "outside", to learn
    from, and "unheard"."""
    chance, said = random.Random(3), json.loads(pathlib.Path(file).read_text())
    learned = [text for text, _ in said["oos_train"]]
    learned += [text for text, intent in chance.sample(said["train"], 900) if intent not in of_shops][:500]
    unheard = [text for text, _ in said["oos_val"]]
    unheard += [line for line in map(str.strip, (root / "Tests/Hearing/general.txt").open()) if line]
    def rows(kind, sentences):
        return [(shop, kind, place.setdefault(" ".join(text.split()), len(place)), words(text), [False] * len(shops[shop][0]))
                for text in sentences for shop in chance.sample(sorted(shops), 3)]
    return rows("outside", learned) + rows("unheard", unheard)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--sets", default=root / "Tests/Questions")
    options.add_argument("--others", required=True)
    o = options.parse_args()
    place = {}
    shops, rows = asked(o.sets, place)
    rows += outside(o.others, shops, place)
    texts = list(place)
    v = vectors(o.shoptalk, texts)
    a, b, share, slope, offset = turning()
    turned = mixed(v, a, b, share)
    service, strange = odds(v, "policy"), odds(v, "out_of_scope")
    having = {file: [{stem(w) for t in near for w in words(texts[t])} for _, near in own] for file, (own, _, _) in shops.items()}
    x, y = [], []
    for file, _, q, said, right in rows:
        own, goods, names = shops[file]
        said = [stem(w) for w in said]
        near = np.array([(turned[t] @ turned[q]).max() * slope + offset for _, t in own])
        shared = np.array([np.mean([s in text for s in said]) if said else 0 for text in having[file]])
        first, second = np.argsort(-(near + 0.15 * shared))[:2]
        x.append([near[first], near[first] - near[second] + 0.15 * (shared[first] - shared[second]), (v[goods] @ v[q]).max(),
                  np.mean([s in names for s in said]) if said else 0, shared[first], service[q], strange[q], 1])
        y.append(right[first])
    x, y, kinds = np.array(x), np.array(y, float), np.array([r[1] for r in rows])
    files, plain = np.array([r[0] for r in rows]), [0, 1, 2, 3, 4, 5, 7]
    services, foreign = np.isin(kinds, ("policy", "faq")), np.isin(kinds, ("outside", "unheard"))
    others = np.array([not any(r[4]) for r in rows]) & ~foreign & (kinds != "hours")
    told = services & (y == 1) | (kinds == "outside")
    print("right: near, ahead, product, known words, shared, service, bias:", fit(x[~foreign][:, plain], y[~foreign], 1e-2).round(2))
    print("asked: the same, and strange before the bias:", fit(x[told], y[told], 1e-2).round(2))
    right, of_us = judged(x[:, plain], y, files, 1e-2, ~foreign), judged(x, y, files, 1e-2, told)
    for least, asked_of_us in ((0.28, 0), (0.28, 0.25), (0.28, 0.4), (0.33, 0.25), (0.5, 0.25)):
        taken = (right > least) & (of_us > asked_of_us)
        print(f"right over {least}, asked over {asked_of_us}: rules answered right {(y * taken)[services].mean():.1%}, others "
              f"{taken[others].mean():.1%}, asked of no shop {taken[kinds == 'unheard'].mean():.1%}")


if __name__ == "__main__":
    main()
