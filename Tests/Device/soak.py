"""Asks one question after another of a daemon on this machine: presses over its socket, speaks, waits for the answer.

  soak.py SOCKET QUESTIONS SAY PID COUNT    the recordings in QUESTIONS, again and again; a recording that is put into SAY
                                            is heard; ends with 1 where the process PID grows
"""
import glob
import json
import os
import shutil
import socket
import sys
import time

path, questions, say, pid, count = sys.argv[1:4] + [int(sys.argv[4]), int(sys.argv[5])]


class Live:
    """The device's own events."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.socket.sendall(b"GET /v1/live HTTP/1.1\r\nHost: shoptalk\r\n\r\n")
        self.rest, self.state, self.asked, self.outcome = b"", "unknown", 0, ""

    def wait(self, seconds, true, what):
        end = time.monotonic() + seconds
        while not true():
            left = end - time.monotonic()
            if left <= 0:
                sys.exit(f"waited {seconds} s for {what} in vain; the state is {self.state}")
            self.socket.settimeout(left)
            try:
                got = self.socket.recv(65536)
            except TimeoutError:
                continue
            if not got:
                sys.exit("the daemon went away")
            *lines, self.rest = (self.rest + got).split(b"\n")
            for line in lines:
                if not line.startswith(b"{"):
                    continue
                event = json.loads(line)
                if event["kind"] == "state":
                    self.state = event["what"]
                elif event["kind"] == "question":
                    self.asked, self.outcome = self.asked + 1, event["what"]


def press():
    with socket.socket(socket.AF_UNIX) as out:
        out.connect(path)
        out.sendall(b"POST /v1/press HTTP/1.1\r\nHost: shoptalk\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        if b" 200 " not in out.recv(65536):
            sys.exit("the press was not taken")


def figures():
    with open(f"/proc/{pid}/status") as file:
        known = dict(line.split(":", 1) for line in file)
    size = lambda name: int(known[name].split()[0]) / 1024
    return size("VmRSS"), int(known["Threads"]), len(os.listdir(f"/proc/{pid}/fd")), size("RssFile")


recordings = sorted(glob.glob(questions + "/*.raw"))
live = Live()
answered, early = 0, None
for number in range(1, count + 1):
    live.wait(60, lambda: live.state == "idle", "the device to be idle")
    before = live.asked
    press()
    live.wait(10, lambda: live.state == "listening", "it to listen")
    shutil.copy(recordings[(number - 1) % len(recordings)], say + "/.next")
    os.rename(say + "/.next", say + "/next.raw")
    live.wait(120, lambda: live.asked > before and live.state == "idle", "an answer")
    answered += live.outcome == "answered"
    if number % 20 == 0 or number == count:
        late = figures()
        early = early or late
        print("after %d: %.1f MB resident, %d threads, %d descriptors, %.1f MB of files; %d answered"
              % (number, *late, answered), flush=True)
growth = (late[0] / early[0] - 1) * 100
print("from 20 to %d questions: %+.1f %% resident, %+d threads, %+d descriptors; %d of %d answered"
      % (count, growth, late[1] - early[1], late[2] - early[2], answered, count))
sys.exit(not (growth <= 3 and late[1] <= early[1] and late[2] <= early[2] and answered * 50 >= count * 49))
