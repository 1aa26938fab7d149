"""Examples for the answerer: shops, products and figures that do not exist, in the wordings of frames.py."""

import csv
import random
import re

from check import POINTER, fault, pairs
from frames import FRAMES

STYLES = {"s": "short", "w": "warm", "f": "formal"}
KINDS = {"n": 10, "m": 12, "p": 6, "f": 16, "o": 16, "x": 10}
SPECIALS = (
    ["<|end|>", "<|ask|>", "<|fact|>", "<|say|>", "<|_|>", "<|short|>", "<|warm|>", "<|formal|>", "<|plain|>"]
    + [f"<|{kind}{number}|>" for kind, count in KINDS.items() for number in range(count)]
)
SYLLABLES = "bar bel bri cor dal den dor el fal fen gar gil hol jun kal lan lor mar mel nor ol pel quin ral ros sel tal tor ul val wen yar zel".split()


def expand(text, rng):
    """Chooses among [a|b], from the inside out."""
    while "[" in text:
        text = re.sub(r"\[([^\[\]]*)\]", lambda m: rng.choice(m[1].split("|")), text)
    return text


def invented(rng):
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3)))


STRAY = "in on with for of and or the a our all both today now only listed as it they so but very good more one per each made from to at by off this day month please".split()


class Filler:
    """What stands for the braces of a frame: the same on both sides, but for freedoms that change no fact."""

    def __init__(self, rng):
        self.rng = rng
        self.plural = rng.random() < 0.25
        r = rng.random
        self.variant = [] if r() < 0.5 else rng.choice([["for the O"], ["in O"], ["for the F"], ["in O", "O"], ["for the O", "O"], ["for the F", "O"], ["(O)"], ["as O"]])
        self.before = rng.choice(["", "", "", "", "reduced", "was", "today", "todaym", "offer"])
        self.count = rng.choice([1, 2, 2, 3, 3, 4, 4, 5, 6])
        self.second = [] if r() < 0.6 else rng.choice([["for the O"], ["in O"], ["for the F"], ["for the O", "O"]])
        self.offered = [r() < 0.15, r() < 0.15]
        self.attrs = rng.choice([0, 0, 0, 0, 1, 2])
        self.out = [r() < 0.15 for _ in range(8)]
        self.and_more = r() < 0.35
        self.froms = [r() < 0.4 for _ in range(8)]
        self.listed = rng.choice(["for the O", "in O", "for the F", "O"])
        self.kind = rng.choice(["one", "one", "thing we have", "X", "X", "X we have"])
        self.sup = rng.choice(["cheapest", "cheapest", "most expensive", "most expensive", "dearest"])
        self.place = rng.choice(["", "", "P", "P", "x", "PX"])
        self.day = rng.choice(["on X", "on X", "X", "today", "tomorrow"])
        self.yesno = rng.choice(["", "", "Yes, ", "No, "])
        self.tail = rng.random() < 0.5
        self.pick = rng.choice([0, 1, 2])
        self.frm = rng.random() < 0.4
        self.budget = rng.random() < 0.4
        self.offers = [rng.choice(["F off the N this month", "F percent off the N", "F percent off the N this month", "F percent off X", "X for M", "F N for M"]) for _ in range(3)]
        self.twice = [rng.random() < 0.2 for _ in range(8)]

    def offer(self, place, draft):
        return self.offers[place]

    def fill(self, text, style, draft):
        """The text with its braces filled and pointers without numbers, which are then numbered in order."""
        rng, p = self.rng, self.plural
        names = lambda n: (lambda l: ", ".join(l[:-1]) + " and " + l[-1] if len(l) > 1 else l[0])(["the N"] * n)  # noqa: E731

        def joined(items, word="and"):
            return items[0] if len(items) == 1 else ", ".join(items[:-1]) + f" {word} " + items[-1]

        article = self.pick
        def some(n):
            bare = ["N", "the N", "the N"][article]
            if not draft and style == "w" and article:
                bare = rng.choice(["the N", "our N"])
            return bare, n

        def tail():
            b = self.before
            if not b:
                return ""
            if b == "was":
                return " (was M)" if draft or rng.random() < 0.5 else rng.choice([" (was M)", ", which was M", " (it was M before)"] if not p else [" (was M)", " (they were M before)"])
            if b == "reduced":
                return " (reduced from M)" if draft or rng.random() < 0.3 else rng.choice([", reduced from M", ", down from M", " (down from M)"])
            off = "F off" if b == "today" else "M off"
            if b == "offer":
                return " with today's offer"
            plain = f" today ({off}, usually M)"
            return plain if draft or rng.random() < 0.4 else rng.choice([f" today, with {off}, instead of the usual M", f" today, {off} (usually M)", f" today ({off}, usually M)"])

        def variant():
            return "" if not self.variant else (" " + ", ".join(self.variant))

        def place():
            if not self.place:
                return ""
            if not draft and self.place == "P":
                return rng.choice({"s": [" In P.", f" {'They' if p else 'It'}'{'re' if p else 's'} in P."], "w": [" You'll find " + ("them" if p else "it") + " in P.", " Look for " + ("them" if p else "it") + " in P."], "f": [" You will find " + ("them" if p else "it") + " in P.", f" {'They are' if p else 'It is'} located in P."]}[style])
            it = "They're" if p else "It's"
            if not draft and style == "f":
                it = "They are" if p else "It is"
            return f" {it} " + {"P": "in P", "x": "X", "PX": "in P, X"}[self.place] + "."

        def options(shift=0):
            items = []
            for i in range(max(2, self.count)):
                items.append(("O" if self.listed != "for the F" else "F") + (" (out of stock)" if self.out[i + shift] and self.listed == "O" else ""))
            return joined(items)

        def lists():
            parts = []
            for i in range(max(2, self.count)):
                thing = self.listed if self.listed != "O" else "for the O"
                if self.twice[i]:
                    thing += " and " + thing.split()[-1]
                if not draft and thing.startswith("for the O") and self.tail and not self.twice[i]:
                    pass
                parts.append("M " + thing + (" (was M)" if self.out[i] and i == 0 else ""))
                if self.out[i] and i == 0:
                    parts[-1] = "M (was M) " + thing
                elif self.out[i] and not self.twice[i]:
                    parts[-1] += " (out of stock)"
            return joined(parts)

        def several(limit):
            bare, n = some(limit)
            n = min(6 if limit == 5 else limit, max(1, self.count))
            items = [bare] * n
            if self.and_more and n > 2:
                return ", ".join(items) + " and F more"
            return joined(items)

        def tries():
            items = ["N (" + ("from " if self.froms[i] else "") + "M)" for i in range(max(2, min(3, self.count)))]
            items = [("the " if not draft and style != "s" and self.tail else "") + i for i in items]
            return joined(items, "or")

        inside = ["in P", "X", "in P, X", "on the X"][0 if self.place in ("", "P") else (1 if self.place == "x" else 2)]
        values = {
            "is": "are" if p else "is", "s": "" if p else "s", "it": "they" if p else "it", "It": "They" if p else "It", "its": "they're" if p else "it's", "Its": "They're" if p else "It's",
            "have": "have" if p else "has", "has": "have" if p else "has", "do": "do" if p else "does", "was": "were" if p else "was", "es": "" if p else "es",
            "comes": "come" if p else "comes", "arleft": "are", "Itused": "They used to be" if p else "It used to be",
            "inP": inside, "InP": inside[0].upper() + inside[1:], "dep": ["X", "X and X", "X, X and X"][self.pick], "desc": ["X", "X, X", "a N0 made of X"][self.pick],
            "kind": self.kind, "sup": self.sup, "yesno": self.yesno, "day": self.day, "dayc": self.day[0].upper() + self.day[1:], "frm": "from " if self.frm else "",
            "budget": (", all within your budget") if self.budget else "",
            "budget1": ", within your budget" if self.budget else "", "offer": self.offer(0, draft), "offer2": self.offer(1, draft), "offer3": self.offer(2, draft), "gone": ["O is", "O and O are", "O is"][article],
        }
        def second():
            return "" if not self.second else " " + ", ".join(self.second)

        def attributes():
            return ["", "X: X for the N0, X for the N1. ", "X: X for the N0, X for the N1. X: F for the N0, F for the N1. "][self.attrs]

        for key, make in [("v2", second), ("w", lambda: " with today's offer" if self.offered[0] else ""), ("w2", lambda: " with today's offer" if self.offered[1] else ""), ("attrs", attributes), ("t", tail), ("v", variant), ("place", place), ("opts", options), ("opts2", lambda: options(2)), ("list", lists), ("names3", lambda: several(3)), ("names4", lambda: several(5)), ("tries", tries)]:
            text = re.sub(r"\{" + key + r"\}", lambda _: make(), text)
        text = re.sub(r"\{(\w+)\}", lambda m: values[m[1]], text)
        # 'all of them' claims nothing more than 'all'.
        return text


LETTER = re.compile(r"(?<![A-Za-z'<|])([NMPFOX])(\d*)(?![A-Za-z'|\d])")


def numbered(text):
    """Pointers numbered by kind in order of coming; those of a frame that bear a number keep their place."""
    count = {}

    def number(m):
        kind = m[1].lower()
        if m[2] and kind == "n":
            place = int(m[2])
            count[kind] = max(count.get(kind, 0), place + 1)
        else:
            place = count.get(kind, 0)
            count[kind] = place + 1
        return f"<|{kind}{place}|>"

    return LETTER.sub(number, text)


def capital(text):
    text = re.sub(r"^([a-z])", lambda m: m[1].upper(), text)
    return re.sub(r"([.!?] )([a-z])", lambda m: m[1] + m[2].upper(), text)


def question(source, intent, rng):
    lines = [l for l in source.split("\n") if l]
    own = [l[len(intent) + 2 :] for l in lines if l.startswith(intent + ": ")]
    return re.sub(r"\b[WN]\b", "<|_|>", expand(rng.choice(own or lines), rng)).strip()


def within(text):
    counts = {}
    for kind, number in POINTER.findall(text):
        if int(number) >= KINDS[kind]:
            return False
    return True


def example(rng, style=None):
    """(style, intent, question, draft, answer), or None where a filling makes no sense."""
    intent, ask, draft_frame, lines = rng.choice(FRAMES)
    style = style or rng.choice("swf")
    filler = Filler(rng)
    # Frames whose words already say from, to or what was, take no price of before.
    if any(w in draft_frame for w in ("M1", "in every")) and "{t}" in draft_frame:
        filler.before = ""
    if "{gone}" in draft_frame:
        filler.out = [False] * 8
        filler.listed = rng.choice(["in O", "for the F"])
    draft = numbered(capital(filler.fill(expand(draft_frame, rng), style, True)))
    if lines == "COPY":
        answer = draft
    else:
        pool = [l.partition(": ") for l in lines.strip().split("\n")]
        choices = [t for s, _, t in pool if s == style]
        answer = numbered(capital(filler.fill(expand(rng.choice(choices), rng), style, False)))
    draft, answer = (re.sub(r"\s+", " ", t).strip() for t in (draft, answer))
    draft, answer = (re.sub(r"\.\.+", ".", t) for t in (draft, answer))
    if not (within(draft) and within(answer)):
        return None
    return STYLES[style], intent, question(ask, intent, rng), draft, answer


def scrambled(draft, rng):
    """A sentence that no frame knows: words come, go and change places."""
    words = draft.split(" ")
    for _ in range(rng.randint(0, 3)):
        at = rng.randrange(len(words))
        if rng.random() < 0.4 and len(words) > 3 and "<" not in words[at]:
            del words[at]
        else:
            words.insert(at, rng.choice(STRAY))
    return " ".join(words)


def spelled(rng, draft, answer):
    """Now and then words of the shop stand as themselves, so that the model learns to copy those too."""
    for m in set(re.findall(r"<\|[xo]\d+\|>", draft)):
        if rng.random() < 0.5:
            words = " ".join(invented(rng) for _ in range(rng.randint(1, 2)))
            draft, answer = draft.replace(m, words), answer.replace(m, words)
    return draft, answer


def prompt(style, intent, asked, draft):
    facts = re.split(r"(?<=[.!?]) (?=[A-Z<])", draft)
    text = f"<|{style}|>{intent}<|ask|>{asked}" + "".join("<|fact|>" + f for f in facts) + "<|say|>"
    return tight(text)


def tight(text):
    """Pointers bring their own space."""
    return re.sub(r" (<\|(?:[nmpfox]\d+|_)\|>)", r"\1", text)


def loose(text):
    return re.sub(r"(?<![(\s“])(<\|[nmpfox]\d+\|>)", r" \1", text).strip()


NUMBER = re.compile(r"\d[\d,./:x]*\d|\d")


def people(folder, names=("hetpqa-answers-train.tsv", "semipqa-text-train.tsv")):
    """What people ask and answer, with figures as pointers; what has a figure that is not in the facts is left out."""
    csv.field_size_limit(1 << 24)
    for name in names:
        with open(folder / name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE if name.startswith("het") else csv.QUOTE_MINIMAL):
                asked, fact, answer = (row.get("question") or "").strip(), (row.get("candidate") or row.get("data") or "").strip(), (row.get("answer") or row.get("text") or "").strip()
                if fact and answer:
                    yield asked, fact, answer


def pointed(asked, fact, answer):
    """The three with the figures of the fact as pointers, the values, and whether the answer has no other figure."""
    values = list(dict.fromkeys(NUMBER.findall(fact)))[: KINDS["f"]]
    short = {v: f"<|f{i}|>" for i, v in enumerate(values)}
    for v in values:
        plain = re.sub(r"\.0+$", "", v)
        short.setdefault(plain, short[v])
    replace = lambda t: NUMBER.sub(lambda m: short.get(m[0], m[0]), t)  # noqa: E731
    fact, told = replace(fact), replace(answer)
    return replace(asked), fact, told, values, not re.search(r"\d", POINTER.sub("", told))


def together(first, second, rng):
    """Two answers in one: the second's pointers come after the first's; it may speak of the same thing."""
    counts = {}
    for kind, number in POINTER.findall(first[3]):
        counts[kind] = max(counts.get(kind, 0), int(number) + 1)
    if rng.random() < 0.5 and counts.get("n") == 1:
        counts["n"] = 0
    shift = lambda t: POINTER.sub(lambda m: f"<|{m[1]}{int(m[2]) + counts.get(m[1], 0)}|>", t)  # noqa: E731
    draft, answer = first[3] + " " + shift(second[3]), first[4] + " " + shift(second[4])
    return (*first[:3], draft, answer) if within(draft) else first


class Stream:
    """Endless examples as (prompt, answer) texts."""

    def __init__(self, seed, folder=None, share=0.2):
        self.rng = random.Random(seed)
        self.people, self.share = [], share
        if folder and folder.exists():
            for row in people(folder):
                asked, fact, told, _, clean = pointed(*row)
                if clean and len(fact) < 260 and len(told) < 200:
                    self.people.append((tight(f"<|plain|><|ask|>{asked.lower()}<|fact|>{fact}<|say|>"), tight(told)))
        self.refused = 0

    def next(self):
        rng = self.rng
        if self.people and rng.random() < self.share:
            return rng.choice(self.people)
        while True:
            made = example(rng)
            if made is None:
                continue
            if rng.random() < 0.18:
                other = example(rng, made[0][0])
                if other and not fault(made[3], made[4]) and not fault(other[3], other[4]):
                    made = together(made, other, rng)
            style, intent, asked, draft, answer = made
            if fault(draft, answer):
                self.refused += 1
                continue
            if rng.random() < 0.12:  # What it does not know it says as the rules do.
                draft = answer = scrambled(draft, rng)
            if rng.random() < 0.15:
                draft, answer = spelled(rng, draft, answer)
            return prompt(style, intent, asked, draft), tight(answer)


def lexicon(samples=80000, seed=11):
    """The words of the frames: all that the model may say by itself, those that the rules write, and those of them that
    no way of saying it leaves out."""
    rng, said, drafted, dropped, known = random.Random(seed), set(), set(), set(), set()
    for _ in range(samples):
        made = example(rng)
        if made and not fault(made[3], made[4], keeps=()):
            draft, answer = (re.findall(r"[a-z]+(?:'[a-z]+)?", POINTER.sub(" ", t).lower()) for t in made[3:])
            drafted |= set(draft)
            said |= set(draft) | set(answer)
            dropped |= {w for w in set(draft) if answer.count(w) < draft.count(w)}
            known |= set(pairs(made[3])) | set(pairs(made[4])) | set(pairs("Hello. " + made[4])[2:])
    return sorted(said), sorted(drafted), sorted(drafted - dropped), sorted(known)
