#!/usr/bin/env python3
"""Ranks what is known of a product by a shopper's question: word vectors beside the sentence encoder and word overlap.

  evaluate.py RANKING.tsv [--shoptalk PROGRAM] [--words FOLDER-WITH-word-vectors.int8.gguf ...]

RANKING.tsv has the columns qid, qa_pair_id, question, candidate, label (Amazon's semi-structured product questions).
Prints the mean reciprocal rank and the precision at 1.
"""
import argparse, collections, csv, json, math, pathlib, re, subprocess, tempfile
import numpy as np


def readable(candidate):
    """An attribute as words: 'item weight 2 pounds' of 'item_weight: { value:2 unit:"pounds" }'."""
    text = re.sub(r"\b(value|unit|language_tag|standardized_values|normalized_value)\s*:", " ", candidate)
    return re.sub(r"\s+", " ", re.sub(r"[_{}\[\]\":,]+", " ", text)).strip()[:300] or "nothing"


def vectors(program, texts, more):
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "lines.txt")
        source.write_text("\n".join(texts) + "\n")
        subprocess.run([program, "dump", "bert", str(source), "--out", folder, "--states", "0", *more], check=True)
        with open(pathlib.Path(folder, "lines.dump"), "rb") as file:
            shape = json.loads(file.readline())["tensors"][0]["shape"]
            return np.frombuffer(file.read(), dtype="<f4", count=shape[0] * shape[1]).reshape(shape)


def overlap(texts):
    """BM25 over the candidates: a function of question and candidate numbers."""
    bags = [collections.Counter(re.findall(r"\w+", t.lower())) for t in texts]
    seen = collections.Counter(w for b in bags for w in b)
    mean = sum(sum(b.values()) for b in bags) / len(bags)
    weight = {w: math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) for w, n in seen.items()}
    def score(a, b):
        size = sum(bags[b].values())
        return sum(weight[w] * 2.2 * bags[b][w] / (bags[b][w] + 1.2 * (0.25 + 0.75 * size / mean)) for w in bags[a] if w in bags[b])
    return score


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ranking")
    options.add_argument("--shoptalk", default=".build/release/shoptalk")
    options.add_argument("--words", nargs="*", default=[])
    o = options.parse_args()
    questions = collections.OrderedDict()
    for row in csv.DictReader(open(o.ranking, newline=""), delimiter="\t"):
        questions.setdefault(row["qid"], (row["question"], []))[1].append((readable(row["candidate"]), row["label"] == "1"))
    questions = [q for q in questions.values() if any(right for _, right in q[1]) and not all(right for _, right in q[1])]
    texts = sorted({q for q, _ in questions} | {c for _, cs in questions for c, _ in cs})
    at = {t: n for n, t in enumerate(texts)}
    print(f"{len(questions)} questions, {sum(len(c) for _, c in questions)} candidates")
    ways = {"full-text (BM25)": overlap(texts)}
    for name, more in [("sentence encoder (MiniLM)", [])] + [(w, ["--models", w, "--meaning", "words"]) for w in o.words]:
        table = vectors(o.shoptalk, texts, more)
        ways[name] = lambda a, b, table=table: float(table[a] @ table[b])
    for name, score in ways.items():
        reciprocal = first = 0.0
        for question, candidates in questions:
            # Among equals the worst order counts, so that a way that tells nothing apart gains nothing.
            ranked = sorted(candidates, key=lambda c: (-score(at[question], at[c[0]]), c[1]))
            place = next(n for n, (_, right) in enumerate(ranked) if right)
            reciprocal += 1 / (place + 1); first += place == 0
        print(f"{name:32} MRR {reciprocal / len(questions):.3f}  P@1 {first / len(questions):.3f}")


main()
