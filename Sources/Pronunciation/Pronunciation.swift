// How words sound, and how writing is said: phonemes by espeak-ng, the distance between sounds (so that "note milk"
// finds oat milk), and spoken forms of prices, sizes, times and the like.
