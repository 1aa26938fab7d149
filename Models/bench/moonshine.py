#!/usr/bin/env python3
"""Time per clip, side by side with moonshine-voice 0.1.0 (which must be in this Python), and how far the texts agree.

    python3 -m venv peer && peer/bin/pip install moonshine-voice==0.1.0
    peer/bin/python Models/bench/moonshine.py WAV... [--shoptalk .build/release/shoptalk] [--rounds 3] [--out DIR]

Both are started once and read the clips one by one, in turn within one run, so that a noisy machine slows both alike;
one thread each. Reported: medians of wall time and of processor time per clip, and the ratio ours / theirs of each clip
(median and the middle half of them). The first round warms up and is not counted. --out keeps the transcripts.
"""

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import time
import wave
from pathlib import Path

os.environ["MOONSHINE_ORT_SINGLE_THREAD"] = "1"


def words(text):
    return re.sub(r"[^a-z0-9' ]", " ", text.lower().replace("\u2019", "'")).split()


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[:], i
        for j, y in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
    return row[-1]


def agreement(ours, theirs):
    wrong = sum(edits(words(a), words(b)) for a, b in zip(ours, theirs))
    return 1 - wrong / max(1, sum(len(words(b)) for b in theirs))


class Peer:
    def __init__(self):
        import moonshine_voice
        from moonshine_voice import ModelArch, Transcriber

        folder = Path(moonshine_voice.__file__).parent / "assets" / "tiny-en"
        self._transcriber = Transcriber(str(folder), ModelArch.TINY)

    def __call__(self, path):
        with wave.open(str(path)) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16000, 1, 2):
                raise SystemExit(f"{path}: the bench reads 16 kHz, mono, 16 bits")
            data = memoryview(file.readframes(file.getnframes())).cast("h")
        samples = [value / 32768 for value in data]
        wall, processor = time.perf_counter(), time.process_time()
        lines = self._transcriber.transcribe_without_streaming(samples, 16000).lines
        took = time.perf_counter() - wall, time.process_time() - processor
        return " ".join(line.text for line in lines), took


class Shoptalk:
    def __init__(self, program, precision):
        command = [program, "transcribe", "--stdin-list", "--json", "--threads", "1", "--precision", precision]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _processor(self):
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_megabytes(self):
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024 / 1e6

    def __call__(self, path):
        processor = self._processor()
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["text"], (answer["transcribe_ms"] / 1000, self._processor() - processor)


def spread(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wav", type=Path, nargs="+")
    parser.add_argument("--shoptalk", default=".build/release/shoptalk")
    parser.add_argument("--precision", default="int8")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()

    contenders = {"shoptalk": Shoptalk(arguments.shoptalk, arguments.precision), "moonshine-voice": Peer()}
    times = {name: {path: [] for path in arguments.wav} for name in contenders}
    texts = {name: {} for name in contenders}
    for turn in range(arguments.rounds + 1):
        for index, path in enumerate(arguments.wav):
            if turn == 0 and index >= 5:
                break
            for name in sorted(contenders, reverse=(turn + index) % 2 == 1):  # who goes first alternates
                text, took = contenders[name](path)
                if turn > 0:
                    texts[name][path] = text
                    times[name][path].append(took)

    print(f"{len(arguments.wav)} clips, {arguments.rounds} rounds, one thread each")
    best = {name: {path: [min(t[i] for t in took) for i in (0, 1)] for path, took in times[name].items()} for name in times}
    for name in contenders:
        walls = [t[0] for took in times[name].values() for t in took]
        processors = [t[1] for took in times[name].values() for t in took]
        print(f"{name:16} median {1000 * statistics.median(walls):6.1f} ms wall, {1000 * statistics.mean(processors):6.1f} ms mean processor")
    for i, what in enumerate(("wall", "processor")):
        if what == "processor":
            ratio = sum(b[1] for b in best["shoptalk"].values()) / sum(b[1] for b in best["moonshine-voice"].values())
            print(f"ratio, {what}: {ratio:.3f} over all clips (least of the rounds)")
        else:
            ratios = [best["shoptalk"][p][i] / best["moonshine-voice"][p][i] for p in arguments.wav]
            print(f"ratio, {what}: median {spread(ratios)} (least of the rounds of each clip)")
    print(f"peak memory: shoptalk {contenders['shoptalk'].peak_megabytes():.0f} MB, "
          f"moonshine-voice {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6:.0f} MB with Python")
    ours, theirs = ([texts[name][path] for path in arguments.wav] for name in ("shoptalk", "moonshine-voice"))
    print(f"words agree: {100 * agreement(ours, theirs):.2f} %")
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        for name in contenders:
            lines = [json.dumps({"file": path.name, "text": texts[name][path]}) for path in arguments.wav]
            (arguments.out / f"{name}.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
