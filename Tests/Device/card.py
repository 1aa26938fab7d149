"""A sound card for alsa-lib's file plugin: two pipes at the pace of one, 48 kHz, one channel, 16 bits.

  card.py IN OUT SAY    the microphone hears faint noise, for one in the world never hears pure silence, and each
                        SAY/*.raw (16 kHz) that is put there, which is removed as it begins; the speaker is drained
"""
import array
import fcntl
import glob
import os
import random
import sys
import time

feed = os.open(sys.argv[1], os.O_RDWR | os.O_NONBLOCK)
drain = os.open(sys.argv[2], os.O_RDWR | os.O_NONBLOCK)
for pipe in (feed, drain):
    fcntl.fcntl(pipe, 1031, 4096)  # F_SETPIPE_SZ: small, as a device's buffer is.
noise = random.Random(7)
hush = [b"".join(noise.randint(-12, 12).to_bytes(2, "little", signed=True) for _ in range(960)) for _ in range(50)]


def pieces(path):
    """Twenty milliseconds after another, at three times the rate."""
    slow = array.array("h")
    with open(path, "rb") as file:
        slow.frombytes(file.read())
    fast = array.array("h")
    for here, there in zip(slow, slow[1:]):
        fast.extend((here, (2 * here + there) // 3, (here + 2 * there) // 3))
    return [fast[at : at + 960].tobytes() for at in range(0, len(fast), 960)]


said, turn, due = [], 0, time.monotonic()
while True:
    due += 0.01
    time.sleep(max(0, due - time.monotonic()))
    if turn % 2 == 0:
        if turn % 10 == 0 and not said:
            for path in sorted(glob.glob(sys.argv[3] + "/*.raw")):
                said += pieces(path)
                os.remove(path)
        try:
            os.write(feed, said[0] if said else hush[turn // 2 % len(hush)])
            said = said[1:]
        except BlockingIOError:
            pass
    try:
        os.read(drain, 960)
    except BlockingIOError:
        pass
    turn += 1
