"""Measures the answerer: on examples and shops that it has not seen, and on people's answers where they are there."""

import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import data
from check import fault, pointers
from measure import bleu, found, rouge_l, words

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/Faithful"))


def run(program, *arguments, text=None):
    done = subprocess.run([str(program), *map(str, arguments)], input=text, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"'{program} {' '.join(map(str, arguments))}' ended with {done.returncode}")
    return done.stdout.splitlines()


def write_on(program, model, vocabulary, prompts, precision="int8", new=96):
    """Greedy answers, without any constraint."""
    lines = "\n".join(json.dumps({"tokens": vocabulary.encode(p).ids}) for p in prompts)
    out = run(program, "dump", "text", "--model", model, "--new", new, "--precision", precision, "--threads", 1, text=lines)
    return [data.loose(vocabulary.decode([t for t in json.loads(l)["greedy"] if t], skip_special_tokens=False)) for l in out]


def examples(program, model, vocabulary, count=600, seed=424242):
    """Drafts that were not trained on, answered without constraint and without check, int8 and fp32."""
    rng, made = random.Random(seed), []
    while len(made) < count:
        one = data.example(rng)
        if one and not fault(one[3], one[4]):
            made.append(one)
    prompts = [data.prompt(*m[:4]) for m in made]
    told = write_on(program, model, vocabulary, prompts)
    plain = write_on(program, model, vocabulary, prompts, "fp32")
    right = [fault(m[3], t) is None for m, t in zip(made, told)]
    p, r, f1 = found([(pointers(t), pointers(m[4])) for m, t in zip(made, told)])
    print(f"\n{count} made-up answers, no constraint, no check: {sum(right) / count:.1%} say what the rules say (accuracy)")
    print(f"  values: precision {p:.3f}, recall {r:.3f}, F1 {f1:.3f}; BLEU-4 {bleu([(t, [m[4]]) for m, t in zip(made, told)]):.3f}, "
          f"ROUGE-L {sum(rouge_l(t, m[4]) for m, t in zip(made, told)) / count:.3f} against one of several right wordings")
    print(f"  int8 and fp32 write the same {sum(a == b for a, b in zip(told, plain)) / count:.1%}; fp32 accuracy {sum(fault(m[3], t) is None for m, t in zip(made, plain)) / count:.1%}")


def own(program, model, vocabulary, rows, when, made=120):
    """A shop's own wordings and made-up ones, without constraint and check."""
    import own as lines

    for name, rows in (("the shop's own", rows), ("made up", lines.examples(made, 515151))):
        told = write_on(program, model, vocabulary, [data.prompt(*r[:4]) for r in rows])
        right = sum(fault(r[3], t) is None for r, t in zip(rows, told))
        same = sum(words(r[4]) == words(t) for r, t in zip(rows, told))
        print(f"{when}, {name}: {len(rows)} answers, {right / len(rows):.1%} say what the rules say, {same / len(rows):.1%} as it is wanted, "
              f"ROUGE-L to that {sum(rouge_l(t, r[4]) for r, t in zip(rows, told)) / len(rows):.3f}", flush=True)


def shops(program, models, count=10, questions=3000, seed=77):
    """Made-up shops, answered by the program, judged by their files with Tests/Faithful's judge."""
    import faithful
    import shops as maker

    totals = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            shop = maker.make(os.path.join(folder, f"shop-{number:02}"), seed * 1000 + number)
            judge = faithful.Judge(shop)
            asked = maker.questions(shop, questions // count * 2 // 3, seed * 7919 + number)
            batch = Path(folder) / "questions.jsonl"
            batch.write_text("".join(json.dumps(d) + "\n" for d in asked))
            turns = {(d["id"], i): (t["q"], " ".join(t["q"] for t in d["turns"][:i])) for d in asked for i, t in enumerate(d["turns"])}
            for style in ("short", "warm", "formal"):
                lines = [json.loads(l) for l in run(program, "eval", "writing", "--shop", shop["folder"], "--batch", batch, "--style", style, "--threads", 1, *(["--models", models] if models else []))]
                for line in lines:
                    t = totals.setdefault(style, dict(turns=0, asked=0, written=0, given=0, same=0, raw=[], rules=[], wrong={"rules": [], "model": [], "model without check": []}, first=[], whole=[], rouge=[], length=[]))
                    if "rules" not in line:
                        t["turns"] += line["turns"]
                        t["first"].append(line["first_ms"]), t["whole"].append(line["whole_ms"])
                        continue
                    t["asked"] += 1
                    question, before = turns[line["id"], line["turn"]]
                    bad = lambda text: judge.judge(question, before, {"answer": text, "products": []})  # noqa: E731
                    t["wrong"]["rules"] += bad(line["rules"])
                    t["wrong"]["model"] += bad(line["given"])
                    if line["model"]:
                        t["written"] += 1
                        t["wrong"]["model without check"] += bad(line["model"]) or ([line["fault"]] if line["fault"] else [])
                        if not line["fault"]:
                            t["given"] += 1
                            t["same"] += line["model"] == line["rules"]
                            t["rouge"].append(rouge_l(line["model"], line["rules"]))
                            t["length"].append((len(words(line["model"])), len(words(line["rules"]))))
    print(f"\n{count} made-up shops:")
    for style, t in totals.items():
        longer = sum(a for a, _ in t["length"]) / max(1, sum(b for _, b in t["length"]))
        print(f"  {style}: of {t['turns']} turns {t['asked']} were the writer's; it wrote {t['written']}, of which {t['given']} passed the check ({t['given'] / max(1, t['asked']):.1%} of its turns); "
              f"{1 - t['same'] / max(1, t['given']):.1%} of those in other words than the rules (ROUGE-L to them {sum(t['rouge']) / max(1, len(t['rouge'])):.2f}, {longer:.2f} times as long)")
        for who, wrong in t["wrong"].items():
            n = t["written"] if who == "model without check" else t["asked"]
            print(f"    {who}: {len(wrong)} faults in {n} answers" + (f" (such as: {wrong[0]})" if wrong else ""))
        print(f"    first token {max(x['median'] for x in t['first']):.1f} ms (p95 {max(x['p95'] for x in t['first']):.1f}), whole {max(x['median'] for x in t['whole']):.1f} ms (p95 {max(x['p95'] for x in t['whole']):.1f}); the slowest shop's")


def people(program, model, vocabulary, folder):
    """People's answers: what the passage says (the rules read it out), what the model makes of it, with and without check."""
    if not folder.exists():
        print(f"\n{folder} is not there: people's answers were not measured")
        return
    number = data.NUMBER
    for name in ("hetpqa-answers-dev.tsv", "semipqa-text-dev.tsv"):
        rows = [r for r in data.people(folder, (name,)) if len(r[1]) < 400]
        pointed = [data.pointed(*r) for r in rows]
        told = write_on(program, model, vocabulary, [data.tight(f"<|plain|><|ask|>{a.lower()}<|fact|>{f}<|say|>") for a, f, _, _, _ in pointed], new=64)
        answers = {"rules (the passage)": [], "model without check": [], "model": []}
        for (asked, fact, wanted), (_, _, _, values, _), text in zip(rows, pointed, told):
            text = re.sub(r"<\|f(\d+)\|>", lambda m: values[int(m[1])] if int(m[1]) < len(values) else "?", text)
            text = re.sub(r"<\|\w+\|>", "", text)
            # The check: every figure, and two words of three, stand in the passage or the question.
            known = set(words(fact + " " + asked))
            figures = set(number.findall(fact + " " + asked))
            fits = text.strip() and all(n in figures for n in number.findall(text)) and sum(w in known for w in words(text)) * 3 >= 2 * len(words(text))
            for who, said in (("rules (the passage)", fact), ("model without check", text), ("model", text if fits else fact)):
                answers[who].append((said, wanted, fact + " " + asked))
        print(f"\n{name}: {len(rows)} answers of people")
        for who, all_ in answers.items():
            loose = sum(any(n not in set(number.findall(f)) for n in number.findall(a)) for a, _, f in all_)
            print(f"  {who}: ROUGE-L {sum(rouge_l(a, w) for a, w, _ in all_) / len(all_):.3f}, BLEU-4 {bleu([(a, [w]) for a, w, _ in all_]):.3f}; "
                  f"{loose} with a figure that is in neither passage nor question ({loose / len(all_):.1%}); {sum(len(words(a)) for a, _, _ in all_) / len(all_):.1f} words")


def evaluate(program, model, folder, models=None, peoples=None, quick=False):
    from tokenizers import Tokenizer

    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json"))
    examples(program, model, vocabulary, 200 if quick else 600)
    shops(program, models, 3 if quick else 10, 600 if quick else 3000)
    if peoples:
        people(program, model, vocabulary, peoples)
