"""What answers are measured by: ROUGE-L (Lin 2004), BLEU-4 (Papineni et al. 2002), and what of a set was found."""

import collections
import math
import re


def words(text):
    return re.findall(r"<\|\w+\|>|[a-z0-9']+(?:\.\d+)?", text.lower())


def rouge_l(answer, reference):
    """The F1 of the longest common subsequence of words."""
    a, b = words(answer), words(reference)
    if not a or not b:
        return float(a == b)
    row = [0] * (len(b) + 1)
    for x in a:
        last = 0
        for j, y in enumerate(b, 1):
            row[j], last = (last + 1 if x == y else max(row[j], row[j - 1])), row[j]
    return 2 * row[-1] / (len(a) + len(b))


def bleu(pairs):
    """Of (answer, references) pairs together, with the nearest reference's length."""
    right, all_, length, wanted = [0] * 4, [0] * 4, 0, 0
    for answer, references in pairs:
        a, many = words(answer), [words(r) for r in references]
        length += len(a)
        wanted += min((abs(len(r) - len(a)), len(r)) for r in many)[1]
        for n in range(4):
            grams = lambda t: collections.Counter(tuple(t[i : i + n + 1]) for i in range(len(t) - n))  # noqa: E731
            most = collections.Counter()
            for r in many:
                most |= grams(r)
            right[n] += sum((grams(a) & most).values())
            all_[n] += max(0, len(a) - n)
    if not all(right):
        return 0.0
    return min(1.0, math.exp(1 - wanted / max(1, length))) * math.exp(sum(math.log(r / c) for r, c in zip(right, all_)) / 4)


def found(pairs):
    """Precision, recall and F1 of (said, wanted) multisets."""
    right = said = wanted = 0
    for a, b in pairs:
        a, b = collections.Counter(a), collections.Counter(b)
        right, said, wanted = right + sum((a & b).values()), said + sum(a.values()), wanted + sum(b.values())
    p, r = right / max(1, said), right / max(1, wanted)
    return p, r, 2 * p * r / max(1e-9, p + r)
