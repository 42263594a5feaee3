#!/usr/bin/env python3
"""One minute of load from hostile and heavy clients of one tenant, all at once, and what another
tenant feels of it: /health, p99 of its reads and writes beside those of an idle server, memory.
Called by bench/run: load.py PROGRAM [SECONDS]"""

import json
import os
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "test", "torture"))
from server import Apis, Client, Server, Unreachable  # noqa: E402

LARGE = "x" * 60_000


class Probe(threading.Thread):
    """Sends one call after the other, and remembers how long each took."""

    def __init__(self, client, make, pause=0.005):
        super().__init__(daemon=True)
        self.client, self.make, self.pause = client, make, pause
        self.ends, self.times, self.failures = threading.Event(), [], 0

    def run(self):
        number = 0
        while not self.ends.is_set():
            number += 1
            begin = time.monotonic()
            try:
                status, _ = self.client.call(*self.make(number))
            except Unreachable:
                status = 0
            self.times.append(time.monotonic() - begin)
            self.failures += not 200 <= status < 300
            time.sleep(self.pause)

    def p99(self):
        ordered = sorted(self.times)
        return 1000 * ordered[int(len(ordered) * 0.99)] if ordered else float("nan")


def probes(server, other):
    """As the other tenant and anybody see the server."""
    headers = {"Authorization": "Bearer " + other["key"]}
    group = "/v1/groups/%d" % other["group"]
    return {
        "health": Probe(Client(server), lambda n: ("GET", "/health")),
        "reads": Probe(Client(server, headers), lambda n: ("GET", group)),
        "writes": Probe(Client(server, headers),
                        lambda n: ("PATCH", group, {"description": "n%d" % n})),
    }


def measure(server, other, seconds):
    running = probes(server, other)
    for probe in running.values():
        probe.start()
    most, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        most = max(most, server.memory_bytes())
        time.sleep(0.05)
    for probe in running.values():
        probe.ends.set()
    for probe in running.values():
        probe.join(40)
    return running, most


def expect(answer, *statuses):
    assert answer[0] in statuses, answer
    return answer[1]


def make_other_tenant(server):
    with open(os.path.join(server.data, "admin.key"), encoding="utf-8") as file:
        admin = Client(server, {"Authorization": "Bearer " + file.read().strip()})
    tenant = expect(admin.call("POST", "/v1/tenants", {"slug": "other", "name": "Other"}), 201)
    key = expect(admin.call("POST", "/v1/credentials", {
        "dialect": "native", "name": "other", "tenant_id": tenant["id"],
        "scopes": ["read", "write"]}), 201)["secret"]
    client = Client(server, {"Authorization": "Bearer " + key})
    group = expect(client.call("POST", "/v1/groups", {"name": "Calm"}), 201)["id"]
    return {"key": key, "group": group}


def prepare(server, members):
    """Large customers to be read, and a large group to be removed."""
    native = Apis(server).native
    rows = [{"name": "Large %d" % i, "address": {"line1": LARGE}} for i in range(100)]
    for begin in range(0, len(rows), 10):
        expect(native.call("POST", "/v1/customers:batch",
                           {"mode": "create", "items": rows[begin:begin + 10]}), 200)
    text = "external_id,name\n" + "".join("M-%d,Member %d\n" % (i, i) for i in range(members))
    group = expect(native.call("POST", "/v1/groups", {"name": "To be removed"}), 201)["id"]
    job = expect(native.call("POST", "/v1/imports?group=%d" % group, text), 201)["id"]
    while expect(native.call("GET", "/v1/imports/%d" % job), 200)["status"] != "done":
        time.sleep(0.2)
    return group


class Load:
    """Each attack is a thread that goes on until the end and ignores what it is answered."""

    def __init__(self, server, group, rows):
        self.server, self.group, self.rows = server, group, rows
        self.ends, self.demo = threading.Event(), server.credentials()
        self.key = {"Authorization": "Bearer " + self.demo["native"]["key"]}

    def start(self):
        for count, act in ((300, self.log_in), (100, self.send_large_body),
                           (50, self.read_nothing), (1, self.batch), (1, self.upload),
                           (1, self.remove_group)):
            for _ in range(count):
                threading.Thread(target=self.go_on, args=(act,), daemon=True).start()

    def go_on(self, act):
        try:
            act()
        except (Unreachable, OSError, AssertionError):
            pass

    def repeat(self, act):
        while not self.ends.is_set():
            self.go_on(act)
            self.ends.wait(0.5)

    def log_in(self):
        body = {"email": "nobody@nuweb.example", "password": "wrong", "device_name": "load"}
        self.repeat(lambda: Client(self.server).call("POST", "/nuweb/v1/login", body))

    def send_large_body(self):
        body = json.dumps({"mode": "create", "items": [{"name": "L", "note": "x" * 19_000_000}]})
        self.repeat(lambda: Client(self.server, self.key).call("POST", "/v1/customers:batch", body))

    def read_nothing(self):
        def connect():
            with socket.create_connection(("127.0.0.1", self.server.port)) as connection:
                connection.sendall(("GET /v1/customers?limit=1000 HTTP/1.1\r\nHost: a\r\n"
                                    "Authorization: %s\r\n\r\n" % self.key["Authorization"])
                                   .encode())
                self.ends.wait(35)
        self.repeat(connect)

    def batch(self):
        gets = [{"path": "/customers?limit=100&offset=%d" % i, "method": "GET"} for i in range(500)]
        Client(self.server, {"Authorization": "Bearer " + self.demo["ecwid"]["token"]}).call(
            "POST", "/ecwid/api/v3/1/batch", gets)

    def upload(self):
        apis = Apis(self.server).log_in()
        apis.nudgescribe.timeout = 300
        rows = [{"email": "u%d@load.example" % i, "first_name": "Up"} for i in range(self.rows)]
        apis.nudgescribe.call("POST", "/nudgescribe/v1/customer/check", {
            "workspace_id": apis.demo["nudgescribe"]["workspace_id"], "customer_group_id": "1",
            "customers": rows})

    def remove_group(self):
        Client(self.server, self.key, 300).call("DELETE", "/v1/groups/%d" % self.group)


def main():
    program = os.path.abspath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    many = int(os.environ.get("BENCH_LOAD_ROWS", "100000"))
    with tempfile.TemporaryDirectory(prefix="muster-load-") as folder:
        server = Server(program, os.path.join(folder, "data"), ["--demo"])
        assert server.start(), "the server does not start"
        while not os.path.exists(os.path.join(server.data, "demo.json")):
            time.sleep(0.1)
        time.sleep(1)
        other = make_other_tenant(server)
        group = prepare(server, many)
        idle, _ = measure(server, other, min(seconds, 10))
        load = Load(server, group, many)
        load.start()
        busy, most = measure(server, other, seconds)
        load.ends.set()
        server.kill()
    print("%-24s %12s %12s %10s %s" % ("p99 in ms", "idle", "under load", "refused", "target"))
    for name, target in (("health", "100 ms"), ("reads", "5 times idle"), ("writes", "50 ms")):
        print("%-24s %12.1f %12.1f %10d %s" % (name, idle[name].p99(), busy[name].p99(),
                                              busy[name].failures, target))
    print("%-24s %12s %12.0f %10s %s" % ("memory in MB", "", most / 1e6, "", "1000"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
