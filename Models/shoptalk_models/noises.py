"""Recordings, and noise as in shops, made here: for training what listens. float32 at 16 kHz, 1 = full scale."""

import wave

import numpy as np

RATE = 16000


def read(path):
    """The samples of a WAV file of 16 kHz, mono, 16 bits."""
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise SystemExit(f"{path}: is not of 16 kHz, mono, 16 bits: sox IN.wav -r 16000 -c 1 -b 16 OUT.wav")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def stretched(x, speed):
    """Faster and higher, or slower and lower."""
    return np.interp(np.arange(0, len(x) - 1, speed), np.arange(len(x)), x).astype(np.float32)


def loudest(x):
    """The energy of the loudest 2,048 samples: signal-to-noise ratios are between these of both."""
    return (x[: len(x) // 2048 * 2048].reshape(-1, 2048) ** 2).sum(1).max() + 1e-9


def coloured(rng, n):
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.maximum(np.fft.rfftfreq(n, 1 / RATE), 30)
    return np.fft.irfft(spectrum * f ** rng.uniform(-1.2, 0.1), n)


def hum(rng, n):
    t = np.arange(n) / RATE
    base = rng.choice([50, 60, 100, rng.uniform(80, 400)])
    tones = (rng.uniform(0, 1) / k * np.sin(2 * np.pi * (base * k * t + rng.uniform())) for k in range(1, 9))
    return sum(tones) + 0.02 * rng.standard_normal(n)


def clatter(rng, n):
    out = 0.01 * coloured(rng, n)
    for _ in range(rng.integers(3, 40)):
        at, length = rng.integers(0, n - 3300), rng.integers(200, 3200)
        t = np.arange(length) / RATE
        ring = sum(rng.uniform() * np.sin(2 * np.pi * rng.uniform(300, 7000) * t) for _ in range(5))
        fall = np.exp(-t * rng.uniform(15, 150))
        out[at : at + length] += rng.uniform(0.1, 1) * (ring + rng.standard_normal(length)) * fall
    return out


def music(rng, n):
    """Chords with a beat; nobody's tune."""
    t, y, at = np.arange(n) / RATE, np.zeros(n), 0
    while at < n:
        length = int(rng.uniform(0.15, 0.7) * RATE)
        here = t[: min(length, n - at)]
        for _ in range(rng.integers(1, 5)):
            base, fall = 110 * 2 ** (rng.integers(0, 40) / 12), np.exp(-here * rng.uniform(0.5, 6))
            for k in (k for k in range(1, 7) if base * k < 7500):
                tone = np.sin(2 * np.pi * base * k * here + rng.uniform(0, 6))
                y[at : at + len(here)] += rng.uniform(0, 1) / k * tone * fall
        if rng.uniform() < 0.4:
            y[at : at + len(here)] += rng.standard_normal(len(here)) * np.exp(-here * 40) * 0.7
        at += length
    return y


def babble(rng, n, speech):
    """Several of the recordings `speech` at once, and a little of what else there is."""
    y = np.zeros(n, np.float32)
    for _ in range(rng.integers(2, 10)):
        voice = stretched(speech[rng.integers(len(speech))], rng.uniform(0.8, 1.3))
        y += rng.uniform(0.3, 1) * np.roll(np.resize(voice, n), rng.integers(n))
    return y + rng.uniform(0, 0.1) * np.abs(y).max() * coloured(rng, n)


def room(rng, x):
    """`x` as it comes from a few steps away: with up to a third of a second of reverberation."""
    length = int(rng.uniform(0.05, 0.35) * RATE)
    t = np.arange(length) / RATE
    answer = rng.standard_normal(length) * np.exp(-t * rng.uniform(8, 40)) * rng.uniform(0.02, 0.15)
    answer[0] = 1
    n = len(x) + length
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(answer, n), n)[: len(x)]


def tinted(rng, x):
    """`x` through another microphone: up to 6 dB less and 3 dB more here and there."""
    spectrum = np.fft.rfft(x)
    gain = np.interp(np.linspace(0, 1, len(spectrum)), np.linspace(0, 1, 9), rng.uniform(-6, 3, 9))
    return np.fft.irfft(spectrum * 10 ** (gain / 20), len(x))


def of_a_shop(rng, n, speech):
    """`n` samples of noise of one kind or several, swelling and falling."""
    kind = rng.uniform()
    if kind < 0.25:
        y = coloured(rng, n)
    elif kind < 0.3:
        y = hum(rng, n)
    elif kind < 0.5:
        y = clatter(rng, n) + rng.uniform(0, 0.05) * coloured(rng, n)
    elif kind < 0.8:
        y = babble(rng, n, speech)
    elif kind < 0.9:
        y = music(rng, n)
    else:
        y = clatter(rng, n) / 2 + rng.uniform(0, 0.5) * music(rng, n) + rng.uniform(0, 0.1) * coloured(rng, n)
    return y * np.interp(np.linspace(0, 1, n), np.linspace(0, 1, 8), rng.uniform(0.4, 1, 8))
