"""Writes Tests/Goldens/answerer/claims.tsv: drafts, answers that are true to them or not, and what check.py says."""

import random
import re
import sys
from pathlib import Path

import data
from check import POINTER, fault


def lies(draft, answer, rng):
    """Answers that say something else than the draft, by kind."""
    found = {}
    marks = POINTER.findall(answer)
    kinds = {}
    for kind, number in marks:
        kinds.setdefault(kind, [])
        if number not in kinds[kind]:
            kinds[kind].append(number)
    for kind, numbers in kinds.items():
        if len(numbers) > 1:
            a, b = rng.sample(numbers, 2)
            swap = {f"<|{kind}{a}|>": f"<|{kind}{b}|>", f"<|{kind}{b}|>": f"<|{kind}{a}|>"}
            found["swapped " + kind] = POINTER.sub(lambda m: swap.get(m[0], m[0]), answer)
        found["dropped " + kind] = answer.replace(f" <|{kind}{numbers[-1]}|>", "")
        found["invented " + kind] = answer.replace(f"<|{kind}{numbers[-1]}|>", f"<|{kind}{len(numbers)}|>")
    for a, b, name in [("out of stock", "in stock", "stock"), ("sold out", "in stock", "stock"), ("in stock", "sold out", "stock"), ("cheaper", "more expensive", "cheaper"),
                       ("cheapest", "most expensive", "cheapest"), (" (<|m", " (from <|m", "from"), ("Yes", "No", "yes"), ("No,", "Yes,", "yes"), ("don't have", "have", "have"), ("do not", "do", "have"), ("closed", "open", "closed"),
                       ("open", "closed", "closed"), (", but only", ", and", "only"), ("reduced from", "reduced to", "reduced"), (" (was", " (now", "was"), ("no offer", "an offer", "offer"), ("today", "tomorrow", "today"),
                       (" each", " together", "each"), ("cost more", "cost less", "more"), ("costs more", "costs less", "more"), ("usually", "now", "was")]:
        if a in answer:
            found["turned " + name] = answer.replace(a, b, 1)
    # A value goes to its neighbour's neighbours: "$3 in red, $4 in blue and green" to "$3 in red and blue, $4 in green".
    units = re.split(r"(<\|\w+\|>)", answer)
    for at in range(1, len(units) - 2, 2):
        if units[at][2] != units[at + 2][2] and kinds.get(units[at][2], []) and len(kinds[units[at][2]]) > 1 and len(kinds[units[at + 2][2]]) > 1:
            moved = list(units)
            moved[at], moved[at + 2] = moved[at + 2], moved[at]
            found[f"moved {units[at][2]} and {units[at + 2][2]}"] = "".join(moved)
            break
    return {k: v for k, v in found.items() if v != answer}


def main(path, seed=5, count=400):
    rng, rows, told, caught = random.Random(seed), [], {}, {}
    text = (Path(__file__).resolve().parents[2] / "Sources/Clerk/Writing/WriterWords.swift").read_text()
    known = set(re.search(r'let pairs = Set\(\s*"""(.*?)"""', text, re.S)[1].split())
    judge = lambda draft, answer: fault(draft, answer, known=known)  # noqa: E731
    while len(rows) < 3 * count:
        made = data.example(rng)
        if made is None:
            continue
        draft, answer = made[3:]
        rows.append((draft, answer, judge(draft, answer) is None))
        if judge(draft, answer):
            continue
        wrong = lies(draft, answer, rng)
        for name, lie in wrong.items():
            told[name] = told.get(name, 0) + 1
            caught[name] = caught.get(name, 0) + (judge(draft, lie) is not None)
        for lie in rng.sample(sorted(wrong.values()), min(2, len(wrong))):
            rows.append((draft, lie, judge(draft, lie) is None))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join("\t".join((d, a, "true" if ok else "false")) + "\n" for d, a, ok in rows))
    for name in sorted(told):
        print(f"{name}: {caught[name]} of {told[name]} found")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
