"""The people of the device rig, on the host: the shopper, who speaks and listens, and the merchant.

  shopper.py raw IN.wav OUT.raw      16 kHz, one channel, 16 bits, with a breath before and silence behind
  shopper.py field NAME              a field of the JSON object on standard input, by dots
  shopper.py has REGEX               whether the text on standard input contains it
  shopper.py reprice CSV HANDLE P    the price of the first variant of a product in a catalogue becomes P
  shopper.py serve FILE CERT KEY     hands out FILE as the shop's bundle, over TLS, and takes no records
  shopper.py hub SQLITE WHAT...      whether the hub's database comes to have device events of each kind
"""
import array
import csv
import hashlib
import http.server
import json
import random
import re
import sqlite3
import ssl
import sys
import time
import wave


def raw(source, target):
    with wave.open(source) as file:
        rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
        if width != 2:
            sys.exit(f"{source}: 16 bits are wanted")
        samples = array.array("h", file.readframes(file.getnframes()))[::channels]
    out = array.array("h")
    step = rate / 16000
    for index in range(int(len(samples) / step)):
        at = index * step
        low = int(at)
        high = min(low + 1, len(samples) - 1)
        out.append(int(samples[low] + (samples[high] - samples[low]) * (at - low)))
    noise = random.Random(3)
    hush = lambda seconds: array.array("h", (noise.randint(-6, 6) for _ in range(int(16000 * seconds))))
    with open(target, "wb") as file:
        (hush(0.3) + out + hush(0.5)).tofile(file)


def field(name):
    value = json.load(sys.stdin)
    for part in name.split("."):
        value = value[part] if isinstance(value, dict) else value[int(part)]
    print(value if not isinstance(value, bool) else str(value).lower())


def reprice(path, handle, price):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    column = rows[0].index("Variant Price")
    next(row for row in rows[1:] if row[0] == handle)[column] = price
    with open(path, "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def serve(path, certificate, key):
    with open(path, "rb") as file:
        bundle = file.read()
    tag = '"%s"' % hashlib.sha256(bundle).hexdigest()[:16]

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self, status, body=b""):
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            if self.path != "/v1/bundle":
                self.answer(404)
            elif self.headers.get("If-None-Match") == tag:
                self.answer(304)
            else:
                self.answer(200, bundle)

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.answer(503)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("listening at https://127.0.0.1:%d" % server.server_port, flush=True)
    server.serve_forever()


def hub(path, kinds):
    end = time.monotonic() + 60
    while True:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
            known = {what for (what,) in database.execute("SELECT DISTINCT what FROM happening")}
        if set(kinds) <= known:
            return
        if time.monotonic() > end:
            sys.exit(f"the hub knows only of {sorted(known)}")
        time.sleep(1)


if __name__ == "__main__":
    if sys.argv[1] == "raw":
        raw(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "field":
        field(sys.argv[2])
    elif sys.argv[1] == "has":
        sys.exit(0 if re.search(sys.argv[2], sys.stdin.read(), re.IGNORECASE) else 1)
    elif sys.argv[1] == "reprice":
        reprice(*sys.argv[2:5])
    elif sys.argv[1] == "serve":
        serve(*sys.argv[2:5])
    elif sys.argv[1] == "hub":
        hub(sys.argv[2], sys.argv[3:])
