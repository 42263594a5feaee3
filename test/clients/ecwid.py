# As Python clients with requests do it: the token in the query of each call, also of POST, PUT and
# DELETE; `limit` on every GET; an `offset` that stays from an earlier search; anything but 200 is a failure.
import os

import requests

base = f"{os.environ['MUSTER_BASE']}/api/v3/{os.environ['MUSTER_STORE_ID']}"
token = {"token": os.environ["MUSTER_TOKEN"]}


def call(method, path, body=None, **parameters):
    answer = requests.request(method, base + path, params={**token, **parameters}, json=body)
    assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


assert call("GET", "/profile")["generalInfo"]["storeId"] == int(os.environ["MUSTER_STORE_ID"])

group = call("POST", "/customer_groups", {"name": "Wholesale (requests)"})["id"]
assert call("GET", f"/customer_groups/{group}")["name"] == "Wholesale (requests)"

# Searches before it creates, and sends a group as text and members that nobody knows.
mail = "requests@shop.example"
assert call("GET", "/customers", email=mail, limit=100, offset=0)["total"] == 0
made = [
    call("POST", "/customers", {"email": f"{n}.{mail}", "name": f"Buyer {n}", "customerGroupId": str(group), "x": 1})["id"]
    for n in range(5)
]

found, offset = [], 0
while True:  # pages until all are there
    page = call("GET", "/customers", customerGroup=group, limit=2, offset=offset)
    found += [customer["id"] for customer in page["items"]]
    offset += page["count"]
    if offset >= page["total"]:
        break
assert sorted(found) == made, found

# The whole fetched object is sent back, and the stale offset does not hurt.
customer = call("GET", f"/customers/{made[0]}", offset=100, limit=100)
customer["name"] = customer["billingPerson"]["name"] = "Buyer Zero"
assert call("PUT", f"/customers/{made[0]}", customer)["updateCount"] == 1
after = call("GET", f"/customers/{made[0]}")
assert after["name"] == "Buyer Zero" and after["customerGroupId"] == group, after

assert call("DELETE", f"/customers/{made[0]}")["deleteCount"] == 1
gone = requests.get(f"{base}/customers/{made[0]}", params=token)
assert gone.status_code == 404 and gone.json()["errorCode"], gone.text
assert requests.get(f"{base}/customers", params={"token": "wrong"}).status_code in (401, 403)
bad = requests.post(f"{base}/customers", params=token, json={"name": "no address"})
assert bad.status_code == 400 and bad.json()["errorMessage"], bad.text

assert call("DELETE", f"/customer_groups/{group}")["deleteCount"] == 1
assert call("GET", f"/customers/{made[1]}").get("customerGroupId", 0) == 0  # General
