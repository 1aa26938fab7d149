"""Trains the answerer. Goes on from the last checkpoint in the folder; ends at a time, not at a number of steps.

Muon (Jordan 2024) for the matrices, AdamW for embeddings and norms; only the answers count as loss.
"""

import json
import math
import time

import torch
from torch.nn import functional as F

import data
from model import Llama, SHAPE


def tokenizer(folder, people, size=SHAPE["vocab_size"], samples=60000):
    """A byte-level vocabulary (Sennrich et al. 2016), trained on the examples; made once."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    path = folder / "tokenizer.json"
    if path.exists():
        return Tokenizer.from_file(str(path))
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=[AddedToken(t, special=True, normalized=False) for t in data.SPECIALS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )
    stream = data.Stream(7, people, 0.3)
    made.train_from_iterator(("".join(stream.next()) for _ in range(samples)), trainer)
    folder.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|end|>", "bos_token": "<|end|>", "model_max_length": SHAPE["max_position_embeddings"], "clean_up_tokenization_spaces": False}) + "\n")
    return made


class Batches:
    """Examples of about the same length together."""

    def __init__(self, stream, words, tokens=4096, pool=1024, longest=224):
        self.stream, self.words, self.tokens, self.pool, self.longest = stream, words, tokens, pool, longest
        self.ready = []

    def refill(self):
        texts = [self.stream.next() for _ in range(self.pool)]
        prompts = self.words.encode_batch([p for p, _ in texts])
        answers = self.words.encode_batch([a for _, a in texts])
        rows = [(p.ids, a.ids + [0]) for p, a in zip(prompts, answers)]
        rows = sorted((r for r in rows if len(r[0]) + len(r[1]) <= self.longest), key=lambda r: len(r[0]) + len(r[1]))
        batch = []
        for row in rows:
            width = len(row[0]) + len(row[1])
            if batch and (len(batch) + 1) * width > self.tokens:
                self.ready.append(batch)
                batch = []
            batch.append(row)
        if batch:
            self.ready.append(batch)
        self.stream.rng.shuffle(self.ready)

    def next(self):
        if not self.ready:
            self.refill()
        rows = self.ready.pop()
        width = max(len(p) + len(a) for p, a in rows)
        tokens, goals = torch.zeros(len(rows), width, dtype=torch.long), torch.full((len(rows), width), -1)
        for i, (p, a) in enumerate(rows):
            tokens[i, : len(p) + len(a)] = torch.tensor(p + a)
            goals[i, len(p) - 1 : len(p) + len(a) - 1] = torch.tensor(a)
        return tokens, goals


class Muon(torch.optim.Optimizer):
    """Momentum whose matrices are made orthogonal by five Newton-Schulz steps."""

    def __init__(self, weights, lr=0.02, momentum=0.95):
        super().__init__(weights, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for weight in group["params"]:
                state = self.state[weight]
                moved = state.setdefault("momentum", torch.zeros_like(weight))
                moved.lerp_(weight.grad, 1 - group["momentum"])
                x = weight.grad.lerp(moved, group["momentum"]).to(narrow(weight))
                tall = x.shape[0] > x.shape[1]
                x = x.T if tall else x
                x = x / (x.norm() + 1e-7)
                for _ in range(5):
                    a = x @ x.T
                    x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
                x = x.T if tall else x
                weight.add_(x.to(weight.dtype), alpha=-group["lr"] * max(1, x.shape[0] / x.shape[1]) ** 0.5)


def has_bfloat16(tensor):
    """Whether bfloat16 is worth multiplying in: a processor that has none of its own takes thirty times as long for it."""
    return tensor.is_cuda or "avx512" in torch.backends.cpu.get_cpu_capability().lower()


def loss_of(model, tokens, goals):
    with torch.autocast("cuda" if tokens.is_cuda else "cpu", torch.bfloat16, enabled=has_bfloat16(tokens)):
        states = model.states(tokens)
        logits = model.logits(states[goals >= 0])
    return F.cross_entropy(logits.float(), goals[goals >= 0])


def train(folder, people=None, minutes=75.0, threads=1, tokens=3072, seed=1, rate=1.0, fresh=None, log=print):
    """`fresh` is a stream of other examples, for a merchant's own. Without a checkpoint it begins with the folder's weights."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    words = tokenizer(folder, people)
    model = Llama().to(device)
    matrices = [w for n, w in model.named_parameters() if w.dim() == 2 and "embed" not in n]
    others = [w for n, w in model.named_parameters() if w.dim() < 2 or "embed" in n]
    optimizers = [Muon(matrices, lr=0.02 * rate), torch.optim.AdamW(others, lr=3e-3 * rate, betas=(0.9, 0.95), weight_decay=0.0)]
    for o in optimizers:
        for g in o.param_groups:
            g["most"] = g["lr"]
    step, spent, path = 0, 0.0, folder / "checkpoint.pt"
    if not path.exists() and (folder / "model.safetensors").exists():
        model.load_state_dict(Llama.load(folder).state_dict())
        log(f"begins with the weights in {folder}")
    if path.exists():
        kept = torch.load(path, weights_only=True)
        model.load_state_dict(kept["model"])
        for o, s in zip(optimizers, kept["optimizers"]):
            o.load_state_dict(s)
        step, spent = kept["step"], kept["spent"]
        log(f"goes on at step {step}, after {spent / 60:.1f} minutes")
    batches = Batches(fresh or data.Stream(seed + 1000 * step, people), words, tokens)
    held = Batches(data.Stream(99, people), words, tokens, pool=512)
    held.refill()
    held = held.ready[:8]
    fixed = Batches(None, words)

    def check():
        model.eval()
        total = 0.0
        with torch.no_grad():
            for rows in held:
                fixed.ready = [rows]
                t, g = fixed.next()
                total += loss_of(model, t.to(device), g.to(device)).item()
        model.train()
        return total / len(held)

    def keep():
        torch.save({"model": model.state_dict(), "optimizers": [o.state_dict() for o in optimizers], "step": step, "spent": spent}, folder / "new.pt")
        (folder / "new.pt").replace(path)
        model.save(folder)

    records = open(folder / "loss.jsonl", "a")
    last, mean, kept_at = time.time(), None, time.time()
    while (part := spent / (60 * minutes)) < 1:
        # Warmth for fifty steps, full speed to the middle, then straight down.
        scale = min(1, (step + 1) / 50) * min(1, 2 * (1 - part) + 0.02)
        for o in optimizers:
            for g in o.param_groups:
                g["lr"] = g["most"] * scale
        t, g = batches.next()
        loss = loss_of(model, t.to(device), g.to(device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(others, 1.0)
        for o in optimizers:
            o.step()
            o.zero_grad(set_to_none=True)
        step += 1
        value = loss.item()
        mean = value if mean is None else 0.95 * mean + 0.05 * value
        now = time.time()
        spent, last = spent + now - last, now
        if step % 20 == 0:
            record = {"step": step, "minutes": round(spent / 60, 2), "loss": round(mean, 4), "rate": round(scale, 3)}
            if step % 100 == 0:
                record["held"] = round(check(), 4)
            records.write(json.dumps(record) + "\n")
            records.flush()
            log(record)
        if now - kept_at > 120:
            keep()
            kept_at = now
    keep()
    said = "" if mean is None else f", loss {mean:.4f}"
    log(f"{step} steps{said}, held out {check():.4f}")
    return model, words
