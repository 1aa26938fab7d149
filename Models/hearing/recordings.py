#!/usr/bin/env python3
"""Makes recordings to practise on: sentences spoken by machines.

  recordings.py OUT_DIR SENTENCES... [--shop DIR]... [--count N] [--seed N]

SENTENCES are text files with a sentence a line (what people ask, of any kind); of each --shop, a folder with a
catalog.csv, the products are asked for in many ways. N of all these (default 3000), drawn by --seed, are spoken by
flite (slt, awb, kal16) and espeak-ng in its many voices, which must be installed. OUT_DIR gets a WAV file each, and
sentences.tsv: file, sentence. What is there already is not spoken again. Recordings of people (16 kHz, mono, 16 bits)
may be put beside them, with or without a line in sentences.tsv.
"""

import argparse
import concurrent.futures
import csv
import os
import random
import re
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np

RATE = 16000
# rms, the device's other voice, is left out, so that it can tell how others fare.
FLITE = ["slt", "slt", "awb", "kal16"]
LANGUAGES = ["en-us", "en-us", "en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-029", "en-gb-x-gbclan"]
VARIANTS = """f1 f2 f3 f4 f5 m1 m2 m3 m4 m5 m6 m7 klatt klatt2 klatt3 klatt4 max steph adam linda david michael rob
victor zac anika belinda caleb ed edward grandma john sandro shelby Annie Andy Alex Alicia Gene Lee Mike
Marco""".split()
SIZES = "small medium large big blue red black cheaper double single two three ten".split() + [
    "twelve ounce", "sixteen ounce", "half gallon", "one pound", "six pack of the", "size eight", "half a dozen"]
WAYS = """how much is the {a}
how much are the {a}
do you have any {a}
have you got {a} in
where do i find the {a}
which aisle is the {a} in
is the {a} in stock today
what is in the {a}
does the {a} have nuts in it
is there milk in the {a}
what sizes does the {a} come in
can i get a {s} {a}
i'd like a {s} {a} please
could i have the {s} {a}
is the {a} cheaper than the {b}
what's the difference between the {a} and the {b}
give me a {s} {a} and the {b}
what goes with the {a}
is the {a} vegan
is there a deal on the {a}
what's the {s} {a} going for
what does the {a} cost
i'm looking for a {a} for my sister
my friend is allergic to nuts is the {a} okay for her
are you out of the {a}
what's cheaper the {a} or the {b}
how long does the {a} last
can i bring the {a} back if it doesn't fit
{s} {a}
no the {s} one
and the {a}
um the {a} is that any good""".splitlines()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("sentences", type=Path, nargs="*")
    parser.add_argument("--shop", type=Path, action="append", default=[])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    lines = [line.strip() for path in arguments.sentences for line in path.read_text("utf-8").splitlines()]
    told = sorted({line for line in lines if is_sayable(line)})
    titles = sorted({title for shop in arguments.shop for title in read_titles(shop)})
    asked = set()
    while len(titles) > 1 and len(asked) < arguments.count // 2:
        a, b = rng.sample(titles, 2)
        asked.add(rng.choice(WAYS).format(a=a, b=b, s=rng.choice(SIZES)))
    if not told and not asked:
        raise SystemExit("nothing to say: give files of sentences, or --shop")
    pool = told + sorted(asked)
    rng.shuffle(pool)
    arguments.out.mkdir(parents=True, exist_ok=True)
    jobs = [(arguments.out, n, text, draw_voice(rng)) for n, text in enumerate(pool[: arguments.count])]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as workers:
        made = [line for line in workers.map(speak, jobs) if line]
    (arguments.out / "sentences.tsv").write_text("".join(f"{name}\t{text}\n" for name, text in made), "utf-8")
    print(f"{len(made)} of {len(jobs)} sentences spoken into {arguments.out}", file=sys.stderr)


def is_sayable(line):
    return 2 <= len(line.split()) <= 16 and re.fullmatch(r"[a-z0-9' ,.?!$%-]+", line.lower()) is not None


def read_titles(shop):
    with open(shop / "catalog.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            title = row.get("Title") or row.get("title") or ""
            title = " ".join(re.sub(r"[^a-z0-9 ]", " ", title.lower()).split())
            if title:
                yield title


def draw_voice(rng):
    """Program and arguments."""
    if rng.random() < 0.55:
        return "flite", rng.choice(FLITE), f"{rng.uniform(0.85, 1.2):.2f}"
    return "espeak-ng", f"{rng.choice(LANGUAGES)}+{rng.choice(VARIANTS)}", str(rng.randint(120, 190))


def speak(job):
    folder, number, text, (program, voice, pace) = job
    name = f"{number:05d}-{voice}.wav"
    path, raw = folder / name, folder / f".{number}.wav"
    if path.exists():
        return name, text
    command = ["espeak-ng", "-v", voice, "-s", pace, "-w", raw, text]
    if program == "flite":
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={pace}", "-t", text, "-o", raw]
    try:
        subprocess.run(command, check=True, capture_output=True)
        with wave.open(str(raw)) as file:
            rate, x = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
        x = np.clip(np.round(resampled(x, rate)), -32768, 32767).astype("<i2")
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(x.tobytes())
    except FileNotFoundError:
        raise SystemExit(f"{program} is not installed: apt-get install flite espeak-ng") from None
    except (subprocess.CalledProcessError, wave.Error, EOFError) as problem:
        print(f"{name}: {program} does not say “{text}” ({problem})", file=sys.stderr)
        return None
    finally:
        raw.unlink(missing_ok=True)
    return name, text


def resampled(x, rate):
    """At 16 kHz, what lies above 8 kHz gone."""
    if rate == RATE:
        return x
    n = len(x) * RATE // rate
    spectrum, wanted = np.fft.rfft(x), np.zeros(n // 2 + 1, complex)
    kept = min(len(spectrum), len(wanted))
    wanted[:kept] = spectrum[:kept]
    return np.fft.irfft(wanted, n) * (n / len(x))


if __name__ == "__main__":
    main()
