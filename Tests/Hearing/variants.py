#!/usr/bin/env python3
"""Asks aloud for what a shop sells, and tells how often the right product and variant are understood.

  variants.py PROGRAM SHOP [--voice slt|rms|espeak ...] [--count 300] [--keep DIR] [--options ...]

PROGRAM is the built `shoptalk`, SHOP a folder with a Shopify catalog.csv. Every variant is asked for in turn, in one of
several ways, by each voice, until there are --count questions; each is answered from the sound with the shop's language,
from what is heard of it without, and from its text, which is the most that the ears could reach. What follows --options
goes to the program (--models DIR).
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

WAYS = ["how much is the {}", "what does the {} cost", "what's the price of the {}", "can you tell me how much the {} is"]


def variants(folder):
    """(handle, variant's options, what it is called) for every variant; the maker's name is left out."""
    found, title, vendor = [], "", ""
    with open(os.path.join(folder, "catalog.csv"), encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["Title"]:
                title, vendor = row["Title"], row["Vendor"] or ""
            values = [row.get(f"Option{n} Value") or "" for n in (1, 2, 3)]
            values = [v for v in values if v and v != "Default Title"]
            if not row.get("Variant Price"):
                continue
            name = title[len(vendor):].strip() if vendor and title.startswith(vendor + " ") else title
            found.append((row["Handle"], values, " ".join([*values, name]).lower()))
    return found


def speak(program, voice, text, wav):
    if voice == "espeak":
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", wav, "--", text], check=True)
    else:
        subprocess.run([program, "say", "--voice", voice, "--wav", wav, "--", text], check=True)


def ask(program, shop, lines, folder, options):
    batch = os.path.join(folder, "batch.jsonl")
    with open(batch, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run(
        [program, "ask", "--shop", shop, "--batch", batch, "--json", *options], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def score(answers, wanted):
    product = whole = 0
    for answer, (handle, values, _) in zip(answers, wanted, strict=True):
        first = next(iter(answer["products"]), None)
        if first and first["handle"] == handle:
            product += 1
            said = [v.lower() for v in (first.get("options") or {}).values()]
            whole += all(v.lower() in said for v in values)
    return product, whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shop")
    parser.add_argument("--voice", nargs="+", default=["slt", "espeak"])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--keep")
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[])
    given = parser.parse_args()
    everything = variants(given.shop)
    if not everything:
        print(f"{given.shop}: has no variants in catalog.csv", file=sys.stderr)
        return 65
    # The voices take turns, so that half of the questions are of each.
    wanted = [everything[i // len(given.voice) % len(everything)] for i in range(given.count)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or scratch
        os.makedirs(folder, exist_ok=True)
        texts, files = [], []
        for index, (_, _, name) in enumerate(wanted):
            texts.append(WAYS[index // len(given.voice) % len(WAYS)].format(name))
            files.append(os.path.join(folder, f"{index}.wav"))
            speak(given.program, given.voice[index % len(given.voice)], texts[-1], files[-1])
        plain = subprocess.run(
            [given.program, "transcribe", "--json", *files, *given.options], check=True, capture_output=True, text=True)
        heard = [json.loads(line)["text"] for line in plain.stdout.splitlines()]
        ways = {
            "heard with the shop's language": [{"wav": os.path.basename(f)} for f in files],
            "heard without it": [{"q": text or "nothing"} for text in heard],
            "read": [{"q": text} for text in texts],
        }
        for name, turns in ways.items():
            lines = [{"id": str(i), "turns": [turn]} for i, turn in enumerate(turns)]
            answers = ask(given.program, given.shop, lines, folder, given.options)
            for which in [None, *given.voice]:
                rows = [i for i in range(len(wanted)) if which in (None, given.voice[i % len(given.voice)])]
                product, whole = score([answers[i] for i in rows], [wanted[i] for i in rows])
                print(
                    f"{name}, {which or 'all voices'}: product {100 * product / len(rows):.1f} %, "
                    f"with its variant {100 * whole / len(rows):.1f} % of {len(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
