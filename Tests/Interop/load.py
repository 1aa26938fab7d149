"""How many records a second the hub takes from 1,000 devices, beside rotel's agent writing the same to a file.

usage: load.py HUB [--devices 1000] [--seconds 20]

Both get the same requests (protobuf, gzip, five questions each) over 1,000 connections that stay open, by turns, at rates
that double until the 95th percentile of the answers is above 50 ms or requests fail. Printed: for each rate the records
that were answered with 200, the percentiles, and the receiver's memory; for the hub also whether all of them are in its
database, each once. rotel writes its detailed log of records to a file, and is asked for no token.
"""
import argparse, asyncio, gzip, os, random, sqlite3, struct, subprocess, sys, tempfile, time

RECORDS = 5


def field(number, kind, payload):
    return varint(number << 3 | kind) + payload


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def text(number, value):
    raw = value if isinstance(value, bytes) else value.encode()
    return field(number, 2, varint(len(raw)) + raw)


def attribute(key, value):
    if isinstance(value, bool):
        inner = field(2, 0, varint(int(value)))
    elif isinstance(value, int):
        inner = field(3, 0, varint(value))
    elif isinstance(value, float):
        inner = field(4, 1, struct.pack("<d", value))
    elif isinstance(value, list):
        inner = text(5, b"".join(text(1, text(1, item)) for item in value))
    else:
        inner = text(1, value)
    return text(1, key) + text(2, inner)


def request(device, number):
    """One request of a device: five questions as the daemon writes them."""
    records = b""
    for index in range(RECORDS):
        uid = f"{device:04x}-{number * RECORDS + index:08x}"
        now = time.time_ns()
        values = {
            "log.record.uid": uid, "shoptalk.sequence": number * RECORDS + index + 1,
            "shoptalk.boot.id": "0b4a4f7e-6a0c-4d5e-9f43-0d2b7a3c9e11", "shoptalk.monotonic_ns": now % 10**15,
            "shoptalk.clock_set": True, "session.id": f"a1b2c3d4-{number}", "shoptalk.answer": "Oat Milk 1 L is $3.49, in aisle 4.",
            "shoptalk.answer_ms": 4.2, "shoptalk.answered": True, "shoptalk.audio_ms": 2150.0, "shoptalk.confidence": 0.93,
            "shoptalk.first_sound_ms": 118.5, "shoptalk.grounded": True, "shoptalk.intent": "price",
            "shoptalk.outcome": "answered", "shoptalk.products": ["oat-milk-1l"], "shoptalk.transcribe_ms": 61.0,
            "shoptalk.transcript": f"how much is the oat milk number {random.randrange(1000)}", "shoptalk.understand_ms": 3.1,
        }
        record = field(1, 1, struct.pack("<Q", now)) + field(2, 0, varint(9)) + text(3, "INFO")
        record += b"".join(text(6, attribute(key, value)) for key, value in values.items())
        record += field(11, 1, struct.pack("<Q", now)) + text(12, "shoptalk.question")
        records += text(2, record)
    resource = text(1, text(1, attribute("service.name", "shoptalk")) + text(1, attribute("service.instance.id", f"d{device}")))
    return gzip.compress(text(1, resource + text(2, text(1, text(1, "shoptalk.journal")) + records)), 1)


class Device:
    def __init__(self, index, port, token):
        self.index, self.port, self.token, self.number = index, port, token, 0
        self.reader = self.writer = None

    async def send(self, body):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"POST /v1/logs HTTP/1.1\r\nHost: hub\r\nContent-Type: application/x-protobuf\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n"
        if self.token:
            head += f"Authorization: Bearer {self.token}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        answer = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in answer.split(b"\r\n")[1:]:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if length:
            await self.reader.readexactly(length)
        return int(answer.split(b" ", 2)[1])


async def trial(devices, rate, seconds):
    """Sends `rate` requests a second for so long, each device in its turn; a device waits for its answer."""
    times, bad = [], {}
    bodies = {}
    start = time.perf_counter() + 0.2
    total = int(rate * seconds)

    async def run(device, turns):
        for turn in turns:
            body = request(device.index, device.number)
            device.number += 1
            due = start + turn / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            began = time.perf_counter()
            try:
                status = await device.send(body)
            except (OSError, asyncio.IncompleteReadError) as error:
                status = type(error).__name__
                device.writer = None
            # The wait counts from when it was due: a queue before the receiver is the receiver's.
            times.append(time.perf_counter() - max(due, began - 1))
            if status != 200:
                bad[status] = bad.get(status, 0) + 1

    count = len(devices)
    await asyncio.gather(*(run(device, range(index, total, count)) for index, device in enumerate(devices)))
    elapsed = time.perf_counter() - start
    times.sort()
    return {
        "asked": rate * RECORDS, "records_s": (len(times) - sum(bad.values())) * RECORDS / elapsed,
        "p50_ms": times[len(times) // 2] * 1e3, "p95_ms": times[len(times) * 95 // 100] * 1e3, "bad": bad,
        "sent": (len(times) - sum(bad.values())) * RECORDS,
    }


def memory(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def start_hub(program, folder, count):
    process = subprocess.Popen([program, "serve", "--data", folder, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while "listening at" not in (line := process.stdout.readline()):
        assert line, "the hub ended"
    names = [f"device {index}" for index in range(count)]
    tokens = subprocess.run([program, "enrol", *names, "--data", folder], capture_output=True, text=True, check=True).stdout.split()
    return process, int(line.strip().rsplit(":", 1)[1]), tokens


def start_rotel(folder):
    import rotel

    agent = os.path.join(os.path.dirname(rotel.__file__), "rotel-agent")
    port = random.randrange(42000, 48000)
    process = subprocess.Popen(
        [agent, "start", "--otlp-http-endpoint", f"127.0.0.1:{port}", "--otlp-grpc-endpoint", f"127.0.0.1:{port + 1}", "--exporter", "blackhole",
         "--debug-log", "logs", "--debug-log-verbosity", "detailed"],
        stdout=open(os.path.join(folder, "log"), "w"), stderr=subprocess.STDOUT)
    time.sleep(2)
    assert process.poll() is None, open(os.path.join(folder, "log")).read()[-500:]
    return process, port


def main():
    options = argparse.ArgumentParser()
    options.add_argument("hub")
    options.add_argument("--devices", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=20)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        hub, port, tokens = start_hub(given.hub, os.path.join(folder, "hub"), given.devices)
        peer_folder = os.path.join(folder, "rotel")
        os.makedirs(peer_folder)
        peer = peer_port = None
        try:
            peer, peer_port = start_rotel(peer_folder)
        except (ImportError, AssertionError, OSError) as error:
            print(f"rotel is not compared: {error!r}")
        async def all():
            fleets = {"hub": [Device(i, port, tokens[i]) for i in range(given.devices)]}
            if peer:
                fleets["rotel"] = [Device(i, peer_port, None) for i in range(given.devices)]
            going = dict.fromkeys(fleets, True)
            sent = dict.fromkeys(fleets, 0)
            rate = 100
            while any(going.values()) and rate <= 12800:
                for name, devices in fleets.items():
                    if not going[name]:
                        continue
                    result = await trial(devices, rate, given.seconds)
                    sent[name] += result["sent"]
                    print(f"{name:6} asked {result['asked']:6.0f} records/s: took {result['records_s']:7.0f}, p50 {result['p50_ms']:6.1f} ms, "
                          f"p95 {result['p95_ms']:7.1f} ms, memory {memory(hub if name == 'hub' else peer):5.0f} MB, not taken {result['bad'] or 'none'}", flush=True)
                    going[name] = result["p95_ms"] <= 50 and not result["bad"]
                rate *= 2
            return sent
        sent = asyncio.run(all())
        database = sqlite3.connect(os.path.join(folder, "hub", "hub.sqlite"))
        kept, different = database.execute("SELECT count(*), count(DISTINCT device || uid) FROM record").fetchone()
        size = sum(os.path.getsize(os.path.join(folder, "hub", name)) for name in os.listdir(os.path.join(folder, "hub")) if name.startswith("hub.sqlite"))
        print(f"hub    {kept} records in the database, {different} different, {sent['hub']} answered with 200; {size / max(1, kept):.0f} bytes each on the disk")
        print(f"one request of {RECORDS} records: {len(request(1, 1)) / RECORDS:.0f} bytes a record on the wire")
        for process in (hub, peer):
            if process:
                process.kill()
        if kept < sent["hub"] or kept != different:
            sys.exit("records were lost or kept twice")


main()
