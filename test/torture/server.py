"""Runs the built program as a process, and sends requests to it through all six APIs."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import time


class Unreachable(Exception):
    """The server is stopping, killed or starting: nobody knows whether the call was done."""


class Server:
    def __init__(self, program, data, options=(), environment=None):
        self.program, self.data, self.options = program, data, list(options)
        self.environment = dict(os.environ, **(environment or {}))
        self.port = free_port()
        self.process = None
        self.log = open(data + ".log", "ab")

    def start(self, wait=True):
        command = [self.program, "serve", "--data", self.data,
                   "--listen", "127.0.0.1:%d" % self.port] + self.options
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                        env=self.environment)
        return self.wait_until_ready() if wait else True

    def wait_until_ready(self, seconds=120):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                return False
            try:
                if Client(self).call("GET", "/ready")[0] == 200:
                    return True
            except Unreachable:
                pass
            time.sleep(0.05)
        return False

    def kill(self):
        self.process.kill()
        return self.process.wait()

    def stop(self, seconds=60):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError("the server did not stop within %d seconds" % seconds)

    def credentials(self):
        with open(os.path.join(self.data, "demo.json"), encoding="utf-8") as file:
            return json.load(file)

    def memory_bytes(self):
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        return 0


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Client:
    """One connection. Not thread-safe."""

    def __init__(self, server, headers=None, timeout=30):
        self.server, self.headers, self.timeout = server, headers or {}, timeout
        self.connection = None

    def call(self, verb, target, body=None, headers=None):
        """Gives the status and the JSON of the answer, or its text."""
        text = body
        sent = dict(self.headers, **(headers or {}))
        if body is not None and not isinstance(body, (str, bytes)):
            text = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port,
                                                             timeout=self.timeout)
            self.connection.request(verb, target, text, sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            raise Unreachable(str(error)) from error
        try:
            return answer.status, json.loads(content)
        except ValueError:
            return answer.status, content.decode("utf-8", "replace")


class Apis:
    """A client of each API with the credentials of the demonstration."""

    def __init__(self, server):
        demo = server.credentials()
        bearer = lambda key: {"Authorization": "Bearer " + key}
        capillary = demo["capillary"]
        basic = base64.b64encode(
            (capillary["user"] + ":" + capillary["password_md5"]).encode()).decode()
        self.native = Client(server, bearer(demo["native"]["key"]))
        self.ecwid = Client(server, bearer(demo["ecwid"]["token"]))
        self.capillary = Client(server, {"Authorization": "Basic " + basic})
        self.xtrakit = Client(server, bearer(demo["xtrakit"]["key"]))
        self.nudgescribe = Client(server)
        self.nuweb = Client(server)
        self.demo = demo

    def log_in(self):
        """The two APIs whose tokens come from a login."""
        demo = self.demo["nudgescribe"]
        status, answer = self.nudgescribe.call(
            "POST", "/nudgescribe/v1/auth",
            {"email": demo["email"], "password": demo["password"]},
            {"x-api-key": demo["api_key"]})
        assert status == 200, answer
        self.nudgescribe.headers["Authorization"] = "Bearer " + answer["access_token"]
        demo = self.demo["nuweb"]
        status, answer = self.nuweb.call("POST", "/nuweb/v1/login", {
            "email": demo["email"], "password": demo["password"], "device_name": "torture"})
        assert status == 200, answer
        self.nuweb.headers["Authorization"] = "Bearer " + answer["token"]
        self.nuweb.headers["X-NU-COMPANY-ID"] = str(demo["company_id"])
        return self
