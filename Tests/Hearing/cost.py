#!/usr/bin/env python3
"""What hearing with the shop's language costs: how many times as long as greedy decoding it takes, the encoder included.

  cost.py PROGRAM SHOP RECORDINGS [--every N] [--options ...]

Every N-th WAV file of the folder is heard twice by each of two programs that take turns; the shorter time of the two
counts. What follows --options goes to both programs (--models DIR, --threads 1).
"""
import argparse
import glob
import json
import statistics
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("shop")
    parser.add_argument("recordings")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--options", nargs=argparse.REMAINDER, default=[])
    given = parser.parse_args()
    files = sorted(glob.glob(f"{given.recordings}/*.wav"))[:: given.every]
    if not files:
        parser.error(f"no WAV files in {given.recordings}")
    programs = [
        subprocess.Popen(
            [given.program, "transcribe", "--json", "--stdin-list", *given.options, *shop], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        for shop in ([], ["--shop", given.shop])]

    def hear(program, file):
        program.stdin.write(file + "\n")
        program.stdin.flush()
        return json.loads(program.stdout.readline())["transcribe_ms"]

    for program in programs:
        hear(program, files[0])
    times = []
    for file in files:
        both = [[hear(program, file) for program in programs] for _ in range(2)]
        times.append([min(greedy for greedy, _ in both), min(shop for _, shop in both)])
    ratios = sorted(shop / greedy for greedy, shop in times)
    greedy, shop = map(sum, zip(*times))
    print(
        f"{len(files)} recordings: {shop / greedy:.2f} times greedy decoding in all, median {statistics.median(ratios):.2f}, "
        f"95th percentile {ratios[int(0.95 * (len(ratios) - 1))]:.2f}, at most {ratios[-1]:.2f}; "
        f"greedy {greedy / len(files):.0f} ms a recording, with the language {shop / len(files):.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
