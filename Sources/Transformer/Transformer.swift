// The int8 core: GGUF files, linear layers, attention, caches, tokenizers and the thread pool; one file per
// architecture in Architectures/, in the checkpoint's own names.
