"""What schemathesis does not know by itself: JSON Lines, how people sign in, what there is, and how platforms sign."""

from __future__ import annotations

import atexit
import hashlib
import hmac
import json
import os
import uuid
from pathlib import Path
from typing import Any

import httpx
import requests
import schemathesis

# Ten wrong guesses at an account from one address close it to that address for a while; schemathesis, which finds accounts in
# answers, guesses from the usual one.
SIGN_IN_FROM = "127.0.0.2"
# The ids of the document's examples end like this.
EXAMPLE = "_01k9zq5v7hf2ns0d8kx3cw4m6t"
ZONE = "Europe/Dublin"
# Words that a search may have.
MOST_WORDS = 10
KNOWN = {"platform": "x", "state": "failed", "actor_kind": "agent"}

# What fuzz.py made before: of each thing that a path can name its ids, and what belongs to the source of notifications.
THERE_IS: dict[str, Any] = json.loads(os.environ["FUZZ_THERE_IS"])
IDS: dict[str, list[str]] = THERE_IS["ids"]
ADDRESS: str = THERE_IS["address"]
ACCOUNT: dict[str, str] | None = THERE_IS["account"]


def id_there_is(text: object) -> object:
    """For an example's id that of a thing that there is."""
    if isinstance(text, str) and text.endswith(EXAMPLE):
        prefix = text.removesuffix(EXAMPLE)
        for ids in IDS.values():
            if ids[0].startswith(f"{prefix}_"):
                return ids[0]
    return text


def led(value: object) -> object:
    """A body of which every example's id is that of a thing that there is."""
    match value:
        case dict():
            return {name: led(member) for name, member in value.items()}
        case list():
            return [led(member) for member in value]
        case _:
            return id_there_is(value)


def sign_in() -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(local_address=SIGN_IN_FROM)) as client:
        return client.post(f"{ADDRESS}/v1/auth/login", json=ACCOUNT).raise_for_status()


def login(case: schemathesis.Case) -> None:
    if ACCOUNT:
        case.body = dict(ACCOUNT)


def refresh(case: schemathesis.Case) -> None:
    if ACCOUNT:
        case.cookies = dict(sign_in().cookies)


def change_password(case: schemathesis.Case) -> None:
    if ACCOUNT:
        case.body = {"current_password": ACCOUNT["password"], "new_password": ACCOUNT["password"] + "!"}


def verify_source(case: schemathesis.Case) -> None:
    case.query = {"hub.mode": "subscribe", "hub.verify_token": THERE_IS["verify_token"], "hub.challenge": "1158201444"}


def notify(case: schemathesis.Case) -> None:
    body = requests.Request(**case.as_transport_kwargs(base_url=ADDRESS)).prepare().body or b""
    signed = hmac.new(THERE_IS["app_secret"].encode(), body if isinstance(body, bytes) else body.encode(), hashlib.sha256)
    case.headers["X-Hub-Signature-256"] = f"sha256={signed.hexdigest()}"


# How an example becomes what the server takes, where it takes more than ids.
PREPARED = {
    "POST /v1/auth/login": login,
    "POST /v1/me/password": change_password,
    "GET /v1/inbound/{source_id}": verify_source,
    "POST /v1/inbound/{source_id}": notify,
}


def make_possible(filter: dict[str, Any]) -> None:
    """Takes out of a filter what no schema can forbid: periods that contradict themselves, zones and moments that there are not."""
    if filter.get("tz") not in (None, ZONE):
        filter["tz"] = ZONE
    if "range" in filter:
        filter.pop("from", None)
        filter.pop("to", None)
        filter["tz"] = ZONE
    for name, moment in (("from", "2026-11-20T00:00:00Z"), ("to", "2026-11-21T00:00:00Z")):
        if name in filter:
            filter[name] = moment
    if len(str(filter.get("q", "")).split()) > MOST_WORDS:
        filter["q"] = "word"
    # An object's values are plain texts, because it is answered, too.
    for name in ("platform", "platform_not", "state", "state_not", "actor_kind", "actor_kind_not"):
        if isinstance(filter.get(name), str):
            filter[name] = KNOWN[name.removesuffix("_not")]
        elif name in filter:
            filter[name] = [KNOWN[name.removesuffix("_not")] for _ in filter[name]]


TAKEN: set[str] = set()


def make_sense(case: schemathesis.Case) -> None:
    """Makes of a case that its schema allows one that says nothing impossible."""
    # A ticket stands instead of a session, and what a page or a line was is not known before there is one.
    for name in ("ticket", "cursor", "after"):
        case.query.pop(name, None)
    if "tz" in {parameter.name for parameter in case.operation.query}:
        make_possible(case.query)
    if key := case.headers.get("Idempotency-Key"):
        # Another request took it.
        case.headers["Idempotency-Key"] = str(uuid.uuid4()) if key in TAKEN else key
        TAKEN.add(key)
    match case.body:
        case dict(body):
            if isinstance(filter := body.get("filter"), dict):
                make_possible(filter)
            if "time_zone" in body and body["time_zone"] is not None:
                body["time_zone"] = ZONE
            if body.get("format") == "jsonl":
                body.pop("columns", None)
            if body.get("format") != "csv":
                body.pop("byte_order_mark", None)
            if case.operation.label.endswith("/redeliver"):
                # One delivery, or a part of the log, which begins somewhere.
                case.body = {"delivery_id": body["delivery_id"]} if "delivery_id" in body else {"from_sequence": 1}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, object]) -> None:
    """Leads an example to what there is; what is deleted is the last of its kind, so that the first stays for the others."""
    for name, value in (case.path_parameters or {}).items():
        value = id_there_is(value)
        if case.method == "DELETE" and name in IDS and value == IDS[name][0]:
            value = IDS[name][-1]
        case.path_parameters[name] = value
    if case.meta is not None and case.meta.generation.mode.is_positive:
        make_sense(case)
    elif str(case.headers.get("Idempotency-Key", "")).isalnum():
        # A number is no text, and yet is one as a header.
        case.headers["Idempotency-Key"] = ""
    if case.operation.label == "POST /v1/auth/refresh" and case.meta is not None and case.meta.phase.name.value == "fuzzing":
        refresh(case)
    if case.meta is not None and case.meta.phase.name.value == "examples":
        case.body = led(case.body)
        if prepare := PREPARED.get(case.operation.label):
            prepare(case)


# By operation, how often it was answered with which status.
ANSWERED: dict[str, dict[int, int]] = {}


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    answered = ANSWERED.setdefault(case.operation.label, {})
    answered[response.status_code] = answered.get(response.status_code, 0) + 1
    if ACCOUNT and case.operation.label == "POST /v1/me/password" and response.status_code == 204:
        ACCOUNT["password"] = case.body["new_password"]
    if case.operation.path == "/v1/auth/logout" or response.status_code == 401:
        Session.token = None


@atexit.register
def tell() -> None:
    Path("answered.json").write_text(json.dumps(ANSWERED))


@schemathesis.deserializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def workbook(context: schemathesis.DeserializationContext, response: schemathesis.Response) -> str:
    """Bytes, which the document has as a text."""
    return response.content.decode("latin-1")


@schemathesis.serializer("application/x-ndjson")
def json_lines(context: schemathesis.SerializationContext, value: object) -> bytes:
    """JSON Lines are generated as text already."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


class Session:
    """A session of a person, begun anew when the one before has ended, by signing out or by its time."""

    token: str | None = None

    def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
        if Session.token is None:
            Session.token = str(sign_in().json()["access_token"])
        return Session.token

    def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


if ACCOUNT:
    schemathesis.auth(refresh_interval=None)(Session)
