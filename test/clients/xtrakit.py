# As the Python samples do it, in all three forms that people make of them: json=, data=, and data= under a
# header that says JSON.
import os

import requests

base = f"{os.environ['MUSTER_BASE']}/api/v1"
key = {"Authorization": f"Bearer {os.environ['MUSTER_KEY']}"}
forms = {
    "json": lambda fields: {"json": fields, "headers": key},
    "form": lambda fields: {"data": fields, "headers": key},
    "form called JSON": lambda fields: {"data": fields, "headers": {**key, "Content-Type": "application/json"}},
}


def ok(answer):
    assert answer.status_code == 200 and answer.json()["status"] == 200, answer.text
    return answer.json()["data"]


assert ok(requests.get(f"{base}/user/authenticate", headers=key))["user"]["user_id"]

for form, sent_as in forms.items():
    group = ok(requests.post(f"{base}/customer-groups/add", **sent_as({"group_name": f"Python & {form}"})))["group"]
    assert group["group_name"] == f"Python & {form}", group
    fields = {"customer_name": "Kojo Mensah", "customer_phone": "+233201234568", "customer_country": "Ghana",
              "customer_city": "Accra", "customer_state": "Greater Accra", "address1": "2 Ring Road + 3",
              "customer_group_id": group["id"]}
    made = ok(requests.post(f"{base}/customers/add", **sent_as(fields)))["customer"]
    assert made["customer_group_id"] == group["id"] and made["address1"] == "2 Ring Road + 3", made
    changed = ok(requests.put(f"{base}/customers/{made['id']}", **sent_as({**fields, "customer_name": "Kojo A. Mensah"})))
    assert changed["customer"]["customer_name"] == "Kojo A. Mensah", changed
    found = ok(requests.get(f"{base}/customers", params={"customer_group_id": group["id"]}, headers=key))["customers"]
    assert [customer["id"] for customer in found] == [made["id"]], found
    ok(requests.delete(f"{base}/customer-groups/{group['id']}", headers=key))
    assert ok(requests.get(f"{base}/customers/{made['id']}", headers=key))["customer"]["customer_group_id"] is None
    ok(requests.delete(f"{base}/customers/{made['id']}", headers=key))

missing = requests.get(f"{base}/customers")
assert missing.status_code == 401 and missing.json()["error"] == "Unauthorized: Missing Bearer Token", missing.text
assert requests.get(f"{base}/customers/{{id}}", headers=key).json() == {"status": 404, "error": "Customer not found"}
