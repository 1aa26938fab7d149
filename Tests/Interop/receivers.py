#!/usr/bin/env python3
"""The sender against receivers that others wrote: rotel's agent, the official messages, and oteltest's sloppy sink.

  receivers.py SHOPTALK_SYNC JOURNAL_WRITER        needs requirements.txt; everything stays on this machine

For JSON and protobuf, gzipped: what is sent is decoded strictly by the official protobuf messages, and every record must be
there once with its identity; rotel must take and count every record; the sink, which answers "OK" as text/html and knows no
gzip, must not wedge the sender. Exit status 1 where one of these is not so.
"""
import base64, glob, gzip, http.server, json, os, re, socket, subprocess, sys, tempfile, threading, time
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
import rotel

sender, writer = sys.argv[1:3]
failures = 0


def check(title, ok):
    global failures
    print(("ok      " if ok else "WRONG   ") + title, flush=True)
    failures += not ok


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def journal(folder, seconds=0.05):
    """A journal with some hundreds of records; gives how many."""
    run = subprocess.Popen([writer, folder, "25"], stdout=subprocess.PIPE, text=True)
    time.sleep(seconds)
    run.kill()
    run.communicate()
    return folder


def push(folder, port, form, compression="gzip"):
    status = os.path.join(folder, "..", "status.json")
    run = subprocess.run([sender, "--once", "--status", status, "--first-wait", "0.1", "--longest-wait", "0.2", "--set", f"journal.folder={folder}",
                          "--set", f"sync.endpoint=http://127.0.0.1:{port}", "--set", f"sync.format={form}", "--set", f"sync.compression={compression}"], stderr=subprocess.PIPE, text=True)
    return run.returncode, json.load(open(status)), run.stderr


class Taker(http.server.BaseHTTPRequestHandler):
    bodies = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Taker.bodies.append((self.headers["Content-Type"], self.headers["Content-Encoding"], body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_): pass


def hex_ids(value):
    """OTLP's JSON writes trace and span ids in hex, where protobuf's own JSON has base64."""
    if isinstance(value, dict): return {k: base64.b64encode(bytes.fromhex(v)).decode() if k in ("traceId", "spanId") else hex_ids(v) for k, v in value.items()}
    return [hex_ids(v) for v in value] if isinstance(value, list) else value


def strict(form):
    Taker.bodies.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as scratch:
        code, status, _ = push(journal(os.path.join(scratch, "journal")), server.server_port, form)
    server.shutdown()
    uids, names = [], set()
    for kind, coding, body in Taker.bodies:
        request = ExportLogsServiceRequest()
        if form == "json": json_format.ParseDict(hex_ids(json.loads(gzip.decompress(body))), request, ignore_unknown_fields=False)
        else:
            request.ParseFromString(gzip.decompress(body))
            check("nothing in it is unknown to the official messages", request.SerializeToString(deterministic=True) and not any(True for _ in unknown(request)))
        for resource in request.resource_logs:
            if not any(a.key == "service.instance.id" and a.value.string_value for a in resource.resource.attributes): check("each names its device", False)
            for scope in resource.scope_logs:
                for record in scope.log_records:
                    names.add(record.event_name)
                    uids += [a.value.string_value for a in record.attributes if a.key == "log.record.uid"]
    check(f"{form}: {len(uids)} records decode strictly, each with an identity of its own", code == 0 and len(uids) == len(set(uids)) == status["delivered"] > 0)
    check(f"{form}: their names are the contract's", names == {"shoptalk.question"})
    check(f"{form}: every body was gzipped", all(c == "gzip" for _, c, _ in Taker.bodies))


def unknown(message):
    """Fields that the message's definition does not have: encoded again without them it would be shorter."""
    known = type(message)()
    known.CopyFrom(message)
    known.DiscardUnknownFields()
    if known.ByteSize() != message.ByteSize(): yield message


def agent(form):
    port, other = free_port(), free_port()
    program = os.path.join(os.path.dirname(rotel.__file__), "rotel-agent")
    with tempfile.TemporaryDirectory() as scratch:
        log = open(os.path.join(scratch, "log"), "w+")
        run = subprocess.Popen([program, "start", "--otlp-http-endpoint", f"127.0.0.1:{port}", "--otlp-grpc-endpoint", f"127.0.0.1:{other}", "--exporter", "blackhole",
                                "--debug-log", "logs", "--debug-log-verbosity", "detailed"], stdout=log, stderr=subprocess.STDOUT)
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", port)) == 0: break
            time.sleep(0.1)
        code, status, errors = push(journal(os.path.join(scratch, "journal")), port, form)
        time.sleep(1)
        run.terminate()
        run.wait()
        log.seek(0)
        text = log.read()
    uids = re.findall(r"log\.record\.uid\W+(?:\w+\(\W*)*([0-9a-f]{8}-[0-9a-f-]{27})", text)
    check(f"rotel takes {form}: {len(set(uids))} of {status['delivered']} records in its log, {errors.strip()[-120:]}", code == 0 and len(set(uids)) == status["delivered"] > 0)


def sink():
    port = free_port()
    program = os.path.join(os.path.dirname(sys.executable), "otelsink")
    run = subprocess.Popen([program, "--http"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", 4318)) == 0: break
            time.sleep(0.1)
        with tempfile.TemporaryDirectory() as scratch:
            folder = journal(os.path.join(scratch, "journal"))
            code, status, errors = push(folder, 4318, "protobuf")
            check("a sink that knows no gzip is told of, and nothing is lost", code == 69 and status["delivered"] == 0 and status["next"] == "tries again")
            code, status, errors = push(folder, 4318, "protobuf", compression="none")
        check(f"without compression it takes {status['delivered']} records, and its 'OK' as text is an arrival", code == 0 and status["delivered"] > 0)
    finally:
        run.kill()


for form in ("json", "protobuf"): strict(form)
for form in ("json", "protobuf"): agent(form)
sink()
sys.exit(failures > 0)
