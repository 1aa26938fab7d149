#!/usr/bin/env python3
"""Speaks a question set, so that it can be asked by ear instead of by text.

  spoken.py PROGRAM VOICE QUESTIONS.jsonl OUT_DIR

PROGRAM is the built `shoptalk`, VOICE one of its English voices (slt, rms). Every question becomes a WAV file in OUT_DIR,
and OUT_DIR/questions.jsonl the same dialogues with "wav" in place of "q"; the expectations stay, so that the answers

  shoptalk ask --shop SHOPS --batch OUT_DIR/questions.jsonl --json > answers.jsonl

can be scored against QUESTIONS.jsonl with check.py.
"""
import concurrent.futures
import json
import os
import subprocess
import sys


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 64
    program, voice, questions, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    jobs, lines = [], []
    with open(questions, encoding="utf-8") as file:
        for dialogue in map(json.loads, filter(str.strip, file)):
            for index, turn in enumerate(dialogue["turns"]):
                name = f"{dialogue['id']}-{index}.wav"
                jobs.append((turn.pop("q"), os.path.join(out, name)))
                turn["wav"] = name
            lines.append(json.dumps(dialogue, ensure_ascii=False))

    def speak(job):
        text, wav = job
        subprocess.run([program, "say", "--voice", voice, "--wav", wav, "--", text], check=True)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(speak, jobs))
    with open(os.path.join(out, "questions.jsonl"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{len(jobs)} questions spoken by {voice} into {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
