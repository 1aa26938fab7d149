#!/usr/bin/env python3
"""Trains the detector of speech that the device listens with (Sources/Audio/VoiceActivity.swift).

  train.py SPEECH_DIR NOISE.wav OUT.swift [--steps N] [--pool N]

SPEECH_DIR holds clean recordings (16 kHz, mono, 16 bit), whose frames above the silence between the words are the
speech; NOISE.wav is one stretch of real noise, whose first 60 % are used. Other noise is made here: coloured noise, hum,
clatter, and babble of the other recordings, so that a talker in the background does not count as the shopper. Every
third recording is held out, by name; `shoptalk eval endpoint` tells the figures on those and on all.

The network is a gated recurrent unit of 56 on the logarithms of 19 band powers above a floor that follows them; the
features here and in VoiceActivity.swift are the same, step by step.
"""
import argparse, base64, glob, os, sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from shoptalk_models.noises import clatter, coloured, hum, loudest, read, stretched  # noqa: E402

HOP, WINDOW = 160, 512
EDGES = [3, 5, 7, 9, 11, 14, 17, 20, 24, 28, 33, 39, 46, 55, 66, 79, 95, 115, 140, 180]
BANDS, HIDDEN = len(EDGES) - 1, 56
DELAY = 10  # Frames by which the answer comes late, so that it is given in the knowledge of what follows.
FALL, RISE = 0.1, 0.001  # The floor's steps a frame: a share of the way down; up, in units of 10 dB.


def band_powers(x):
    """Band powers in units of 10 dB, a row for each hop; the window of a frame ends with its hop."""
    x = np.concatenate([np.zeros(WINDOW - HOP, np.float32), x])
    count = (len(x) - WINDOW) // HOP + 1
    frames = np.lib.stride_tricks.as_strided(x, (count, WINDOW), (x.strides[0] * HOP, x.strides[0]))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2 * (4 / WINDOW**2)
    return np.stack([np.log10(power[:, a:b].sum(1) + 1e-9) for a, b in zip(EDGES, EDGES[1:])], 1).astype(np.float32)


def features(powers):
    """(sequences, frames, bands) of powers to the network's input: what stands above the floor."""
    floor = powers[:, 0].copy()
    out = np.empty_like(powers)
    for t in range(powers.shape[1]):
        now = powers[:, t]
        floor = np.where(now < floor, floor + FALL * (now - floor), floor + np.minimum(RISE, now - floor))
        out[:, t] = now - floor
    return out


def speech_frames(x):
    """Which frames of a clean recording are speech: louder than its silence, gaps below 80 ms filled."""
    count = len(x) // HOP
    level = 10 * np.log10((x[: count * HOP].reshape(count, HOP) ** 2).mean(1) + 1e-12)
    floor, peak = np.percentile(level, 10), np.percentile(level, 98)
    loud = level > (max(floor + 10, peak - 35) if peak - floor > 20 else (peak + floor) / 2)
    out, start = np.zeros(count, bool), None
    for t in range(count + 1):
        on = t < count and loud[t]
        if on and start is None: start = t
        if not on and start is not None:
            if t - start >= 4: out[start:t] = True
            start = None
    edges = np.flatnonzero(np.diff(out.astype(int)))
    for a, b in zip(edges, edges[1:]):
        if not out[a + 1] and b - a <= 8: out[a + 1 : b + 1] = True
    return out


def example(rng, speech, kitchen, frames):
    x = stretched(speech[rng.integers(len(speech))], rng.uniform(0.85, 1.2))
    labels = speech_frames(x)
    # Before the question the shop is heard alone, for long now and then; one example in ten has no question at all.
    lead = (rng.integers(0, 500) if rng.uniform() < 0.9 else frames) * HOP
    n = frames * HOP
    y, truth = np.zeros(n, np.float32), np.zeros(frames, np.float32)
    part = x[: n - lead]
    y[lead : lead + len(part)] = part
    part = labels[: frames - lead // HOP]
    truth[lead // HOP : lead // HOP + len(part)] = part
    power = loudest(x)  # Of a whole question, also where none of it is heard.
    kind = rng.uniform()
    if kind < 0.45:
        at = rng.integers(0, len(kitchen) - n)
        noise = stretched(kitchen[at : at + n], rng.uniform(0.9, 1.0))
        noise = np.resize(noise, n)
    elif kind < 0.65: noise = coloured(rng, n)
    elif kind < 0.72: noise = hum(rng, n)
    elif kind < 0.85: noise = clatter(rng, n)
    else:
        noise = np.zeros(n, np.float32)
        for _ in range(rng.integers(3, 9)):
            voice = stretched(speech[rng.integers(len(speech))], rng.uniform(0.8, 1.3))
            noise += rng.uniform(0.3, 1) * np.roll(np.resize(voice, n), rng.integers(n))
        noise += 0.02 * np.abs(noise).max() * coloured(rng, n) / 3
    quietest = 3 if kind < 0.85 else 8
    snr = rng.uniform(quietest, 35 if rng.uniform() < 0.5 else 16)
    y = y + noise * np.sqrt(power / (loudest(noise) * 10 ** (snr / 10)))
    y = y + rng.standard_normal(n) * 10 ** rng.uniform(-5, -3.5)
    y = np.clip(y / np.abs(y).max() * 10 ** rng.uniform(-1.2, 0.1), -1, 1)
    return band_powers(y.astype(np.float32)), np.concatenate([np.zeros(DELAY, np.float32), truth[:-DELAY]])


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(BANDS, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, 1)

    def forward(self, x): return self.out(self.gru(x)[0])[..., 0]


def swift(model, path):
    """Writes the weights as 16-bit integers, one scale a table, in the order in which VoiceActivity.swift reads them."""
    state = {k: v.detach().numpy() for k, v in model.state_dict().items()}
    text = ["// Made by Models/voice_activity/train.py; do not edit.\n\n", "// swift-format-ignore\n",
            "/// The detector's weights: little-endian 16-bit integers in base64, and what one step is worth.\n", "enum VoiceActivityWeights {\n"]
    for name, key, doc in [("input", "gru.weight_ih_l0", f"(3 · {HIDDEN}, {BANDS}), gates in the order reset, update, new."),
                           ("recurrent", "gru.weight_hh_l0", f"(3 · {HIDDEN}, {HIDDEN})."), ("inputBias", "gru.bias_ih_l0", f"(3 · {HIDDEN})."),
                           ("recurrentBias", "gru.bias_hh_l0", f"(3 · {HIDDEN})."), ("output", "out.weight", f"({HIDDEN})."), ("outputBias", "out.bias", "(1).")]:
        values = state[key].ravel()
        scale = float(np.abs(values).max()) / 32767
        coded = base64.b64encode(np.round(values / scale).astype("<i2").tobytes()).decode()
        rows = "\n".join("      " + coded[i : i + 112] for i in range(0, len(coded), 112))
        text.append(f"  /// {doc}\n  static let {name} = table(\n    step: {scale:.9g},\n    \"\"\"\n{rows}\n      \"\"\")\n")
    text.append("}\n")
    with open(path, "w") as file: file.write("".join(text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech"); parser.add_argument("noise"); parser.add_argument("out")
    parser.add_argument("--steps", type=int, default=3000); parser.add_argument("--pool", type=int, default=2400)
    arguments = parser.parse_args()
    torch.manual_seed(1); torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    paths = sorted(glob.glob(os.path.join(arguments.speech, "*.wav")))
    speech = [read(p) for i, p in enumerate(paths) if i % 3 != 2]
    kitchen = read(arguments.noise); kitchen = kitchen[: len(kitchen) * 6 // 10]
    frames = 1000
    made = [example(rng, speech, kitchen, frames) for _ in range(arguments.pool)]
    x = torch.from_numpy(features(np.stack([m[0] for m in made]))); truth = torch.from_numpy(np.stack([m[1] for m in made]))
    print("examples made", flush=True)
    model = Detector()
    optimiser = torch.optim.Adam(model.parameters(), 4e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, arguments.steps, 1e-4)
    loss = nn.BCEWithLogitsLoss(reduction="none")
    for step in range(arguments.steps):
        rows = torch.from_numpy(rng.integers(0, len(made), 24))
        at = rng.integers(0, frames - 600)
        batch, wanted = (x[rows, at : at + 600], truth[rows, at : at + 600]) if step % 2 else (x[rows, :600], truth[rows, :600])
        # Noise that is taken for speech begins a question that nobody asked, or keeps one open: it weighs double.
        value = (loss(model(batch)[:, 20:], wanted[:, 20:]) * (2 - wanted[:, 20:])).mean()
        optimiser.zero_grad(); value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step(); schedule.step()
        if step % 50 == 49:
            print(step + 1, round(value.item(), 4), flush=True)
            swift(model, arguments.out)
    swift(model, arguments.out)


if __name__ == "__main__": main()
