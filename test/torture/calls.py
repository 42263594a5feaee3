#!/usr/bin/env python3
"""Lets each system call of a small scenario fail, one after the other: EIO, ENOSPC, a short write, a
failing fsync. What was acknowledged is there after a kill, what was refused can be repeated, and the
server goes on."""

import argparse
import errno
import mmap
import os
import struct
import sys
import tempfile
import time

from server import Apis, Server, Unreachable

FAILURES = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "a short write": 0}


class Orders:
    """The mapped memory that test/torture/failing_calls.cpp reads."""

    def __init__(self, path):
        with open(path, "wb") as file:
            file.write(bytes(32))
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 32)

    def read(self):
        return struct.unpack("4q", self.memory)

    def fail(self, number, failure):
        calls, _, _, failed = self.read()
        self.memory[:] = struct.pack("4q", calls, calls + number, failure, failed)

    def stop(self):
        calls, _, _, failed = self.read()
        self.memory[:] = struct.pack("4q", calls, 0, 0, failed)
        return failed


def scenario(native, number, known):
    """Adds what was acknowledged to `known`. Gives the calls that were refused."""
    refused = []
    email = "s%d@calls.example" % number
    calls = [("POST", "/v1/customers", {"name": "First", "email": email}),
             ("POST", "/v1/imports", "external_id,name\nS-%d,Imported\n" % number)]
    for place, (verb, target, body) in enumerate(calls):
        key = {"Idempotency-Key": "%d-%d" % (number, place)}
        status, answer = native.call(verb, target, body, key)
        if status in (200, 201):
            known[email if place == 0 else answer["id"]] = True
        else:
            assert status in (500, 503), (status, answer)
            refused.append((verb, target, body, key))
    return refused


def repeat(native, refused, known):
    for verb, target, body, key in refused:
        end = time.monotonic() + 20
        status, answer = native.call(verb, target, body, key)
        while status == 503 and time.monotonic() < end:
            time.sleep(0.1)
            status, answer = native.call(verb, target, body, key)
        assert status in (200, 201), "the repeated call is refused: %s %s" % (status, answer)
        known[body["email"] if target == "/v1/customers" else answer["id"]] = True


def check(native, known):
    for what in known:
        if isinstance(what, str):
            answer = native.call("GET", "/v1/customers?email=" + what)[1]
            assert len(answer["items"]) == 1, "lost: " + what
            continue
        end = time.monotonic() + 30
        job = native.call("GET", "/v1/imports/%d" % what)[1]
        while job["status"] in ("waiting", "running") and time.monotonic() < end:
            time.sleep(0.05)
            job = native.call("GET", "/v1/imports/%d" % what)[1]
        assert job["status"] in ("done", "failed", "uploading"), job


def play(program, library, seconds):
    with tempfile.TemporaryDirectory(prefix="muster-calls-") as folder:
        path = os.path.join(folder, "orders")
        orders = Orders(path)
        server = Server(program, os.path.join(folder, "data"), ["--demo"],
                        {"LD_PRELOAD": library, "FAILING_CALLS": path})
        assert server.start(), "the server does not start"
        while not os.path.exists(os.path.join(server.data, "demo.json")):
            time.sleep(0.1)
        time.sleep(1)
        number, end = 0, time.monotonic() + seconds
        for name, failure in FAILURES.items():
            nth, had_failure = 0, True
            while had_failure and time.monotonic() < end:
                nth += 1
                number += 1
                before = orders.read()[3]
                orders.fail(nth, failure)
                known = {}
                native = Apis(server).native
                refused = scenario(native, number, known)
                had_failure = orders.stop() > before
                repeat(native, refused, known)
                if number % 5 == 0:
                    server.kill()
                    assert server.start(), "the server does not start again"
                    native = Apis(server).native
                check(native, known)
            print("%s: %d calls failed, one after the other" % (name, nth - 1))
        assert server.stop() == 0


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("library")
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    try:
        play(os.path.abspath(chosen.program), os.path.abspath(chosen.library), chosen.seconds)
    except (AssertionError, Unreachable) as fault:
        print("  fault: %s" % fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
