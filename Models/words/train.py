#!/usr/bin/env python3
"""Trains word vectors, by Word2Vec or by GloVe, and writes them as text.

  train.py word2vec|glove TEXT... --out FILE.txt [--dim 100] [--epochs N] [--least 3] [--window 5]

TEXT is plain text, a table (.tsv, .csv) or a folder of them; every line, and every cell of a table, is a sentence.
Word2Vec is skip-gram with negative sampling (Mikolov et al. 2013), GloVe the weighted least squares on the logarithm of
co-occurrence with AdaGrad (Pennington et al. 2014). `shoptalk model import FILE.txt` makes a model file of the result.
"""
import argparse, collections, pathlib, re, sys, time
import numpy as np
import scipy.sparse as sparse

TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)


def sentences(paths):
    """Lists of words in small letters."""
    for path in paths:
        path = pathlib.Path(path)
        files = sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".tsv", ".csv", ".toml")) if path.is_dir() else [path]
        for file in files:
            seen = set()
            for line in file.read_text(errors="replace").split("\n"):
                for cell in re.split(r'\t|","|[{}\[\]<>|]', line):
                    # A table says the same thing on many rows; once is enough.
                    if cell in seen:
                        continue
                    seen.add(cell)
                    words = TOKEN.findall(cell.lower().replace("_", " "))
                    if len(words) > 1:
                        yield words


def vocabulary(texts, least):
    count = collections.Counter(w for text in texts for w in text)
    words = [w for w, n in sorted(count.items(), key=lambda x: (-x[1], x[0])) if n >= least]
    return words, np.array([count[w] for w in words], np.float64)


def scatter(index, rows, size):
    """Sums of `rows` by `index`: (size, width)."""
    n = len(index)
    return sparse.csr_matrix((np.ones(n, np.float32), (index, np.arange(n))), (size, n)) @ rows


def adagrad(table, memory, gradient, rate):
    memory += gradient * gradient
    table -= rate * gradient / np.sqrt(memory)


def pairs(ids, window, draw):
    """Centre and context of every pair within a window that is drawn anew for each word."""
    center, context = [], []
    for text in ids:
        n = len(text)
        reach = draw.integers(1, window + 1, n)
        for d in range(1, min(window, n - 1) + 1):
            near = reach[d:] >= d
            center.append(text[d:][near]); context.append(text[:-d][near])
            near = reach[:-d] >= d
            center.append(text[:-d][near]); context.append(text[d:][near])
    return np.concatenate(center), np.concatenate(context)


def word2vec(ids, count, o, draw):
    size = len(count)
    keep = np.minimum(1, np.sqrt(1e-4 * count.sum() / count))
    noise = count**0.75 / (count**0.75).sum()
    w = (draw.random((size, o.dim), np.float32) - 0.5) / o.dim
    c = np.zeros((size, o.dim), np.float32)
    mw, mc = np.full_like(w, 1e-6), np.full_like(c, 1e-6)
    for epoch in range(o.epochs):
        center, context = pairs([t[draw.random(len(t)) < keep[t]] for t in ids], o.window, draw)
        order = draw.permutation(len(center))
        loss = 0.0
        for at in range(0, len(order), 16384):
            chosen = order[at : at + 16384]
            i, j = center[chosen], np.column_stack([context[chosen], draw.choice(size, (len(chosen), o.negative), p=noise)])
            a, b = w[i], c[j]  # (n, dim), (n, 1 + negative, dim)
            z = np.einsum("nd,nkd->nk", a, b)
            p = 1 / (1 + np.exp(-z))
            p[:, 0] -= 1
            loss += float(-np.log(1e-9 + 1 - np.abs(p)).sum())
            adagrad(w, mw, scatter(i, np.einsum("nk,nkd->nd", p, b), size), o.rate)
            adagrad(c, mc, scatter(j.ravel(), (p[:, :, None] * a[:, None, :]).reshape(-1, o.dim), size), o.rate)
        print(f"epoch {epoch + 1}: loss {loss / max(1, len(order)):.4f} over {len(order)} pairs", flush=True)
    return w + c


def glove(ids, count, o, draw):
    size = len(count)
    together = sparse.csr_matrix((size, size), dtype=np.float32)
    for d in range(1, o.window + 1):
        left = np.concatenate([t[:-d] for t in ids if len(t) > d])
        right = np.concatenate([t[d:] for t in ids if len(t) > d])
        part = sparse.coo_matrix((np.full(len(left), 1 / d, np.float32), (left, right)), (size, size)).tocsr()
        together = together + part + part.T
    x = together.tocoo()
    i, j, target = x.row, x.col, np.log(x.data).astype(np.float32)
    weight = np.minimum(1, (x.data / 100) ** 0.75).astype(np.float32)
    w, c = ((draw.random((size, o.dim), np.float32) - 0.5) / o.dim for _ in range(2))
    bw, bc = np.zeros(size, np.float32), np.zeros(size, np.float32)
    memory = [np.ones_like(v) for v in (w, c, bw, bc)]
    for epoch in range(o.epochs):
        order = draw.permutation(len(i))
        loss = 0.0
        for at in range(0, len(order), 65536):
            n = order[at : at + 65536]
            a, b = w[i[n]], c[j[n]]
            error = np.einsum("nd,nd->n", a, b) + bw[i[n]] + bc[j[n]] - target[n]
            g = weight[n] * error
            loss += float((g * error).sum())
            adagrad(w, memory[0], scatter(i[n], g[:, None] * b, size), o.rate)
            adagrad(c, memory[1], scatter(j[n], g[:, None] * a, size), o.rate)
            adagrad(bw, memory[2], np.bincount(i[n], g, size).astype(np.float32), o.rate)
            adagrad(bc, memory[3], np.bincount(j[n], g, size).astype(np.float32), o.rate)
        print(f"epoch {epoch + 1}: loss {loss / len(order):.4f} over {len(order)} cells", flush=True)
    return w + c


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("method", choices=["word2vec", "glove"])
    options.add_argument("text", nargs="+")
    options.add_argument("--out", required=True)
    options.add_argument("--dim", type=int, default=100)
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--least", type=int, default=3, help="rarer words are left out")
    options.add_argument("--window", type=int, default=5)
    options.add_argument("--negative", type=int, default=5)
    options.add_argument("--rate", type=float, default=0.05)
    options.add_argument("--seed", type=int, default=1)
    o = options.parse_args()
    start = time.time()
    texts = list(sentences(o.text))
    words, count = vocabulary(texts, o.least)
    if len(words) < 10:
        sys.exit("train.py: fewer than ten words occur often enough; give more text or a smaller --least")
    index = {w: n for n, w in enumerate(words)}
    ids = [np.array([index[w] for w in t if w in index], np.int64) for t in texts]
    ids = [t for t in ids if len(t) > 1]
    print(f"{sum(map(len, ids))} words in {len(ids)} sentences, {len(words)} different")
    vectors = {"word2vec": word2vec, "glove": glove}[o.method](ids, count, o, np.random.default_rng(o.seed))
    with open(o.out, "w") as file:
        if o.method == "word2vec":
            file.write(f"{len(words)} {o.dim}\n")
        for word, row in zip(words, vectors):
            file.write(word + " " + " ".join(f"{v:.5g}" for v in row) + "\n")
    print(f"{o.out}: {len(words)} words, {time.time() - start:.0f} s")


main()
