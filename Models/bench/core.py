#!/usr/bin/env python3
"""The core side by side with llama.cpp, CTranslate2 and ONNX Runtime, on models of the same shapes.

    python3 Models/bench/core.py [--threads 1 2] [--load idle busy] [--rounds 9] [--only WORD] [--json FILE]

The first run installs the peers into Models/cache/bench (llama.cpp is compiled: ten minutes). Weights are random. Each
contender is a process of its own that is started once; they are asked in turn, who goes first alternates, and only one
works at a time, so that a noisy machine slows all alike. Printed: the medians, and of each round's ratio (the peer's
time through ours) the median, the middle half, and a bar; the mark | is what is wanted at least. With `busy` another
process keeps one core busy all the time. What Whisper hears is 30 s of sound, which ours turns into mel bands first
(CTranslate2 gets the bands), and what it writes includes the keys and values of the sound. Moonshine on recordings:
moonshine.py.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
cache = here.parent / "cache" / "bench"

# shape, peer, work, at least
CONTESTS = [
    *[(shape, "llama.cpp", work, least) for shape in ("smollm2-135m", "qwen2.5-0.5b")
      for work, least in (("prefill 64", None), ("prefill 256", 3.0), ("decode 0", 1.3), ("decode 512", 1.8))],
    ("gpt2-124m", "ctranslate2", "prefill 256", 1.5),
    ("gpt2-124m", "llama.cpp", "decode 0", 1.3),
    ("whisper-tiny", "ctranslate2", "hear 30", 1.2),
    ("whisper-tiny", "ctranslate2", "write 40", 1.2),
    ("minilm", "onnxruntime", "encode 12", 1.5),
    ("minilm", "onnxruntime", "encode 64", 1.5),
]


def install():
    """A Python with the peers; ours if it has them."""
    python = cache / "python" / "bin" / "python"
    ready = cache / "ready"
    wanted = (here / "requirements.txt").read_text()
    if not (python.exists() and ready.exists() and ready.read_text() == wanted):
        print("Installing the peers (llama.cpp is compiled: about ten minutes on two cores)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(cache / "python")], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(here / "requirements.txt")], check=True)
        build = dict(os.environ, PATH=f"{python.parent}:{os.environ['PATH']}", CMAKE_BUILD_PARALLEL_LEVEL=str(os.cpu_count()))
        subprocess.run([*pip, "--no-build-isolation", "--no-binary", "llama-cpp-python", "llama-cpp-python==0.3.36"],
                       check=True, env=build)
        ready.write_text(wanted)
    return str(python)


class Contender:
    def __init__(self, command, environment=None):
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=here)
        self._read()

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{' '.join(self._process.args)} ended with status {self._process.wait()}")
        return json.loads(line)

    def __call__(self, work):
        self._process.stdin.write(work + "\n")
        self._process.stdin.flush()
        return self._read()["ms"]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def bar(ratio, least, width=30, most=6.0):
    cells = ["#" if i < ratio / most * width else " " for i in range(width)]
    if least:
        cells[min(width - 1, round(least / most * width))] = "|"
    return "".join(cells)


def contest(ours, theirs, work, rounds):
    pairs = []
    for turn in range(rounds + 1):
        order = [ours, theirs] if turn % 2 else [theirs, ours]
        took = {contender: contender(work) for contender in order}
        if turn:  # the first warms up
            pairs.append((took[ours], took[theirs]))
    ratios = [b / a for a, b in pairs]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return dict(
        ours_ms=statistics.median(a for a, _ in pairs), theirs_ms=statistics.median(b for _, b in pairs),
        ratio=middle, low=low, high=high)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--load", nargs="+", choices=["idle", "busy"], default=["idle"])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="contests with this word in them")
    parser.add_argument("--shoptalk", type=Path, default=here.parents[1] / ".build/release/shoptalk")
    parser.add_argument("--python", help="a Python that has the peers")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    python = arguments.python or install()
    chosen = [c for c in CONTESTS if arguments.only in f"{c[0]} {c[1]} {c[2]}"]
    if not chosen:
        raise SystemExit(f"no contest has '{arguments.only}' in it; there are: " + "; ".join(f"{c[0]} {c[1]} {c[2]}" for c in CONTESTS))
    results = []
    for load in arguments.load:
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if load == "busy" else None
        try:
            for threads in arguments.threads:
                print(f"\n{threads} thread{'s' * (threads > 1)}, {load}: ours, theirs (ms), ratio (middle half)")
                for shape in dict.fromkeys(c[0] for c in chosen):
                    ours = Contender([
                        str(arguments.shoptalk.resolve()), "bench", "core", "--stdin", "--shape", shape,
                        "--threads", str(threads)])
                    peers = {}
                    for _, peer, work, least in (c for c in chosen if c[0] == shape):
                        if peer not in peers:
                            peers[peer] = Contender(
                                [python, "peers.py", peer, shape, str(threads), str(cache / "models")],
                                dict(os.environ, OMP_NUM_THREADS=str(threads)))
                        r = contest(ours, peers[peer], work, arguments.rounds)
                        results.append(dict(shape=shape, peer=peer, work=work, threads=threads, load=load, least=least, **r))
                        print(f"{shape:13} {work:12} {peer:12} {r['ours_ms']:8.2f} {r['theirs_ms']:8.2f}  "
                              f"{r['ratio']:5.2f} ({r['low']:.2f} to {r['high']:.2f}) {bar(r['ratio'], least)}", flush=True)
                    for contender in [ours, *peers.values()]:
                        contender.close()
        finally:
            if busy:
                busy.kill()
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
