#!/usr/bin/env python3
"""Trains the adapter that lets Moonshine hear in a shop's noise.

  adapt.py RECORDINGS_DIR [--out FILE.safetensors] [--minutes M | --steps N] [--rank R] [--threads T]

The model as it was published hears each recording in quiet; a copy with an adapter (LoRA) in its encoder hears it in
noise that is made anew each time (shoptalk_models/noises.py), in a room, through another microphone, or in quiet, and
learns to come to the same encoder states, and to the same scores of the words where sentences.tsv has the sentence.
So nothing is learned that the published model does not know, but to look away from the noise. The decoder stays as it
is, and the adapter is added to the weights when they are converted: it costs nothing on the device.

RECORDINGS_DIR holds WAV files (16 kHz, mono, 16 bits), as of recordings.py. Needs PyTorch and Transformers
(Models/reference/requirements.txt); four hundred steps take twenty minutes of one core. More of them, or the whole of
what was learned (--share 1), hear the voices of the practice better and those of people worse.
"""

import argparse
import copy
import math
import re
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

MODELS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(MODELS), str(MODELS / "reference")]

import numerics  # noqa: E402
from shoptalk_models import noises  # noqa: E402
from shoptalk_models.ggufio import File  # noqa: E402

LONGEST = 4.6  # Seconds: longer recordings are left out, for time.
# What the model writes in figures or not as it sees fit is never held against it.
FIGURES = re.compile(
    "[0-9]|one|two|three|four|five|six|seven|eight|nine|ten|twelve|teen|twenty|sixty|dozen|hundred|percent|dollar"
)
ASKING = re.compile(r"(how|what|where|which|who|when|why|do|does|is|are|can|could|have|has|will|would)\b")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("--out", type=Path, default=MODELS / "hearing" / "noise-adapter.safetensors")
    parser.add_argument("--minutes", type=float, default=math.inf)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3, help="of learning, at the start")
    parser.add_argument("--share", type=float, default=0.5, help="of what was learned, how much is kept (default 0.5)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    file = File(MODELS / "out" / "moonshine-tiny-en.int8.gguf")
    model = numerics.moonshine_model(file, numerics.moonshine_float_weights(adapted=False))
    for part in model.modules():
        if hasattr(part, "config"):
            part.config._attn_implementation = "sdpa"
    Practice(model, Recordings(arguments.recordings, Tokens(file)), arguments).run()


class Tokens:
    """Moonshine's tokenizer, as far as sentences in plain letters need it: pairs are joined, the best score first."""

    def __init__(self, file):
        self.ids = {bytes(piece): number for number, piece in enumerate(file.metadata["tokenizer.ggml.tokens"])}
        self.scores = file.metadata["tokenizer.ggml.scores"]

    def __call__(self, text):
        parts = [letter.encode() for letter in "\u2581" + text.replace(" ", "\u2581")]
        if not all(part in self.ids for part in parts):
            return None
        while True:
            pairs = ((i, self.ids.get(a + b)) for i, (a, b) in enumerate(zip(parts, parts[1:])))
            best = max(((self.scores[known], -i) for i, known in pairs if known is not None), default=None)
            if best is None:
                return [1, *(self.ids[part] for part in parts), 2]
            i = -best[1]
            parts[i : i + 2] = [parts[i] + parts[i + 1]]


class Recordings:
    """What is practised on: samples, and the sentence's tokens where it is known."""

    def __init__(self, folder, tokens):
        table = folder / "sentences.tsv"
        lines = table.read_text("utf-8").splitlines() if table.exists() else []
        sentences = dict(line.split("\t", 1) for line in lines if "\t" in line)
        self.samples, self.tokens, self.plain = [], [], []
        for path in sorted(folder.glob("*.wav")):
            x = noises.read(path)
            if not 0.4 <= len(x) / noises.RATE <= LONGEST or np.abs(x).max() < 0.02:
                continue
            sentence = sentences.get(path.name)
            self.samples.append(x / np.abs(x).max() * 0.9)
            self.tokens.append(tokens(written(sentence)) if sentence else None)
            self.plain.append(bool(sentence) and not FIGURES.search(sentence))
        if len(self.samples) < 20:
            count = len(self.samples)
            raise SystemExit(f"{folder}: has {count} recordings of 0.4 to {LONGEST} s; thousands are needed")

    def draw(self, rng, count):
        """`count` that are about as long as each other, and how many samples they are to fill."""
        longest = len(self.samples[rng.integers(len(self.samples))])
        near = [i for i, x in enumerate(self.samples) if longest - 9000 < len(x) <= longest]
        return rng.choice(near, count), math.ceil((longest * 1.08 + 8000) / 8000) * 8000


def written(sentence):
    """As the model writes."""
    text = re.sub(r"\bi\b", "I", sentence.rstrip("?.! "))
    return text[:1].upper() + text[1:] + ("?" if ASKING.match(text) else ".")


def example(rng, recordings, which, n):
    """One recording in quiet, and the same as it is heard in a shop: n samples each."""
    x = noises.stretched(recordings.samples[which], rng.uniform(0.93, 1.08))[:n]
    clean = np.zeros(n, np.float32)
    at = rng.integers(0, n - len(x) + 1)
    clean[at : at + len(x)] = x
    heard = clean
    if rng.uniform() < 0.3:
        heard = noises.room(rng, heard)
    if rng.uniform() < 0.3:
        heard = noises.tinted(rng, heard)
    # One in eight in quiet: what was heard before must be heard.
    if rng.uniform() < 0.88:
        noise = noises.of_a_shop(rng, n, recordings.samples)
        ratio = 10 ** (rng.uniform(2, 26) / 10)
        heard = heard + noise * np.sqrt(noises.loudest(heard) / (noises.loudest(noise) * ratio))
    return clean * 0.5 / np.abs(clean).max(), heard * 10 ** rng.uniform(-0.8, -0.1) / np.abs(heard).max()


class Adapted(nn.Module):
    """A layer and what is added to it."""

    def __init__(self, inner, rank):
        super().__init__()
        self.inner = inner
        outputs, inputs = inner.weight.shape[0], inner.weight[0].numel()
        self.down = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
        self.up = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x):
        if isinstance(self.inner, nn.Conv1d):
            narrow = functional.conv1d(x, self.down.view(-1, *self.inner.weight.shape[1:]), None, self.inner.stride)
            return self.inner(x) + torch.einsum("or,brt->bot", self.up, narrow)
        return self.inner(x) + functional.linear(functional.linear(x, self.down), self.up)


class Practice:
    def __init__(self, model, recordings, arguments):
        self.model, self.recordings, self.arguments = model, recordings, arguments
        self.rng = np.random.default_rng(arguments.seed)
        for weight in model.parameters():
            weight.requires_grad_(False)
        self.teacher = model.get_encoder()
        self.student = copy.deepcopy(self.teacher)
        self.adapted = {}
        for name, layer in list(self.student.named_modules()):
            if isinstance(layer, nn.Linear) or name in ("conv2", "conv3"):
                parent, _, own = name.rpartition(".")
                self.adapted[name] = Adapted(layer, arguments.rank)
                setattr(self.student.get_submodule(parent), own, self.adapted[name])
        self.weights = [weight for weight in self.student.parameters() if weight.requires_grad]
        # What is kept in the end is the average of late steps.
        self.average = [weight.detach().clone() for weight in self.weights]

    def run(self):
        a, began, step, share = self.arguments, time.monotonic(), 0, 0.0
        optimiser = torch.optim.AdamW(self.weights, a.rate, betas=(0.9, 0.98), weight_decay=0.01)
        known = sum(tokens is not None for tokens in self.recordings.tokens)
        print(f"{len(self.recordings.samples)} recordings, {known} with their sentence", flush=True)
        while share < 1:
            for group in optimiser.param_groups:
                group["lr"] = a.rate * min(1, (step + 1) / 50) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-6
            states, words = self.losses()
            (states + words).backward()
            nn.utils.clip_grad_norm_(self.weights, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            share = max(step / a.steps, (time.monotonic() - began) / 60 / a.minutes)
            with torch.no_grad():
                for mean, weight in zip(self.average, self.weights):
                    mean.lerp_(weight, 1 - min(0.99, step / (step + 9)))
            if step % 20 == 0 or share >= 1:
                print(f"{step}\tstates {states.item():.4f}\twords {words.item():.4f}", flush=True)
            if step % 100 == 0 or share >= 1:
                self.save(a.out)

    def losses(self):
        """How far the states are from those in quiet, as a share of their power, and how far the words' scores are."""
        which, n = self.recordings.draw(self.rng, self.arguments.batch)
        pairs = [example(self.rng, self.recordings, i, n) for i in which]
        clean, heard = (torch.from_numpy(np.stack(side).astype(np.float32)) for side in zip(*pairs))
        with torch.no_grad():
            wanted = self.teacher(clean).last_hidden_state
        states = self.student(heard).last_hidden_state
        distance = ((states - wanted) ** 2).mean() / (wanted**2).mean()
        told = [row for row, i in enumerate(which) if self.recordings.tokens[i]]
        if not told:
            return distance, torch.zeros(())
        lines = [self.recordings.tokens[which[row]] for row in told]
        tokens = torch.full((len(lines), max(map(len, lines))), 2)
        weight = torch.zeros(len(lines), tokens.shape[1] - 1)
        for row, line in enumerate(lines):
            tokens[row, : len(line)] = torch.tensor(line)
            weight[row, : len(line) - 1] = 1
        with torch.no_grad():
            before = self.scores(wanted[told], tokens)
        after = self.scores(states[told], tokens)
        apart = (before.exp() * (before - after)).sum(-1)
        missed = -after.gather(-1, tokens[:, 1:, None])[..., 0]
        plain = torch.tensor([float(self.recordings.plain[which[row]]) for row in told])[:, None]
        return distance, (weight * (apart + 0.2 * plain * missed)).sum() / weight.sum()

    def scores(self, states, tokens):
        decoder = self.model.model.decoder
        last = decoder(input_ids=tokens[:, :-1], encoder_hidden_states=states, use_cache=False).last_hidden_state
        return functional.log_softmax(self.model.proj_out(last), -1)

    def save(self, path):
        from safetensors.numpy import save_file

        averages = dict(zip((id(weight) for weight in self.weights), self.average))
        tensors = {}
        for name, layer in self.adapted.items():
            for side in ("up", "down"):
                values = averages[id(getattr(layer, side))].numpy() * (self.arguments.share if side == "up" else 1)
                tensors[f"model.encoder.{name}.weight.{side}"] = values.astype(np.float16)
        save_file(tensors, str(path))


if __name__ == "__main__":
    main()
