#!/usr/bin/env python3
"""Sends requests that the six OpenAPI documents describe, and mangled ones: every answer is one that
the document names, none is a fault of the server, and the server stays up."""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from urllib.parse import quote

from server import Apis, Client, Server, Unreachable

STRANGE = (None, True, 0, -1, 2 ** 63, 1.5, "", " ", "\u0000", "\U0001f600", "x" * 5000, [], {},
           "' OR 1=1 --", "9" * 400, "2026-13-45", "../../etc/passwd", [[[]]], {"a": {"b": []}})
STRANGE_TEXTS = ("%ff", "%00", "", "0", "-1", "9" * 30, quote("'"), quote("ü"), "a/b", "%2e%2e")


def resolve(document, schema):
    while "$ref" in schema:
        target = document
        for part in schema["$ref"].split("/")[1:]:
            target = target[part]
        schema = target
    return schema


def value_of(document, schema, depth=0):
    """A value of the schema, or now and then a strange one."""
    schema = resolve(document, schema)
    if random.random() < 0.1 or depth > 5:
        return random.choice(STRANGE)
    if "enum" in schema:
        return random.choice(schema["enum"])
    for choice in ("oneOf", "anyOf"):
        if choice in schema:
            return value_of(document, random.choice(schema[choice]), depth + 1)
    kind = schema.get("type", "object")
    kind = random.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        required = schema.get("required", [])
        return {name: value_of(document, part, depth + 1)
                for name, part in schema.get("properties", {}).items()
                if name in required or random.random() < 0.5}
    if kind == "array":
        return [value_of(document, schema.get("items", {}), depth + 1)
                for _ in range(random.randrange(4))]
    if kind == "integer":
        return random.choice((0, 1, 2, 3, 7, 100, -5))
    if kind == "number":
        return random.choice((0, 1.5, 1000000.01))
    if kind == "boolean":
        return random.random() < 0.5
    return random.choice(("York", "a@b.example", "2026-01-02", "N %d" % random.randrange(99), "1"))


def text_of(document, parameter):
    if random.random() < 0.15:
        return random.choice(STRANGE_TEXTS)
    value = value_of(document, parameter.get("schema", {}))
    return quote(value if isinstance(value, str) else json.dumps(value))


def operations(document):
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if verb in ("get", "put", "post", "patch", "delete"):
                yield path, verb, item.get("parameters", []) + operation.get("parameters", []), \
                    operation


def request_of(document, mount, path, parameters, operation):
    query = []
    for parameter in parameters:
        parameter = resolve(document, parameter)
        if parameter["in"] == "path":
            path = path.replace("{%s}" % parameter["name"], text_of(document, parameter))
        elif parameter["in"] == "query" and random.random() < 0.4:
            query.append(parameter["name"] + "=" + text_of(document, parameter))
    body = None
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    if "application/json" in content:
        body = json.dumps(value_of(document, content["application/json"].get("schema", {})))
        if random.random() < 0.1:
            cut = random.randrange(len(body) + 1)
            body = body[:cut] + random.choice(("", "\x00", "{", "\\u12")) + body[cut + 1:]
    return mount + path + ("?" + "&".join(query) if query else ""), body


def mount_of(document, name):
    url = document.get("servers", [{"url": ""}])[0]["url"]
    path = "/" + url.split("://")[-1].partition("/")[2] if "://" in url else url
    return path.rstrip("/") if path != "/" else ("" if name == "native" else "/" + name)


def play(program, folder, seconds, faults):
    with tempfile.TemporaryDirectory(prefix="muster-requests-") as place:
        server = Server(program, os.path.join(place, "data"), ["--demo"])
        assert server.start(), "the server does not start"
        while not os.path.exists(os.path.join(server.data, "demo.json")):
            time.sleep(0.1)
        time.sleep(1)
        apis = Apis(server).log_in()
        documents = []
        for file in sorted(os.listdir(folder)):
            with open(os.path.join(folder, file), encoding="utf-8") as text:
                document = json.load(text)
            name = file[:-len(".json")]
            documents.append((document, mount_of(document, name), getattr(apis, name),
                              list(operations(document))))
        sent, statuses, end = 0, {}, time.monotonic() + seconds
        while time.monotonic() < end and len(faults) < 20:
            document, mount, client, known = random.choice(documents)
            path, verb, parameters, operation = random.choice(known)
            target, body = request_of(document, mount, path, parameters, operation)
            headers = {"Content-Type": "application/json"} if body is not None else {}
            try:
                status, answer = client.call(verb.upper(), target, body, headers)
            except Unreachable as error:
                if server.process.poll() is not None:
                    faults.append("the server ended: %s %s %s" % (verb, target, body))
                    return
                faults.append("no answer (%s): %s %s %s" % (error, verb, target, body))
                continue
            sent += 1
            statuses[status] = statuses.get(status, 0) + 1
            named = operation["responses"]
            is_named = str(status) in named or "default" in named or \
                "%dXX" % (status // 100) in named
            is_later = status == 202 and "async=" in target  # described at the parameter
            usual = status in (400, 401, 404, 405, 429, 503) or is_later
            if status == 500 or not (is_named or usual):
                faults.append("%d: %s %s %s: %s" % (status, verb, target, str(body)[:300],
                                                    str(answer)[:300]))
            if status == 401:  # its own credential was changed
                apis = Apis(server).log_in()
        print("%d requests: %s" % (sent, dict(sorted(statuses.items()))))
        assert Client(server).call("GET", "/health")[0] == 200
        if server.stop() != 0:
            faults.append("the server did not stop well")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("documents")
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    chosen = options.parse_args()
    print("seed", chosen.seed)
    random.seed(chosen.seed)
    faults = []
    play(os.path.abspath(chosen.program), chosen.documents, chosen.seconds, faults)
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
