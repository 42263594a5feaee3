#!/usr/bin/env python3
"""Random stops and kills under writers of all six APIs, while jobs run; then everything that was
acknowledged must be there, every job has ended whole, every list fits its filter, and no byte of
the data directory names an erased person."""

import argparse
import os
import random
import sys
import tempfile
import threading
import time

from server import Apis, Server
from writers import CITIES, WRITERS, Eraser, Faults, Reader, Worker, Writer


class Story:
    def __init__(self, program, folder):
        self.server = Server(program, os.path.join(folder, "data"), ["--demo"])
        self.faults, self.ends = Faults(), threading.Event()
        self.rounds, self.dynamic = 0, {}

    def prepare(self):
        assert self.server.start(), "the server does not start"
        demo = os.path.join(self.server.data, "demo.json")
        while not os.path.exists(demo):
            time.sleep(0.1)
        time.sleep(0.5)  # the demonstration is whole
        native = Apis(self.server).native
        for city in CITIES:
            status, group = native.call("POST", "/v1/groups", {
                "name": "People of " + city, "rule": "city = '%s'" % city})
            assert status == 201, group
            self.dynamic[city] = group["id"]


def end_server(story, stops, kills):
    if random.random() < 0.4:
        code = story.server.stop()
        if code != 0:
            story.faults.add("a stop ended with %d" % code)
        return stops + 1, kills
    story.server.kill()
    return stops, kills + 1


def all_customers(native):
    found, after = {}, ""
    while True:
        status, page = native.call("GET", "/v1/customers?limit=1000&fields=email,name" + after)
        assert status == 200, page
        for row in page["items"]:
            if row["email"] in found and row["email"]:
                raise AssertionError("twice: " + row["email"])
            found[row["email"]] = row["name"]
        if page["next"] is None:
            return found
        after = "&after=" + page["next"]


def check_people(story, writers):
    found = all_customers(Apis(story.server).native)
    for writer in writers:
        for person in writer.people:
            name = found.get(person.email)
            if person.name is not None and name not in person.names():
                story.faults.add("%s of %s: has %s, acknowledged was %s" % (
                    person.email, writer.api, name, person.name))


def check_erased(story):
    for folder, _, names in os.walk(story.server.data):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                if b"zyxomma" in file.read().lower():
                    story.faults.add("an erased person is in " + os.path.join(folder, name))


def play(program, seconds, least_ends):
    with tempfile.TemporaryDirectory(prefix="muster-torture-") as folder:
        story = Story(program, folder)
        story.prepare()
        writers = [Writer(story, *row) for row in WRITERS]
        others = [Reader(story), Eraser(story), Worker(story)]
        for thread in writers + others:
            thread.start()
        end, stops, kills = time.monotonic() + seconds, 0, 0
        while time.monotonic() < end or stops + kills < least_ends:
            time.sleep(random.uniform(0.2, 4))
            stops, kills = end_server(story, stops, kills)
            assert story.server.start(), "the server does not start again"
            print("%d stops, %d kills, %d writes, step %d of round %d" % (
                stops, kills, sum(writer.count for writer in writers), others[2].step,
                story.rounds), flush=True)
        wait_for_round(story)
        story.ends.set()
        for thread in writers + others:
            thread.join(60)
        check_people(story, writers)
        remove_the_last(story)
        time.sleep(4)  # promise 10: the log of the database is emptied within seconds
        story.server.stop()
        check_erased(story)
        acts = sum(writer.count for writer in writers)
        print("%d stops, %d kills, %d writes, %d rounds of jobs, %d persons erased: %d faults" % (
            stops, kills, acts, story.rounds, others[1].count, len(story.faults.lines)))
        return story.faults.lines


def wait_for_round(story):
    """The jobs that run get through, and one whole round more."""
    wanted, end = story.rounds + 1, time.monotonic() + 300
    while story.rounds < wanted:
        assert time.monotonic() < end, "the jobs do not end"
        time.sleep(0.2)


def remove_the_last(story):
    """The person whom the end found between making and removing."""
    native = Apis(story.server).native
    status, page = native.call("GET", "/v1/customers?limit=100&where=email%20LIKE%20'zyxomma%25'")
    assert status == 200, page
    for row in page["items"]:
        assert native.call("DELETE", "/v1/customers/%d" % row["id"])[0] == 204


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program")
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--least", type=int, default=3, help="stops and kills at least")
    options.add_argument("--seed", type=int, default=random.randrange(10 ** 6))
    chosen = options.parse_args()
    print("seed", chosen.seed)
    random.seed(chosen.seed)
    faults = play(os.path.abspath(chosen.program), chosen.seconds, chosen.least)
    for line in faults[:20]:
        print("  " + line)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
