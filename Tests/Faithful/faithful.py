#!/usr/bin/env python3
"""Puts thousands of questions to shops that do not exist, and looks for anything in an answer that is not in their files.

  faithful.py SHOPTALK [--models DIR] [--shops N] [--questions N] [--seed N] [--writer model --style STYLE] [--keep DIR] [-v]

It reads nothing of the product but its answers, and judges them by the shop's own files: every amount of money must be a
price, an old price, an offer, or follow from them; a price that is given for a product must be that product's; every other
figure must stand in the shop's files or in the question; an aisle must be the product's; a name must be the shop's; who is
told that something is in stock must be told the truth. Exit status 1 where anything is found.
"""
import argparse, collections, itertools, json, os, random, re, subprocess, sys, tempfile
import shops as maker

NUMBERS = {w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
CLOSED_WORDS = set("i i'm i'd i'll sorry yes no monday tuesday wednesday thursday friday saturday sunday christmas new year's".split())


def amounts(text): return [round(float(a.replace(",", "")) * 100) for a in re.findall(r"\$(\d[\d,]*(?:\.\d\d)?)", text)]


class Judge:
    def __init__(self, shop):
        self.shop = shop
        self.by_title = {p["title"].lower(): p for p in shop["products"]}
        self.by_handle = {p["handle"]: p for p in shop["products"]}
        text = " ".join(open(os.path.join(shop["folder"], f)).read() for f in ("catalog.csv", "faq.csv", "promotions.csv", "shop.toml"))
        self.text = text.lower()
        self.words = set(re.findall(r"[a-z][a-z'-]*", self.text))
        self.figures = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", self.text)}

    def prices(self, p):
        """Every amount that may be said of one product: prices, old prices, offers, and what is saved."""
        found = set()
        for v in p["variants"]:
            mine = {v["price"]} | ({v["before"]} if v["before"] else set())
            for o in self.shop["offers"]:
                if o["on"] is p:
                    off = v["price"] * (100 - o["percent"]) / 100
                    mine |= {int(off), round(off), int(off) + 1}
            found |= mine | {abs(a - b) for a in mine for b in mine if a != b}
        return found

    def counts(self, p):
        """How many there are: of each variant, of those with a value in common, and of all."""
        groups = [p["variants"]] + [[v for v in p["variants"] if value in v["options"]] for w in p["variants"] for value in w["options"]]
        there = lambda g: [v for v in g if v["stock"] is None or v["stock"] > 0]  # noqa: E731
        return {float(sum(v["stock"] for v in there(g))) for g in groups + [[v] for v in p["variants"]] if all(v["stock"] is not None for v in there(g))}

    def variants(self, p, low):
        """What is wrong with the amounts that are said of single variants."""
        wrong = []
        for m in re.finditer(r"\$(\d[\d,]*\.\d\d)(?: today)?(?: \([^)]*\))? (?:in|for the) ([^.$:;!?]+)", low):
            words = [re.sub(r"^(?:the|in|for the|size) |^(?:in|for the) size ", "", w.strip()).removeprefix("size ") for w in re.split(r",| and ", re.sub(r"\([^)]*\)?", "", m.group(2)))]
            places = {}
            for w in filter(None, words):
                at = {i for v in p["variants"] for i, value in enumerate(v["options"]) if value.lower() == w}
                if len(at) != 1: break
                places.setdefault(at.pop(), []).append(w)
            else:
                # Values of one option are several variants, those of different options are one.
                for chosen in itertools.product(*places.values()):
                    fits = [v for v in p["variants"] if all(v["options"][i].lower() == w for i, w in zip(places, chosen))]
                    mine = {v["price"] for v in fits} | {v["before"] for v in fits} | {int(v["price"] * (100 - o["percent"]) / 100) + d for v in fits for o in self.shop["offers"] if o["on"] is p for d in (0, 1)}
                    if fits and round(float(m.group(1).replace(",", "")) * 100) not in mine: wrong.append(f"${m.group(1)} is no price of {p['title']} in {' and '.join(chosen)}")
        return wrong

    def judge(self, question, asked_before, answer):
        """What is wrong with an answer, in words."""
        text, wrong = answer["answer"], []
        low = text.lower().replace("’", "'")
        named = [p for t, p in self.by_title.items() if re.search(rf"\b{re.escape(t)}", low)]
        named = [p for p in named if not any(q is not p and p["title"].lower() in q["title"].lower() and q in named and low.count(p["title"].lower()) == low.count(q["title"].lower()) for q in named)]
        said = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", question + " " + asked_before)} | {float(NUMBERS[w]) for w in re.findall(r"[a-z]+", question + " " + asked_before) if w in NUMBERS}
        spent = {round(n * 100) for n in said}
        # Money.
        everything = set().union(*(self.prices(p) for p in self.shop["products"])) | set(amounts(self.text)) | spent
        # A range is over more things than are named.
        spans = re.search(r"\b(?:they (?:cost|go|run|range|are priced)|there's something|prices are) from \$", low) or re.match(r"(?:prices|they) [a-z ]{0,20}from \$|from \$[\d,.]+ to \$[\d,.]+\d\. we have ", low)
        own = set().union(*(self.prices(p) for p in named)) if named and not spans else everything
        own |= set(amounts(self.text)) & set(amounts(" ".join(a for _, a in self.shop["faq"])))
        base = own | spent
        derived = {a + b for a, b in itertools.combinations(sorted(own), 2)} | {abs(a - b) for a, b in itertools.combinations(sorted(own), 2)} if len(own) < 400 else set()
        multiples = {a * n for a in own for n in range(2, 13)}
        for a in amounts(text):
            if a not in base | derived | multiples:
                wrong.append(f"${a / 100:.2f} is no price of {' or '.join(p['title'] for p in named) or 'anything'}")
        # "The X is $Y": Y is a price of X.
        for m in re.finditer(r"(?:the )?([a-z][a-z' -]+?) (?:is|are) (?:now )?\$(\d[\d,]*\.\d\d)", low):
            p = next((p for t, p in sorted(self.by_title.items(), key=lambda e: -len(e[0])) if m.group(1).endswith(t)), None)
            if p and round(float(m.group(2).replace(",", "")) * 100) not in self.prices(p):
                wrong.append(f"${m.group(2)} is no price of {p['title']}")
        # "$Y in red and blue, $Z in green": each of these costs that.
        for p in named if len(named) == 1 else []:
            if p["names"]: wrong += self.variants(p, low)
        # Places.
        for aisle in re.findall(r"aisle (\d+)", low):
            if named and not any(p["aisle"] == aisle for p in named): wrong.append(f"aisle {aisle} is not where {named[0]['title']} is")
        # Other figures.
        bare = re.sub(r"\$[\d,.]*\d", " ", text)
        allowed = self.figures | said | {float(len(self.shop["products"]))} | {float(len(named))}
        allowed |= {float(h - 12) for h in self.shop["hours"] if h > 12} | {float(n) for n in range(0, 13)}
        for p in named: allowed |= self.counts(p)
        for n in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", bare):
            if float(n) not in allowed and not re.search(rf"\b{n} more\b|and {n} others", low): wrong.append(f"the figure {n} is in no file")
        # Names.
        for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z'-]+", text):
            if word.lower() not in self.words and word.lower() not in CLOSED_WORDS: wrong.append(f"'{word}' is in no file")
        # Stock.
        if len(named) == 1:
            p = named[0]
            there = [v for v in p["variants"] if v["stock"] is None or v["stock"] > 0]
            if not there and re.match(r"yes, we have the", low): wrong.append(f"{p['title']} is out of stock")
            if len(there) == len(p["variants"]) and "out of stock" in low: wrong.append(f"{p['title']} is in stock")
            for n in re.findall(r"only (\d+) left", low):
                if not any(v["stock"] == int(n) for v in p["variants"]): wrong.append(f"not {n} of {p['title']} are left")
        for handle in [x["handle"] for x in answer["products"]]:
            if handle not in self.by_handle: wrong.append(f"there is no product '{handle}'")
        for x in answer["products"]:
            if x.get("price") is not None and x["handle"] in self.by_handle and round(x["price"] * 100) not in self.prices(self.by_handle[x["handle"]]): wrong.append(f"{x['price']} is no price of {x['handle']}")
        return wrong


def lies(answer, rng):
    """The same answer with something in it that is not so, of each kind that can be put in."""
    text = answer["answer"]
    for kind, changed in {
        "price": re.sub(r"\$(\d[\d,]*\.\d\d)", lambda m: f"${float(m.group(1).replace(',', '')) + rng.randint(1, 99) / 100:.2f}", text, count=1),
        "place": re.sub(r"aisle (\d+)", lambda m: f"aisle {int(m.group(1)) + 31}", text),
        "figure": re.sub(r"(?<![\w.$])(\d+) g\b", lambda m: f"{int(m.group(1)) + 7} g", text),
        "product": re.sub(r"\bthe ([A-Z][a-z]+)", "the Zanzibar", text, count=1),
    }.items():
        if changed != text: yield kind, dict(answer, answer=changed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program"); parser.add_argument("--models"); parser.add_argument("--shops", type=int, default=20)
    parser.add_argument("--questions", type=int, default=10000, help="turns, over all shops"); parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep"); parser.add_argument("-v", action="store_true")
    parser.add_argument("--writer", default="rules"); parser.add_argument("--style", default="warm")
    parser.add_argument("--lies", action="store_true", help="put a lie into each answer, and tell how many are found")
    a = parser.parse_args()
    folder = a.keep or tempfile.mkdtemp(prefix="faithful-")
    turns, bad, kinds = 0, 0, collections.Counter()
    told, caught, rng = collections.Counter(), collections.Counter(), random.Random(a.seed)
    for number in range(a.shops):
        shop = maker.make(os.path.join(folder, f"shop-{number:02}"), a.seed * 1000 + number)
        judge = Judge(shop)
        asked = maker.questions(shop, 2 * a.questions // a.shops, a.seed * 7919 + number)
        while sum(len(d["turns"]) for d in asked) > -(-a.questions // a.shops): asked.pop()
        batch = os.path.join(folder, "questions.jsonl")
        with open(batch, "w") as file: file.writelines(json.dumps(d) + "\n" for d in asked)
        command = [a.program, "ask", "--shop", shop["folder"], "--batch", batch, "--json", "--writer", a.writer, "--style", a.style] + (["--models", a.models] if a.models else [])
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        if run.returncode != 0: sys.exit(f"'{' '.join(command)}' ended with {run.returncode}")
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        wanted = [(d["id"], i, t["q"], " ".join(t["q"] for t in d["turns"][:i])) for d in asked for i, t in enumerate(d["turns"])]
        if len(answers) != len(wanted): sys.exit(f"{len(answers)} answers to {len(wanted)} questions")
        for answer, (id, turn, question, before) in zip(answers, wanted):
            turns += 1
            found = judge.judge(question, before, answer)
            if not answer["grounded"]: found.append("the program itself says that it is not grounded")
            kinds[answer["intent"]] += 1
            for kind, lie in lies(answer, rng) if a.lies else []:
                told[kind] += 1
                if judge.judge(question, before, lie): caught[kind] += 1
            if found:
                bad += 1
                print(f"{id} {turn} “{(before + ' / ' if before else '') + question}”\n    “{answer['answer']}”\n    {'; '.join(found)}")
    if a.v: print(dict(kinds))
    for kind in told: print(f"lies about a {kind}: {caught[kind]} of {told[kind]} found ({100 * caught[kind] / told[kind]:.1f} %)")
    if any(caught[kind] < 0.9 * told[kind] for kind in told): sys.exit("this judge does not see enough to be believed")
    print(f"{turns} questions over {a.shops} shops: {bad} answers with something that is not in the facts")
    sys.exit(1 if bad else 0)


if __name__ == "__main__": main()
