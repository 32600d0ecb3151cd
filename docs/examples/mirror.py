#!/usr/bin/env python3
"""Mirrors the log of a workspace into a SQLite file, and proves that nothing is missing.

    DAYBOOK_KEY=dbk_... mirror.py https://log.example.com wsp_... log.db
    DAYBOOK_KEY=dbk_... mirror.py https://log.example.com wsp_... log.db --follow 10
    DAYBOOK_KEY=dbk_... mirror.py https://log.example.com wsp_... log.db --prove

Needs Python 3.9 and a key with events:read; --prove also needs exports:write. It can be stopped at any moment, by
anything: what is in the file is a beginning of the log, and the next run goes on behind it.
"""

import argparse
import hashlib
import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

LINES_A_REQUEST = 100_000
LINES_A_COMMIT = 1_000
TRIES = 8
SECONDS_WITHOUT_A_BYTE = 60
# What may be otherwise in a moment. Everything else is wrong until somebody mends it.
PASSING = {429, 500, 502, 503, 504}


class Refused(Exception):
    """The server says no, and why."""


class Log:
    """A workspace's log behind the API."""

    def __init__(self, server, workspace, key):
        self.base = f"{server.rstrip('/')}/v1/workspaces/{urllib.parse.quote(workspace)}"
        self.key = key

    def ask(self, path, accept="application/json", body=None):
        """An open answer, whose reader must notice where it breaks off; waits where the server says so."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": accept}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=body, headers=headers)
        for number in range(1, TRIES + 1):
            try:
                return urllib.request.urlopen(request, timeout=SECONDS_WITHOUT_A_BYTE)
            except urllib.error.HTTPError as error:
                told = error.read().decode(errors="replace")
                wait = error.headers.get("Retry-After", "")
                # A conflict that ends by itself: the same request is still being worked on.
                passes = error.code in PASSING or (error.code == 409 and wait)
                if not passes or number == TRIES:
                    raise Refused(f"{error.code} from {path}: {told}") from None
                time.sleep(int(wait) if wait.isdigit() else min(2**number, 60))
            except (http.client.HTTPException, OSError) as error:
                if number == TRIES:
                    raise Refused(f"{self.base} is out of reach: {error}") from None
                time.sleep(min(2**number, 60))
        raise AssertionError("unreachable")

    def events(self, after):
        """The events behind one, in the order of the log: the bytes of each, without the line's end.

        A connection that breaks raises http.client.HTTPException or OSError, behind some whole lines.
        """
        query = {"sort": "sequence", "order": "asc", "limit": LINES_A_REQUEST}
        if after is not None:
            query["after"] = after
        with self.ask(f"/events?{urllib.parse.urlencode(query)}", accept="application/x-ndjson") as answer:
            for line in answer:
                if not line.endswith(b"\n"):
                    raise http.client.IncompleteRead(line)
                yield line[:-1]

    def export_everything(self):
        """The server's own word on what the log holds: the finished export of all of it, as JSON Lines."""
        wanted = {"format": "jsonl", "filter": {}, "sort": "sequence", "order": "asc"}
        with self.ask("/exports", body=wanted) as answer:
            export = json.load(answer)
        while export["state"] in ("queued", "running"):
            time.sleep(1)
            with self.ask(f"/exports/{export['id']}") as answer:
                export = json.load(answer)
        if export["state"] != "succeeded":
            raise Refused(f"the export did not succeed: {json.dumps(export)}")
        return export


class Mirror:
    """The SQLite file: each event under its sequence, with the bytes as the server keeps them."""

    def __init__(self, path):
        self.database = sqlite3.connect(path)
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS events (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event BLOB NOT NULL)"
        )

    def last(self):
        """The id of the newest event, behind which the log goes on."""
        row = self.database.execute("SELECT id FROM events ORDER BY sequence DESC LIMIT 1").fetchone()
        return row[0] if row else None

    def count(self):
        """How many events there are."""
        return self.database.execute("SELECT count(*) FROM events").fetchone()[0]

    def take(self, lines):
        """Keeps events that follow each other; how many."""
        taken = 0
        try:
            for line in lines:
                event = json.loads(line)
                self.database.execute("INSERT INTO events VALUES (?, ?, ?)", (event["sequence"], event["id"], line))
                taken += 1
                if taken % LINES_A_COMMIT == 0:
                    self.database.commit()
        finally:
            # What came whole stays, also where the connection broke off behind it.
            self.database.commit()
        return taken

    def proof(self, up_to):
        """How many events there are up to a place in the log, and the SHA-256 of their lines."""
        digest, rows = hashlib.sha256(), 0
        for (event,) in self.database.execute("SELECT event FROM events WHERE sequence <= ? ORDER BY sequence", (up_to,)):
            digest.update(event + b"\n")
            rows += 1
        return rows, digest.hexdigest()


def catch_up(log, mirror):
    """Takes whatever is in the log and not in the mirror; how many events."""
    were, broken = mirror.count(), 0
    while True:
        before = mirror.last()
        try:
            came = mirror.take(log.events(before))
        except (http.client.HTTPException, OSError) as error:
            broken = 1 if mirror.last() != before else broken + 1
            if broken == TRIES:
                raise Refused(f"the connection breaks off again and again: {error}") from None
            time.sleep(min(2**broken, 60))
            continue
        if came < LINES_A_REQUEST:
            return mirror.count() - were


def prove(log, mirror):
    """Whether the mirror holds, up to one place, byte for byte what the log holds."""
    export = log.export_everything()
    catch_up(log, mirror)
    rows, digest = mirror.proof(export["up_to_sequence"])
    print(f"log:    {export['rows']} events, sha256 {export['sha256']}")
    print(f"mirror: {rows} events, sha256 {digest}")
    return (rows, digest) == (export["rows"], export["sha256"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", help="the address of Daybook, such as https://log.example.com")
    parser.add_argument("workspace", help="the id of the workspace, wsp_...")
    parser.add_argument("file", help="the SQLite file; made if it is not there")
    parser.add_argument("--follow", type=float, metavar="SECONDS", help="go on, looking for new events this often")
    parser.add_argument("--prove", action="store_true", help="compare with the log by count and hash")
    chosen = parser.parse_args()
    key = os.environ.get("DAYBOOK_KEY")
    if not key:
        parser.error("DAYBOOK_KEY must hold an API key with events:read")
    log, mirror = Log(chosen.server, chosen.workspace, key), Mirror(chosen.file)
    try:
        print(f"{catch_up(log, mirror)} events taken")
        if chosen.prove and not prove(log, mirror):
            sys.exit("they differ")
        while chosen.follow:
            time.sleep(chosen.follow)
            if taken := catch_up(log, mirror):
                print(f"{taken} events taken", flush=True)
    except Refused as refused:
        sys.exit(str(refused))
    except (http.client.HTTPException, OSError) as error:
        sys.exit(f"the connection broke off: {error!r}; run it again")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
