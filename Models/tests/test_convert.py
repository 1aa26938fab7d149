"""The converter's promises: exact layout, small error, whole files or none, and errors that say what to do."""

import contextlib
import io
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

MODELS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(MODELS), str(MODELS / "tests")]

import checkpoints  # noqa: E402
from shoptalk_models import adapter, ConvertError, bert, cli, fetch, ggufio, moonshine, quantize, tokens  # noqa: E402


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.out = self.folder / "out.gguf"

    def convert(self, *arguments):
        """Runs `convert.py` in this process: its exit status and what it said."""
        said = io.StringIO()
        before, sys.argv = sys.argv, ["convert.py", *map(str, arguments)]
        try:
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
                status = cli.main()
        finally:
            sys.argv = before
        return status, said.getvalue()

    def bert_tensors(self):
        config = {**checkpoints.BERT, "type_vocab_size": 2}
        return checkpoints.random_tensors((name, shape) for name, shape, _ in bert._tensors(config))

    def moonshine_tensors(self):
        shape = moonshine.Shape.from_config(checkpoints.MOONSHINE, "config.json")
        return checkpoints.random_tensors((name, dims) for name, dims, _ in shape.tensors())

    def write_moonshine(self, tensors, tokenizer=None):
        (self.folder / "config.json").write_text(json.dumps(checkpoints.MOONSHINE))
        (self.folder / "tokenizer.json").write_text(json.dumps(tokenizer or checkpoints.moonshine_tokenizer()))
        checkpoints.write_safetensors(self.folder / "model.safetensors", tensors)

    def assertClose(self, tensors, path):
        weights = ggufio.File(path).weights()
        self.assertEqual(set(weights), set(tensors))
        for name, array in tensors.items():
            error = np.linalg.norm(weights[name] - array) / np.linalg.norm(array)
            self.assertLess(error, 0.01, name)


class Adapters(Folder):
    NAME = "model.encoder.conv2.weight"

    def write(self, tensors):
        path = self.folder / "adapter.safetensors"
        checkpoints.write_safetensors(path, tensors)
        return path

    def random(self, out=4, inner=6, rank=2, name=NAME):
        return checkpoints.random_tensors([(f"{name}.up", (out, rank)), (f"{name}.down", (rank, inner))])

    def test_adds_to_the_weights_that_it_names_and_to_no_others(self):
        parts = self.random()
        weight = np.arange(24, dtype=np.float32).reshape(4, 3, 2)
        read = adapter.Adapter(self.write(parts)).added_to(lambda name, shape: (weight, 0.5))
        array, step = read(self.NAME, weight.shape)
        product = parts[self.NAME + ".up"] @ parts[self.NAME + ".down"]
        np.testing.assert_allclose(array, weight + product.reshape(weight.shape), rtol=1e-5)
        self.assertEqual(array.dtype, np.float32)
        self.assertIsNone(step)  # What was on a grid is off it now.
        array, step = read("model.encoder.conv3.weight", weight.shape)
        self.assertIs(array, weight)
        self.assertEqual(step, 0.5)

    def test_refuses_what_is_no_adapter_or_one_for_another_model(self):
        weight = np.zeros((4, 6), np.float32)
        for wrong in (self.random(out=5), self.random(inner=7)):
            read = adapter.Adapter(self.write(wrong)).added_to(lambda name, shape: (weight, None))
            with self.assertRaisesRegex(ConvertError, "conv2.weight is of another shape"):
                read(self.NAME, weight.shape)
        with self.assertRaisesRegex(ConvertError, "adds to model.encoder.conv2.weight, which this model has not"):
            adapter.Adapter(self.write(self.random())).require_all(["model.encoder.conv3.weight"])
        for tensors in ({}, {"weight": weight}, {**self.random(), "strange.down": weight}):
            with self.assertRaisesRegex(ConvertError, "is not of an adapter"):
                adapter.Adapter(self.write(tensors))
        whole = self.write(self.random()).read_bytes()
        path = self.folder / "half.safetensors"
        path.write_bytes(whole[:40])
        with self.assertRaisesRegex(ConvertError, "half.safetensors: not a readable .safetensors file"):
            adapter.Adapter(path)
        with self.assertRaisesRegex(ConvertError, "gone.safetensors"):
            adapter.Adapter(self.folder / "gone.safetensors")

    def test_ours_fits_the_recogniser_and_shows_in_its_checksum(self):
        shapes = {name: shape for name, shape, _ in moonshine.Shape().tensors()}
        ours = adapter.Adapter(moonshine.ADAPTER)
        ours.require_all(shapes)
        self.assertTrue(all(name.startswith("model.encoder.") for name in ours.names))
        read = ours.added_to(lambda name, shape: (np.zeros(shape, np.float32), None))
        for name in ours.names:
            array, _ = read(name, shapes[name])
            self.assertGreater(np.abs(array).max(), 0, name)
        self.assertNotEqual(moonshine.wheel_checksum(), moonshine.wheel_checksum(adapted=False))


class HuggingFaceFolders(Folder):
    def test_bert_in_one_file(self):
        tensors = self.bert_tensors()
        checkpoints.write_bert(self.folder, tensors)
        self.assertEqual(self.convert("hf", self.folder, "--out", self.out)[0], 0)
        self.assertClose(tensors, self.out)
        metadata = ggufio.File(self.out).metadata
        self.assertEqual(metadata["general.architecture"], b"bert")
        self.assertEqual(metadata["bert.max_tokens"], 32)
        self.assertEqual(metadata["tokenizer.ggml.tokens"][7], b"oat")

    def test_bert_with_a_prefix_in_parts_and_bfloat16(self):
        tensors = self.bert_tensors()
        checkpoints.write_bert(self.folder, {})
        (self.folder / "model.safetensors").unlink()
        names, index = sorted(tensors), {}
        for part, chosen in (("one.safetensors", names[::2]), ("two.safetensors", names[1::2])):
            checkpoints.write_safetensors(self.folder / part, {"bert." + n: tensors[n] for n in chosen}, "BF16")
            index.update({"bert." + name: part for name in chosen})
        (self.folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
        self.assertEqual(self.convert("hf", self.folder, "--out", self.out)[0], 0)
        self.assertClose(tensors, self.out)

    def test_moonshine(self):
        tensors = self.moonshine_tensors()
        self.write_moonshine(tensors)
        status, said = self.convert("hf", self.folder, "--out", self.out)
        self.assertEqual(status, 0, said)
        self.assertClose(tensors, self.out)
        metadata = ggufio.File(self.out).metadata
        self.assertEqual(metadata["moonshine.rotary.dimensions"], 4)
        self.assertEqual(list(metadata["tokenizer.ggml.token_type"][[0, 1, 3, 259, 265]]), [2, 3, 6, 1, 3])
        # "bc" comes before "ab" among the merges, "abc" last.
        scores = metadata["tokenizer.ggml.scores"]
        self.assertTrue(scores[264] > scores[259] > scores[260])

    def test_refuses_merges_that_do_not_follow_from_the_vocabulary(self):
        tokenizer = checkpoints.moonshine_tokenizer()
        tokenizer["model"]["merges"].reverse()
        self.write_moonshine(self.moonshine_tensors(), tokenizer)
        status, said = self.convert("hf", self.folder, "--out", self.out)
        self.assertEqual(status, 65)
        self.assertIn("merges do not follow", said)

    def test_names_what_is_missing_or_wrong(self):
        tensors = self.moonshine_tensors()
        cases = [
            ("model.decoder.norm.weight", None, "no tensor 'model.decoder.norm.weight'"),
            ("model.decoder.norm.weight", np.zeros(3, np.float32), "has shape [3], config.json wants [16]"),
            ("model.decoder.norm.weight", np.full(16, np.nan, np.float32), "not finite"),
        ]
        for name, value, reason in cases:
            changed = {key: array for key, array in tensors.items() if key != name}
            if value is not None:
                changed[name] = value
            self.write_moonshine(changed)
            status, said = self.convert("hf", self.folder, "--out", self.out)
            self.assertEqual(status, 65)
            self.assertIn(reason, said)
            self.assertFalse(self.out.exists())
            self.assertEqual(list(self.folder.glob(".out.gguf*")), [])

    def test_refuses_other_architectures_and_damaged_files(self):
        (self.folder / "config.json").write_text('{"architectures": ["LlamaForCausalLM"]}')
        self.assertIn("'LlamaForCausalLM' is not supported", self.convert("hf", self.folder)[1])
        (self.folder / "config.json").write_text(json.dumps(checkpoints.BERT))
        self.assertIn("no model.safetensors", self.convert("hf", self.folder)[1])
        (self.folder / "model.safetensors").write_bytes(b"\xff" * 64)
        self.assertIn("not a readable .safetensors file", self.convert("hf", self.folder)[1])
        (self.folder / "config.json").write_text("{")
        self.assertIn("config.json: cannot be read", self.convert("hf", self.folder)[1])

    def test_does_nothing_twice_but_again_after_any_change(self):
        tensors = self.bert_tensors()
        checkpoints.write_bert(self.folder, tensors)
        self.convert("hf", self.folder, "--out", self.out)
        first = self.out.read_bytes()
        self.assertIn("up to date", self.convert("hf", self.folder, "--out", self.out)[1])
        self.out.write_bytes(first[:-100])
        self.assertIn("wrote", self.convert("hf", self.folder, "--out", self.out)[1])
        self.assertEqual(self.out.read_bytes(), first)
        (self.folder / "vocab.txt").write_text("\n".join([*checkpoints.VOCABULARY[:-1], "tea"]) + "\n")
        self.assertIn("wrote", self.convert("hf", self.folder, "--out", self.out)[1])
        self.assertNotEqual(self.out.read_bytes(), first)


class Quantization(unittest.TestCase):
    def test_keeps_a_grid_that_fits_exactly(self):
        rng = np.random.default_rng(1)
        weight = (rng.integers(-127, 128, (16, 64)) * np.float32(0.0123)).astype(np.float32)
        step = quantize.grid_step(weight)
        self.assertAlmostEqual(step, 0.0123, places=6)
        _, _, error = quantize.quantize_rows(weight, step)
        self.assertLess(error, 1e-6)

    def test_is_near_for_any_weights_and_never_reaches_minus_128(self):
        weight = np.random.default_rng(2).standard_normal((64, 5, 40)).astype(np.float32)
        weight[3] = 0
        weight[4, 0, 0] = 1000
        quantized, scales, _ = quantize.quantize_rows(weight)
        self.assertGreaterEqual(quantized.min(), -127)
        self.assertTrue(np.isfinite(scales).all() and (scales > 0).all())
        restored = quantized * scales[:, None, None]
        ordinary = [row for row in range(64) if row not in (3, 4)]
        error = np.linalg.norm(restored[ordinary] - weight[ordinary]) / np.linalg.norm(weight[ordinary])
        self.assertLess(error, 0.01)
        self.assertTrue((restored[3] == 0).all())
        # Sums stay, to half a step.
        drift = np.abs((restored - weight).reshape(64, -1).sum(axis=1))
        self.assertTrue((drift[ordinary] <= 0.51 * scales[ordinary]).all())

    def test_sees_no_grid_in_ordinary_weights(self):
        self.assertIsNone(quantize.grid_step(np.random.default_rng(3).standard_normal(1000)))
        self.assertIsNone(quantize.grid_step(np.zeros(5)))


class Files(Folder):
    def test_reads_back_what_it_wrote_and_finds_damage(self):
        out = ggufio.Writer("sample")
        out.string("text", "\u2581x")
        out.strings("tokens", [b"\xff\x00", "é"])
        out.numbers("numbers", ggufio.U32, [1, 2])
        out.tensor("a", np.arange(6, dtype=np.float32).reshape(2, 3))
        out.tensor("b", np.array([-1], dtype=np.int8))
        out.write(self.out)
        file = ggufio.File(self.out)
        self.assertEqual(file.metadata["tokens"], [b"\xff\x00", "é".encode()])
        self.assertEqual(file.tensors["a"].tolist(), [[0, 1, 2], [3, 4, 5]])
        sound = self.out.read_bytes()
        for place in (40, len(sound) - 128, len(sound) - 64):
            damaged = bytearray(sound)
            damaged[place] ^= 1
            self.out.write_bytes(damaged)
            with self.assertRaisesRegex(ConvertError, "damaged"):
                ggufio.File(self.out)

    def test_tokens_of_moonshine_need_their_format(self):
        for data in (b"", b"\x05<unk>", b"\xff"):
            with self.assertRaises(ConvertError):
                tokens.pieces_from_bin(data, "tokenizer.bin")


class Fetching(Folder):
    def setUp(self):
        super().setUp()
        before, fetch.CACHE = fetch.CACHE, self.folder
        self.addCleanup(setattr, fetch, "CACHE", before)
        failure = subprocess.CompletedProcess([], 1, "", "ERROR: Connection refused")
        before, subprocess.run = subprocess.run, lambda *a, **k: failure
        self.addCleanup(setattr, subprocess, "run", before)

    def test_says_what_to_do_without_network(self):
        wheel = fetch.Wheel("moonshine-voice", "0.1.0", "any", "0" * 64, 1)
        with self.assertRaisesRegex(ConvertError, "Connection refused\nCheck the network.*copy the wheel"):
            fetch.fetch(wheel, lambda _: None)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_takes_a_wheel_that_was_brought_by_hand_and_only_the_right_one(self):
        right = fetch.Wheel("a", "1", "any", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 1)
        right.path.write_bytes(b"test")
        self.assertEqual(fetch.fetch(right, lambda _: None), right.path)
        right.path.write_bytes(b"tampered")
        with self.assertRaises(ConvertError):
            fetch.fetch(right, lambda _: None)
        self.assertFalse(right.path.exists())


if __name__ == "__main__":
    unittest.main()
