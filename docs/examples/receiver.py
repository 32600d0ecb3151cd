#!/usr/bin/env python3
"""Receives the messages of a webhook endpoint, and keeps each event once in a SQLite file.

    DAYBOOK_WEBHOOK_SECRET=whsec_... receiver.py 127.0.0.1:8090 received.db

Needs Python 3.9. What serves it to the internet ends the encryption and passes the body on as it came. While a secret is
rotated, DAYBOOK_WEBHOOK_SECRET may hold both, with a blank between them.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import sqlite3
import sys
import threading
import time

# An event is 64 KiB at most; around it are some bytes more.
LARGEST_BODY = 128 * 1024
SECONDS_OF_TOLERANCE = 5 * 60
# A sender that stalls is not waited for.
SECONDS_WITHOUT_A_BYTE = 15


class Refused(Exception):
    """What is no message of this endpoint, and the status that says so."""

    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


class Verifier:
    """Knows the endpoint's secrets: https://www.standardwebhooks.com."""

    def __init__(self, secrets):
        self.keys = [base64.b64decode(secret.removeprefix("whsec_"), validate=True) for secret in secrets]

    def verify(self, headers, body):
        """The message's id, if a secret signed these very bytes a moment ago."""
        told, sent_at, signatures = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
        if not (told and signatures and sent_at.isdecimal()):
            raise Refused(400, "a message has the headers webhook-id, webhook-timestamp and webhook-signature")
        age = abs(time.time() - int(sent_at))
        if age > SECONDS_OF_TOLERANCE:
            raise Refused(401, "it was signed more than five minutes from now")
        signed = f"{told}.{sent_at}.".encode() + body
        ours = [b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)) for key in self.keys]
        theirs = signatures.encode().split(b" ")
        # Each is compared, and in the same time whatever it is.
        if not any([hmac.compare_digest(our, their) for our in ours for their in theirs]):
            raise Refused(401, "no signature fits")
        return told


class Kept:
    """The SQLite file: each message under its id, with the bytes as they came."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.database = sqlite3.connect(path, check_same_thread=False)
        self.database.execute("CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, body BLOB NOT NULL)")

    def keep(self, told, body):
        """Whether it is new. It is on disk when this returns."""
        with self.lock, self.database:
            return self.database.execute("INSERT OR IGNORE INTO messages VALUES (?, ?)", (told, body)).rowcount == 1


def handler(verifier, kept):
    """What answers one request after another."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SECONDS_WITHOUT_A_BYTE

        def do_POST(self):
            try:
                body = self.body()
                told = verifier.verify(self.headers, body)
                if kept.keep(told, body):
                    # What takes long is done from the file, after the answer.
                    print(json.loads(body)["type"], told, flush=True)
                self.answer(204)
            except Refused as refused:
                self.answer(refused.status, str(refused))
            except sqlite3.Error as error:
                # It comes again.
                self.answer(503, str(error))

        def body(self):
            length = self.headers.get("content-length", "")
            if not length.isdecimal():
                raise Refused(411, "Content-Length says how many bytes come")
            if int(length) > LARGEST_BODY:
                raise Refused(413, f"no message has more than {LARGEST_BODY} bytes")
            return self.rfile.read(int(length))

        def answer(self, status, why=""):
            body = why.encode()
            # What was not read would be taken for the next request.
            self.close_connection = self.close_connection or status != 204
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listen", help="the address and port, such as 127.0.0.1:8090")
    parser.add_argument("file", help="the SQLite file; made if it is not there")
    chosen = parser.parse_args()
    secrets = os.environ.get("DAYBOOK_WEBHOOK_SECRET", "").split()
    if not secrets:
        parser.error("DAYBOOK_WEBHOOK_SECRET must hold the endpoint's secret, whsec_...")
    host, _, port = chosen.listen.rpartition(":")
    server = http.server.ThreadingHTTPServer((host, int(port)), handler(Verifier(secrets), Kept(chosen.file)))
    print(f"listening on {chosen.listen}", file=sys.stderr)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
