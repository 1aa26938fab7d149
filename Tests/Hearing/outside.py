#!/usr/bin/env python3
"""How often speech that has nothing to do with a shop is taken for an order.

  outside.py PROGRAM SHOP [--voice [slt|rms|awb|espeak ...]] [--questions FILE] [--count N] [-v] [--options ...]

The sentences of general.txt, and where --questions names CLINC150's file (clinc150-train-val.json) N questions of its
oos_val, are spoken by each voice, heard with the shop's language and asked of the clerk. An order is taken where the answer
is on goods of the shop; told apart are who is asked back ("Did you mean ...?") and who is told something of the house that
was not asked. Typed, the same sentences show what is the clerk's share. What follows --options goes to the program
(--models DIR).
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile


# What the clerk calls its answers to what it does not answer.
NOTHING = ("out_of_scope", "unclear", "unknown_product", "greeting", "thanks", "goodbye", "staff")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shop")
    parser.add_argument("--voice", nargs="*", default=["slt"])
    parser.add_argument("--questions")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("-v", action="store_true", dest="verbose")
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[])
    given = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "general.txt"), encoding="utf-8") as file:
        sentences = [line.strip() for line in file if line.strip()]
    if given.questions:
        with open(given.questions, encoding="utf-8") as file:
            sets = json.load(file)
        # Some of oos_train taught the clerk what it is not asked (Models/understanding/instead.py).
        others = [text for text, _ in sets["oos_val"]]
        sentences += random.Random(7).sample(others, min(given.count, len(others)))

    with tempfile.TemporaryDirectory() as folder:

        def orders(said, by):
            batch = os.path.join(folder, "asked.jsonl")
            with open(batch, "w", encoding="utf-8") as file:
                for i, text in enumerate(said):
                    file.write(json.dumps({"id": str(i), "turns": [{"q": text}]}) + "\n")
            run = subprocess.run(
                [given.program, "ask", "--shop", given.shop, "--json", "--batch", batch, *given.options], check=True,
                capture_output=True, text=True)
            taken = asked = told = 0
            for sentence, text, line in zip(sentences, said, run.stdout.splitlines(), strict=True):
                answer = json.loads(line)
                if answer["products"] and "Did you mean" in answer["answer"]:
                    asked += 1
                elif answer["products"]:
                    taken += 1
                    if given.verbose:
                        print(f"  {by}: {sentence!r} heard as {text!r}: {answer['answer']}")
                elif answer["intent"] not in NOTHING:
                    told += 1
            print(
                f"{by}: {taken} of {len(said)} taken for an order ({100 * taken / len(said):.1f} %), {asked} asked back, "
                f"{told} told something of the house", flush=True)

        orders(sentences, "typed")
        for voice in given.voice:
            files = [os.path.join(folder, f"{voice}-{i}.wav") for i in range(len(sentences))]
            for sentence, wav in zip(sentences, files, strict=True):
                subprocess.run([given.program, "say", "--voice", voice, "--wav", wav, "--", sentence], check=True)
            run = subprocess.run(
                [given.program, "transcribe", "--json", "--shop", given.shop, *files, *given.options], check=True,
                capture_output=True, text=True)
            # Nothing heard is nothing ordered, and is not asked.
            orders([json.loads(line)["text"] or "nothing" for line in run.stdout.splitlines()], voice)
    return 0


if __name__ == "__main__":
    sys.exit(main())
