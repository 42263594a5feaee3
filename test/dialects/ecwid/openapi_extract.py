# Prints what openapi.txt holds: one line for each call, parameter, scope, status and member of the
# specification's OpenAPI file. Run: python3 openapi_extract.py FILE.yaml > openapi.txt
# Needs PyYAML (Debian: python3-yaml). $ref, allOf and oneOf are followed; read-only members are
# left out of bodies, write-only ones out of answers.
import sys

import yaml

document = yaml.safe_load(open(sys.argv[1]))


def resolve(node):
    while isinstance(node, dict) and "$ref" in node:
        target = document
        for key in node["$ref"].split("/")[1:]:
            target = target[key.replace("~1", "/")]
        node = target
    return node


def members(schema, place, unwanted):
    schema = resolve(schema)
    if not isinstance(schema, dict):
        return
    for kind in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(kind, []):
            yield from members(part, place, unwanted)
    for name, member in schema.get("properties", {}).items():
        hidden = isinstance(member, dict) and (member.get(unwanted) or resolve(member).get(unwanted))
        if isinstance(member, dict) and not hidden:
            yield place + name
            yield from members(member, place + name + ".", unwanted)
    yield from members(schema.get("items"), place, unwanted)


def content(holder, unwanted):
    for media in resolve(holder or {}).get("content", {}).values():
        yield from members(media.get("schema"), "", unwanted)


def lines():
    for path, item in document["paths"].items():
        for verb in ("get", "post", "put", "delete"):
            if verb not in item:
                continue
            operation = item[verb]
            head = verb.upper() + " " + path
            yield head
            for parameter in operation.get("parameters", []) + item.get("parameters", []):
                parameter = resolve(parameter)
                yield f"{head} {parameter['in']} {parameter['name']}"
            for name in content(operation.get("requestBody"), "readOnly"):
                yield f"{head} body {name}"
            for name in content(operation["responses"]["200"], "writeOnly"):
                yield f"{head} answer {name}"
            for status in operation["responses"]:
                yield f"{head} status {status}"
            for scope in operation.get("x-scopes", []):
                yield f"{head} scope {scope}"


print("# Made by openapi_extract.py: calls, parameters, scopes, statuses and members as specified.")
print("\n".join(sorted(set(lines()))))
