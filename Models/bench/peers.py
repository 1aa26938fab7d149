"""One peer at work, asked line by line as `shoptalk bench core --stdin` is: `prefill N`, `decode DEPTH`, `encode N`,
`hear SECONDS`, `write N`.

    python peers.py llama.cpp|ctranslate2|onnxruntime SHAPE THREADS FOLDER
"""

import json
import sys
import time
from pathlib import Path

import shapes

DECODED = 16  # tokens that `decode` appends


def tokens(count):
    return [11 + (i * 7919) % 20000 for i in range(count)]


def timed(body):
    start = time.perf_counter()
    body()
    return 1000 * (time.perf_counter() - start)


class LlamaCpp:
    def __init__(self, shape, threads, folder):
        import llama_cpp

        self._lib = lib = llama_cpp
        path = folder / f"{shape}.q8_0.gguf"
        if not path.exists():
            shapes.gguf(shape, path)
        self._silent = lib.llama_log_callback(lambda level, text, data: None)
        import ctypes

        lib.llama_log_set(self._silent, ctypes.c_void_p(0))
        lib.llama_backend_init()
        self._model = lib.llama_model_load_from_file(str(path).encode(), lib.llama_model_default_params())
        settings = lib.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = 1024, 512, 512
        settings.n_threads = settings.n_threads_batch = threads
        self._context = lib.llama_init_from_model(self._model, settings)
        self._batch = lib.llama_batch_init(512, 0, 1)
        self._count = 0

    def _append(self, ids, position):
        batch = self._batch
        batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.seq_id[i][0] = token, position + i, 1, 0
            batch.logits[i] = i == len(ids) - 1
        if self._lib.llama_decode(self._context, batch):
            raise SystemExit("llama.cpp refused a batch")
        self._lib.llama_get_logits(self._context)  # waits
        self._count = position + len(ids)

    def _cut(self, count):
        memory = self._lib.llama_get_memory(self._context)
        self._lib.llama_memory_seq_rm(memory, 0, count, -1)
        self._count = count

    def prefill(self, count):
        self._cut(0)
        return timed(lambda: self._append(tokens(count), 0))

    def decode(self, depth):
        if self._count < depth:
            self._append(tokens(depth - self._count), self._count)
        self._cut(depth)

        def steps():
            for i in range(DECODED):
                self._append([i * 7 + 1], depth + i)

        return timed(steps)


class CTranslate2:
    def __init__(self, shape, threads, folder):
        import ctranslate2

        path = folder / f"{shape}.ctranslate2"
        if not path.exists():
            shapes.ctranslate2(shape, path)
        self._generator = ctranslate2.Generator(str(path), compute_type="int8", inter_threads=1, intra_threads=threads)

    def _generate(self, count, new):
        prompt = [f"t{token}" for token in tokens(count)]
        self._generator.generate_batch(
            [prompt], max_length=new, min_length=new, beam_size=1, include_prompt_in_result=False)

    def prefill(self, count):
        return timed(lambda: self._generate(count, 1))

    def decode(self, depth):
        return timed(lambda: self._generate(max(1, depth), DECODED + 1)) - timed(lambda: self._generate(max(1, depth), 1))


class CTranslate2Whisper:
    def __init__(self, shape, threads, folder):
        import ctranslate2
        import numpy

        path = folder / f"{shape}.ctranslate2"
        if not path.exists():
            shapes.whisper(path)
        self._model = ctranslate2.models.Whisper(
            str(path), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads)
        bands = numpy.random.default_rng(1).normal(0, 1, (1, shapes.WHISPER["bands"], 2 * shapes.WHISPER["frames"]))
        self._features = ctranslate2.StorageView.from_array(bands.astype(numpy.float32))
        self._encoded = self._model.encode(self._features)

    def hear(self, seconds):
        return timed(lambda: self._model.encode(self._features))

    def write(self, count):
        found = []

        def work():
            found.extend(self._model.generate(
                self._encoded, [[shapes.WHISPER["end"] + 1]], beam_size=1, max_length=2 * count, suppress_blank=False,
                suppress_tokens=[shapes.WHISPER["end"]]))

        took = timed(work)
        written = len(found[0].sequences_ids[0])
        if written < count - 2:
            raise SystemExit(f"CTranslate2 wrote {written} tokens in place of {count}")
        return took


class ONNXRuntime:
    def __init__(self, shape, threads, folder):
        import onnxruntime

        path = folder / "minilm.int8.onnx"
        if not path.exists():
            shapes.onnx(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = threads, 1, 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(self, count):
        import numpy

        feed = {"ids": numpy.array([tokens(count)]), "places": numpy.arange(count)[None]}
        return timed(lambda: self._session.run(None, feed))


def main():
    name, shape, threads, folder = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    kinds = {"llama.cpp": LlamaCpp, "ctranslate2": CTranslate2, "onnxruntime": ONNXRuntime}
    kind = CTranslate2Whisper if shape.startswith("whisper") else kinds[name]
    peer = kind(shape, int(threads), Path(folder))
    print(json.dumps({"ready": name}), flush=True)
    for line in sys.stdin:
        work, number = line.split()
        print(json.dumps({"ms": getattr(peer, work)(int(number))}), flush=True)


if __name__ == "__main__":
    main()
