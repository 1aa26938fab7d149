"""Whether an answer, with pointers in place of values, says what the rules wrote. The Swift side has the same rules.

A text is words and pointers: "The <|n0|> is <|m0|>." An answer is true to a draft where every value stands in it as often
as in the draft (a name at least once), in the same order, with the same part to play, and where both make the same claims.
"""

import re

# Words that no way of saying it leaves out: what words.py found in the frames.
KEPT = set("""
again all anything at budget cheaper cheapest closed dearest did each else every expensive find fits goodbye has heard here hours i'm instead it less
listed made mean month more most need needs no not off offer on one or out percent product rated same sell sold sure take thing this to today today's
tomorrow until version welcome what which within your
""".split())

POINTER = re.compile(r"<\|([nmpfox])(\d+)\|>")

# Claims that both or neither must make.
CLAIMS = {
    "nothing": r"\b(?:no|not|never|none|nothing|neither|nor|unable|cannot)\b|n't\b|\bout of stock\b|\bsold out\b|\brun out\b|\bclosed\b|\bunavailable\b",
    "out": r"\bout of stock\b|\bsold out\b|\brun out\b|\bunavailable\b",
    "stocked": r"(?<!out of )(?<!not )(?<!n't )\b(?:in stock|available)\b",
    "missing": r"(?:\bnot|n't) (?:have|carry|sell|find|say|listed)\b",
    "few": r"\b(?:only|just)\b(?! (?:head|out|run|right))",
    "left": r"\b(?:left|remaining|remain)\b",
    "cheaper": r"\bcheaper\b|\bless\b|\blower\b",
    "dearer": r"\bcosts? more\b|\bmore expensive\b|\bdearer\b|\bpricier\b",
    "cheapest": r"\bcheapest\b|\bleast expensive\b",
    "dearest": r"\bmost expensive\b|\bdearest\b",
    "same": r"\bsame\b",
    "reduced": r"\breduced\b|\bdown\b|\boff\b|\binstead\b|\busually\b|\busual\b|\bwas\b|\bwere\b|\bused to\b|\bsave\b|\bsale\b",
    "offer": r"(?<!can )\b(?:offer|deal|promotion)\b",
    "today": r"\btoday\b",
    "tomorrow": r"\btomorrow\b",
    "week": r"\b(?:week|month|tonight)\b",
    "open": r"\b(?:open|opening)\b",
    "closed": r"\bclosed\b|\bshut\b",
    "each": r"\beach\b",
    "total": r"\bcome to\b|\btotal\b|\btogether\b|\baltogether\b",
    "range": r"(?<!made )\b(?:from|between|up to|starts?|starting)\b",
    "every": r"\b(?:every|all of)\b",
    "more": r"\band (?:<\|f\d+\|> )?more\b",
    "budget": r"\bbudget\b",
    "listed": r"\blisted\b",
    "until": r"\buntil\b",
    "with": r"\bwithout\b",
    "asks": r"\?",
}
CLAIMS = {name: re.compile(pattern) for name, pattern in CLAIMS.items()}
YES = re.compile(r"\b(?:yes|certainly|indeed|luck|good news)\b")
NO = re.compile(r"\bno\b")
OUT = CLAIMS["out"]
MISSING = CLAIMS["missing"]
OLD = re.compile(r"\b(?:was|were|usually|usual|normally|reduced from|down from|instead of|used to|before)\b")
BREAK = re.compile(r"[.!?;:]| but | though\b| however| except ")
AGAINST = re.compile(r"\b(?:than|compared|against)\b")


def pointers(text):
    return [kind + number for kind, number in POINTER.findall(text)]


def parts(text):
    """What each value has to do with the others: what was, what is for each, what is out of stock or not there."""
    found, first = {}, next((p for p in pointers(text) if p[0] == "n"), None)
    for clause in BREAK.split(re.sub(r"<\|(\w+)\|> \(out of stock\)", r"<|\1|> ", text)):
        inside = [m for m in POINTER.finditer(clause)]
        out, missing = OUT.search(clause), MISSING.search(clause)
        names = [m[1] + m[2] for m in inside if m[1] in "nox"]
        for name in names or ([first] if first else []):
            if out:
                found.setdefault(name, set()).add("out")
            if missing and names:
                found.setdefault(name, set()).add("missing")
        start = 0
        for place, m in enumerate(inside):
            if m[1] == "m":
                end = inside[place + 1].start() if place + 1 < len(inside) else len(clause)
                before, after = clause[start : m.start()], clause[m.end() : end]
                roles = found.setdefault(m[1] + m[2], set())
                if OLD.search(before):
                    roles.add("old")
                if re.search(r"\bfrom $", before):
                    roles.add("low")
                if CLAIMS["each"].search(after):
                    roles.add("each")
                if CLAIMS["total"].search(before):
                    roles.add("total")
            start = m.end()
    for m in re.finditer(r"<\|(\w+)\|> \(out of stock\)", text):
        found.setdefault(m[1], set()).add("out")
    return {name: roles for name, roles in found.items() if roles}


def company(draft, answer):
    """Whether each value stays with those it belongs to: "$3 in red, $4 in blue and green" is not "$3 in red and blue, $4 in green"."""
    old = {name for name, roles in parts(draft).items() if "old" in roles}
    given, said = ([p for p in pointers(t) if p not in old] for t in (draft, answer))
    if sorted(given) != sorted(said):  # A name comes less often.
        given, said = list(dict.fromkeys(given)), list(dict.fromkeys(said))
    count = {kind: len({p for p in given if p[0] == kind}) for kind in "nmpfox"}
    for i, first in enumerate("nmpfox"):
        for second in "nmpfox"[i + 1 :]:
            if not count[first] or not count[second] or max(count[first], count[second]) < 2:
                continue
            # What is said of one thing alone can stand anywhere; of two that have a price each, by their prices.
            if first == "n" and (count["n"] == 1 or count["n"] == count["m"] == 2 and second in "fox"):
                continue
            a, b = ([p for p in t if p[0] in first + second] for t in (given, said))
            if a != b and not same_company(a, b, first, second):
                return f"{a} became {b}"
    return None


def same_company(a, b, first, second):
    # "The Mug is $4, the Cup is $3" and "$4 for the Mug, $3 for the Cup".
    twos = [a[i : i + 2] for i in range(0, len(a), 2)]
    if all(len(t) == 2 and t[0][0] != t[1][0] for t in twos) and b == [p for t in twos for p in reversed(t)]:
        return True
    # "The Mug is cheaper: $3 against $4 for the Cup" and "The Mug at $3 is cheaper than the Cup at $4".
    if {first, second} == {"n", "m"} and len(a) == 4 and all(t in (["n0", "m0", "m1", "n1"], ["n0", "m0", "n1", "m1"]) for t in (a, b)):
        return True
    # "From $3 to $9, depending on size and color" and "Depending on size and color, from $3 to $9".
    together = lambda t: sum(p[0] != q[0] for p, q in zip(t, t[1:])) == 1  # noqa: E731
    return bool({first, second} & {"f", "x"}) and together(a) and together(b)


def fault(draft, answer, keeps=None, known=None):
    """Why an answer is not true to its draft, or None."""
    draft, answer = (re.sub(r"\s*(<\|\w+\|>)", r" \1", t.lower()).strip() for t in (draft, answer))
    given, said = pointers(draft), pointers(answer)
    order = lambda found: list(dict.fromkeys(found))  # noqa: E731
    for kind in "nmpfox":
        a, b = [p for p in given if p[0] == kind], [p for p in said if p[0] == kind]
        if order(a) != order(b):
            return f"{kind}: {a} became {b}"
        if kind != "n" and len(a) != len(b) or any(b.count(p) > a.count(p) for p in b):
            return f"{kind}: {a} became {b}"
    words = lambda t: re.findall(r"[a-z]+(?:'[a-z]+)?", POINTER.sub(" ", t))  # noqa: E731
    before, after = words(draft), words(answer)
    for word in KEPT if keeps is None else keeps:
        if after.count(word) < before.count(word):
            return f"'{word}' is missing"
    for name, pattern in CLAIMS.items():
        if bool(pattern.search(draft)) != bool(pattern.search(answer)):
            return f"claim '{name}'"
    if YES.search(answer) and not YES.search(draft):
        return "claim 'yes'"
    if bool(NO.search(draft)) != bool(NO.search(answer)):
        return "claim 'no'"
    if len(CLAIMS["closed"].findall(draft)) != len(CLAIMS["closed"].findall(answer)):
        return "claim 'closed'"
    if re.search(r"\b(?:cheaper|more)\b", draft):
        m, n = AGAINST.search(answer), answer.find("<|n0|>")
        if m and m.start() < n:
            return "comparison turned round"
    if parts(draft) != parts(answer):
        return f"parts {parts(draft)} became {parts(answer)}"
    if problem := company(draft, answer):
        return problem
    if known is not None:
        odd = [p for p in pairs(answer) if p not in known and p not in set(pairs(draft))]
        if odd:
            return f"'{odd[0]}' is no English"
    return None


def pairs(text):
    """Each word, kind of pointer and mark with the next."""
    units = ["^"] + [m[1] and f"<{m[1][2]}>" or m[0] for m in re.finditer(r"(<\|\w+\|>)|[a-z0-9']+|[^\sa-z0-9']", text.lower())]
    return [a + "_" + b for a, b in zip(units, units[1:])]
