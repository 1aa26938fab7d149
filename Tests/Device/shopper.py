"""The shopper's side of the device rig, on the host: makes recordings to play, and reads what the speaker gave.

  shopper.py raw IN.wav OUT.raw      16 kHz, one channel, 16 bits, with a breath before and silence behind
  shopper.py field NAME              a field of the JSON object on standard input, by dots
  shopper.py has REGEX               whether the text on standard input contains it
"""
import array
import json
import random
import re
import sys
import wave


def raw(source, target):
    with wave.open(source) as file:
        rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
        if width != 2:
            sys.exit(f"{source}: 16 bits are wanted")
        samples = array.array("h", file.readframes(file.getnframes()))[::channels]
    out = array.array("h")
    step = rate / 16000
    for index in range(int(len(samples) / step)):
        at = index * step
        low = int(at)
        high = min(low + 1, len(samples) - 1)
        out.append(int(samples[low] + (samples[high] - samples[low]) * (at - low)))
    noise = random.Random(3)
    hush = lambda seconds: array.array("h", (noise.randint(-6, 6) for _ in range(int(16000 * seconds))))
    with open(target, "wb") as file:
        (hush(0.3) + out + hush(0.5)).tofile(file)


def field(name):
    value = json.load(sys.stdin)
    for part in name.split("."):
        value = value[part] if isinstance(value, dict) else value[int(part)]
    print(value if not isinstance(value, bool) else str(value).lower())


if __name__ == "__main__":
    if sys.argv[1] == "raw":
        raw(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "field":
        field(sys.argv[2])
    elif sys.argv[1] == "has":
        sys.exit(0 if re.search(sys.argv[2], sys.stdin.read(), re.IGNORECASE) else 1)
