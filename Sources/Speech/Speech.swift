// Ears and voice: the recogniser, which turns sound into text (Recogniser.swift and what stands beside it), and the
// voices, which turn text into sound.
