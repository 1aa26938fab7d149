// The hardware: microphone and speaker by ALSA (Capture/, Playback/), button, switch and LED by GPIO (Lines/), and what
// is soldered where (BoardPreset). Files stand in for sound hardware through alsa-lib's own plugins.
