"""Writers of all six APIs, and the work of jobs. Each remembers what was acknowledged."""

import random
import threading
import time

from server import Apis, Unreachable

CITIES = ("York", "Leeds")


class Faults:
    """What must not happen, gathered from all threads."""

    def __init__(self):
        self.lines, self.lock = [], threading.Lock()

    def add(self, line):
        with self.lock:
            self.lines.append(line)


class Person:
    """One customer, written by one thread: the acknowledged name, and those that nobody answered."""

    def __init__(self, email):
        self.email, self.id, self.name, self.maybe = email, None, None, set()

    def names(self):
        return self.maybe | {self.name}


class Loop(threading.Thread):
    """Calls act() until the end. What cannot be reached is tried again after a pause."""

    def __init__(self, story):
        super().__init__(daemon=True)
        self.story, self.apis = story, None

    def run(self):
        while not self.story.ends.is_set():
            try:
                if self.apis is None:
                    self.apis = Apis(self.story.server).log_in()
                self.act()
            except Unreachable:
                self.story.ends.wait(0.05)
            except AssertionError as error:
                if "503" not in str(error) and "429" not in str(error):
                    self.story.faults.add("%s: %s" % (type(self).__name__, error))
                self.story.ends.wait(0.1)

    def act(self):
        raise NotImplementedError

    def find(self, email):
        """The id of the customer; None when there is none."""
        status, answer = self.apis.native.call("GET", "/v1/customers?email=" + email)
        assert status == 200, (status, answer)
        assert len(answer["items"]) <= 1, "twice: " + email
        return answer["items"][0]["id"] if answer["items"] else None


class Writer(Loop):
    """Makes customers through one API and renames them through it."""

    def __init__(self, story, api, make, change):
        super().__init__(story)
        self.api, self.make, self.change = api, make, change
        self.people, self.count = [], 0

    def act(self):
        self.count += 1
        name = "Name %d of %s" % (self.count, self.api)
        if not self.people or self.count % 4 == 0:
            person = Person("p%d@%s.example" % (self.count, self.api))
            self.people.append(person)
        else:
            person = random.choice(self.people)
        if person.id is None:
            person.id = self.find(person.email)
        act = self.make if person.id is None else self.change
        person.maybe.add(name)
        status, answer = act(self.apis, person, name)
        if status >= 500 or status == 429:
            time.sleep(0.05)
            return
        assert 200 <= status < 300, (self.api, status, answer)
        person.name, person.maybe = name, set()


def native_make(apis, person, name):
    return apis.native.call("POST", "/v1/customers", {
        "name": name, "email": person.email, "address": {"city": random.choice(CITIES)}})


def native_change(apis, person, name):
    return apis.native.call("PATCH", "/v1/customers/%d" % person.id, {
        "name": name, "address": {"city": random.choice(CITIES)}})


def ecwid_make(apis, person, name):
    return apis.ecwid.call("POST", "/ecwid/api/v3/1/customers", {
        "email": person.email, "billingPerson": {"name": name, "city": random.choice(CITIES)}})


def ecwid_change(apis, person, name):
    return apis.ecwid.call("PUT", "/ecwid/api/v3/1/customers/%d" % person.id, {
        "billingPerson": {"name": name, "city": random.choice(CITIES)}})


def capillary_make(apis, person, name):
    return apis.capillary.call("POST", "/capillary/v2/customers", {
        "profiles": [{"firstName": name.split()[0], "lastName": name.split(None, 1)[1],
                      "identifiers": [{"type": "email", "value": person.email}],
                      "source": "instore"}],
        "loyaltyInfo": {"loyaltyType": "loyalty"}})


def nudgescribe_write(apis, person, name):
    row = {"first_name": name.split()[0], "last_name": name.split(None, 1)[1]}
    row.update({"email": person.email} if person.id is None else {"customer_id": str(person.id)})
    return apis.nudgescribe.call("POST", "/nudgescribe/v1/customer/check", {
        "workspace_id": apis.demo["nudgescribe"]["workspace_id"], "customer_group_id": "1",
        "customers": [row]})


def xtrakit_body(person, name):
    return {"customer_name": name, "customer_email": person.email,
            "customer_phone": "+23320%07d" % random.randrange(10 ** 7),
            "customer_country": "Ghana", "customer_city": random.choice(CITIES),
            "customer_state": "Ashanti", "address1": "7 Market Lane"}


def xtrakit_make(apis, person, name):
    return apis.xtrakit.call("POST", "/xtrakit/api/v1/customers/add", xtrakit_body(person, name))


def xtrakit_change(apis, person, name):
    return apis.xtrakit.call("PUT", "/xtrakit/api/v1/customers/%d" % person.id,
                             xtrakit_body(person, name))


def nuweb_make(apis, person, name):
    return apis.nuweb.call("POST", "/nuweb/v1/customers", {"name": name, "email": person.email})


def nuweb_change(apis, person, name):
    return apis.nuweb.call("POST", "/nuweb/v1/customers/update", {
        "id": str(person.id), "name": name, "email": person.email})


WRITERS = (
    ("native", native_make, native_change),
    ("ecwid", ecwid_make, ecwid_change),
    ("capillary", capillary_make, native_change),
    ("nudgescribe", nudgescribe_write, nudgescribe_write),
    ("xtrakit", xtrakit_make, xtrakit_change),
    ("nuweb", nuweb_make, nuweb_change),
)


class Reader(Loop):
    """Every list fits its filter, and agrees with its count."""

    def act(self):
        city = random.choice(CITIES)
        for filter_ in ("where=city%20%3D%20'" + city + "'", "group=%d" % self.story.dynamic[city]):
            status, answer = self.apis.native.call(
                "GET", "/v1/customers?limit=1000&fields=id,address&total=true&" + filter_)
            assert status == 200, (status, answer)
            wrong = [row for row in answer["items"] if row["address"]["city"] != city]
            assert not wrong, "a list of %s has %s" % (city, wrong[0])
            whole = answer["next"] is None
            assert not whole or answer["total"] == len(answer["items"]), "count of " + filter_


class Eraser(Loop):
    """Lets persons go through the APIs, and removes them."""

    def __init__(self, story):
        super().__init__(story)
        self.count = 0

    def act(self):
        email = "zyxomma%d@zyxomma.example" % self.count
        known = self.find(email)
        if known is None:
            status, answer = self.apis.native.call(
                "POST", "/v1/customers", {"name": "Zyxomma Quorrel", "email": email},
                {"Idempotency-Key": "make-" + email})
            assert status in (201, 422), (status, answer)
            known = self.find(email)
        self.apis.ecwid.call("PUT", "/ecwid/api/v3/1/customers/%d" % known,
                             {"billingPerson": {"name": "Zyxomma Again"}})
        self.apis.native.call("PATCH", "/v1/customers/%d" % known, {"company": "Zyxomma Ltd"},
                              {"Idempotency-Key": "change-" + email})
        status, answer = self.apis.native.call("DELETE", "/v1/customers/%d" % known)
        assert status in (204, 404), (status, answer)
        self.count += 1
        time.sleep(0.05)


class Worker(Loop):
    """Imports, fills, exports, snapshots, batches and uploads, one after the other."""

    ROWS = 1500

    def __init__(self, story):
        super().__init__(story)
        self.number, self.step, self.memory = 0, 0, {}

    def act(self):
        steps = (self.import_people, self.wait_for_import, self.make_group, self.fill,
                 self.wait_for_fill, self.export, self.wait_for_export, self.snapshot,
                 self.bulk_call, self.batch, self.wait_for_batch, self.upload)
        if steps[self.step]():
            self.step = (self.step + 1) % len(steps)
            if self.step == 0:
                self.story.rounds += 1
                self.number += 1
                self.memory = {}
        else:
            time.sleep(0.1)

    def prefix(self):
        return "I%d-" % self.number

    def where(self):
        return "external_id LIKE '%s%%'" % self.prefix()

    def once(self, step):
        return {"Idempotency-Key": "%s-%d" % (step, self.number)}

    def native(self, verb, target, body=None, headers=None, expected=(200, 201)):
        status, answer = self.apis.native.call(verb, target, body, headers)
        assert status in expected, (verb, target, status, answer)
        return answer

    def import_people(self):
        rows = ["external_id,name"]
        rows += ["%s%d,Imported %d" % (self.prefix(), i, i) for i in range(self.ROWS)]
        self.memory["import"] = self.native("POST", "/v1/imports", "\n".join(rows) + "\n",
                                            self.once("import"))["id"]
        return True

    def finished(self, kind, job):
        answer = self.native("GET", "/v1/%s/%d" % (kind, job))
        if answer["status"] in ("failed", "cancelled"):
            self.story.faults.add("%s %d: %s" % (kind, job, answer))
        if answer["status"] == "uploading":
            # The call was cut off before the file was there: it is sent again.
            self.number += 1
            self.step = 0
            return None
        return answer if answer["status"] in ("done", "failed", "cancelled") else None

    def expect(self, what, found, wanted):
        if found != wanted:
            self.story.faults.add("round %d: %s has %s, not %s" % (self.number, what, found,
                                                                   wanted))

    def wait_for_import(self):
        answer = self.finished("imports", self.memory["import"])
        if answer is None:
            return False
        self.expect("import", answer["rows"], self.ROWS)
        self.expect("import: customers", self.count_customers(self.where()), self.ROWS)
        return True

    def count_customers(self, where):
        from urllib.parse import quote
        return self.native("GET", "/v1/customers?limit=1&total=true&where=" + quote(where))["total"]

    def make_group(self):
        self.memory["group"] = self.native("POST", "/v1/groups", {
            "name": "Filled %d" % self.number}, self.once("group"))["id"]
        return True

    def members(self, group):
        return self.native("GET", "/v1/groups/%d" % group)["member_count"]

    def fill(self):
        self.memory["fill"] = self.native("POST", "/v1/fills", {
            "group_id": self.memory["group"], "where": self.where()}, self.once("fill"))["id"]
        return True

    def wait_for_fill(self):
        if self.finished("fills", self.memory["fill"]) is None:
            return False
        self.expect("fill", self.members(self.memory["group"]), self.ROWS)
        return True

    def export(self):
        from urllib.parse import quote
        self.memory["export"] = self.native(
            "POST", "/v1/exports?columns=external_id,name&where=" + quote(self.where()), None,
            self.once("export"))["id"]
        return True

    def wait_for_export(self):
        if self.finished("exports", self.memory["export"]) is None:
            return False
        text = self.native("GET", "/v1/exports/%d/content" % self.memory["export"])
        self.expect("export", len(text.splitlines()), self.ROWS + 1)
        return True

    def snapshot(self):
        group = self.native("POST", "/v1/groups:snapshot", {
            "name": "Snapshot %d" % self.number, "where": self.where()}, self.once("snapshot"))
        self.expect("snapshot", self.members(group["id"]), self.ROWS)
        return True

    def bulk_call(self):
        items = [{"name": "B%d-%d" % (self.number, i)} for i in range(self.ROWS)]
        answer = self.native("POST", "/v1/customers:batch", {"mode": "create", "items": items},
                             self.once("bulk"))
        self.expect("bulk call", answer["inserted"], self.ROWS)
        self.expect("bulk call: customers",
                    self.count_customers("name LIKE 'B%d-%%'" % self.number), self.ROWS)
        return True

    def batch(self):
        requests = [{"path": "/customer_groups", "method": "POST",
                     "body": {"name": "E%d" % self.number}} for _ in range(30)]
        status, answer = self.apis.ecwid.call("POST", "/ecwid/api/v3/1/batch?deduplicationKey=%s"
                                              % self.prefix(), requests)
        assert status == 200, (status, answer)
        self.memory["ticket"] = answer["ticket"]
        return True

    def wait_for_batch(self):
        status, answer = self.apis.ecwid.call(
            "GET", "/ecwid/api/v3/1/batch?ticket=" + self.memory["ticket"])
        assert status == 200, (status, answer)
        if answer["status"] != "COMPLETED":
            return False
        made = sum(1 for one in answer["responses"] if one["httpStatusCode"] == 200)
        self.expect("batch", made, 30)
        found = self.native("GET", "/v1/groups?limit=1000&name=E%d" % self.number)["items"]
        self.expect("batch: groups", len(found), 30)
        return True

    def upload(self):
        rows = [{"email": "u%d-%d@upload.example" % (self.number, i), "first_name": "Uploaded"}
                for i in range(300)]
        status, answer = self.apis.nudgescribe.call("POST", "/nudgescribe/v1/customer/check", {
            "workspace_id": self.apis.demo["nudgescribe"]["workspace_id"],
            "customer_group_id": "1", "customers": rows})
        assert status == 200 and answer["is_stored"], (status, answer)
        return True
