"""Schemathesis, with all its checks, against the real server, as each role: `fuzz.py [--long] [ROLE …]`.

Every role has a server and data of its own, so that what one deletes is there for the others.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from daybook import PASSWORD, Daybook

HERE = Path(__file__).parent
PEOPLE = ("owner", "admin", "auditor", "member")
KEYS = ("events:read", "events:write", "exports:write", "admin")
ROLES = ("anonymous", *PEOPLE, "foreign", *(f"key:{scope}" for scope in KEYS))
SERVERS_AT_ONCE = 2
APP_SECRET = "0123456789abcdef0123456789abcdef"
# An export is over before anybody could stop it, and did not fail.
IN_A_MOMENT = {
    "POST /v1/workspaces/{workspace_id}/exports/{export_id}/cancel",
    "POST /v1/workspaces/{workspace_id}/exports/{export_id}/retry",
}
# Cases that are generated at random for each operation.
SHORT_EXAMPLES = 2
LONG_EXAMPLES = 50
# How long a role goes on with random cases in `make soak`.
LONG_SECONDS = 240
# Whom no check of rights stops goes through every boundary of every parameter, in the short form as well.
BOUNDARIES_AS = ("owner",)


class Ended(NamedTuple):
    role: str
    code: int
    cases: int
    seconds: float
    output: str
    # By operation, how often it was answered with which status.
    answered: dict[str, dict[str, int]]

    @property
    def succeeded(self) -> set[str]:
        """The operations that did at least once what they are for."""
        return {label for label, statuses in self.answered.items() if any(status[0] == "2" for status in statuses)}


def seed(api: httpx.Client, workspace: str) -> dict[str, Any]:
    """Makes what a path can name, and of what can be deleted two; answers their ids, and what platforms know."""

    def post(path: str, body: Any) -> Any:
        return api.post(f"/v1/workspaces/{workspace}/{path}", json=body).raise_for_status().json()

    events = [
        {"type": "post.published", "platform": "x", "correlation_id": f"story_{number % 3}"} for number in range(20)
    ]
    appended = post("events/batch", events)
    export = post("exports", {"format": "csv", "filter": {}})
    for _ in range(100):
        export = api.get(f"/v1/workspaces/{workspace}/exports/{export['id']}").raise_for_status().json()
        if export["state"] == "succeeded":
            break
        time.sleep(0.1)

    def two(path: str, body: dict[str, Any]) -> list[str]:
        return [post(path, body | {"name": name})["id"] for name in ("Stays", "Goes")]

    presets = two("presets", {"filter": {}, "shared": True})
    keys = two("api-keys", {"scopes": ["events:read"]})
    sources = two("inbound-sources", {"platform": "facebook", "app_secret": APP_SECRET})
    source = api.get(f"/v1/workspaces/{workspace}/inbound-sources/{sources[0]}").raise_for_status().json()
    # Nobody has this name, so that nothing is ever sent.
    endpoint = {"url": "https://hooks.daybook.invalid/", "filter": {}}
    webhooks = [post("webhooks", endpoint)["id"] for _ in range(2)]
    ping = post(f"webhooks/{webhooks[0]}/test", None)
    ids = {
        "workspace_id": [workspace],
        "event_id": [result["id"] for result in appended["results"]],
        "export_id": [export["id"]],
        "preset_id": presets,
        "api_key_id": keys,
        "source_id": sources,
        "webhook_id": webhooks,
        "delivery_id": [ping["id"]],
    }
    return {"ids": ids, "app_secret": APP_SECRET, "verify_token": source["verify_token"]}


def toml(value: Any) -> str:
    """A value of TOML; of strings, numbers and lists of them JSON is the same."""
    return json.dumps(value)


def configuration(ids: dict[str, list[str]], role: str, credential: str | None) -> str:
    """The common configuration, what paths are about, and the key; how people sign in stands in hooks.py."""
    parts = [f"hooks = {toml(str(HERE / 'hooks.py'))}", (HERE / "schemathesis.toml").read_text()]
    for name, values in ids.items():
        parts.append(f"[dictionaries.{name}]\nvalues = {toml(values)}\n")
    parts.append("[parameters]")
    parts += [f'"path.{name}" = {{ dictionary = "{name}", probability = 0.8 }}' for name in ids]
    if credential is not None and role.startswith("key:"):
        parts.append(f"[auth.openapi.bearer]\nbearer = {toml(credential)}")
    return "\n".join(parts)


def extent(role: str, is_long: bool) -> list[str]:
    """How much is tried as a role."""
    if is_long:
        return ["--max-examples", str(LONG_EXAMPLES), "--max-time", str(LONG_SECONDS)]
    phases = ["examples", *(["coverage"] if role in BOUNDARIES_AS else []), "fuzzing", "stateful"]
    return ["--max-examples", str(SHORT_EXAMPLES), "--phases", ",".join(phases)]


def fuzz(role: str, is_long: bool, seed_of_run: int) -> Ended:
    """Runs schemathesis as one role to its end."""
    started = time.monotonic()
    daybook = Daybook()
    workspace = daybook.add_workspace("Acme")
    daybook.add_workspace("Other")
    emails = {name: daybook.add_person("Acme", name) for name in PEOPLE}
    emails["foreign"] = daybook.add_person("Other", "owner")
    keys = {f"key:{scope}": daybook.add_key("Acme", scope) for scope in KEYS}
    credential = {**emails, **keys}.get(role)
    directory = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parents[1] / "target")) / "schemathesis" / role.replace(":", "-")
    directory.mkdir(parents=True, exist_ok=True)
    with daybook:
        token = httpx.post(
            f"{daybook.address}/v1/auth/login", json={"email": emails["owner"], "password": PASSWORD}
        ).raise_for_status()
        bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
        with httpx.Client(base_url=daybook.address, headers=bearer) as api:
            there_is = seed(api, workspace)
        config = directory / "schemathesis.toml"
        config.write_text(configuration(there_is["ids"], role, credential))
        is_person = credential is not None and not role.startswith("key:")
        account = {"email": credential, "password": PASSWORD} if is_person else None
        there_is |= {"address": daybook.address, "account": account}
        program = Path(sys.executable).parent / "schemathesis"
        ended = subprocess.run(
            [
                program, "--config-file", config, "run", f"{daybook.address}/openapi.json",
                *extent(role, is_long), "--seed", str(seed_of_run), "--report-dir", directory,
            ],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, cwd=directory,
            env=dict(os.environ) | {"FUZZ_THERE_IS": json.dumps(there_is)},
        )  # fmt: skip
    (directory / "output.txt").write_text(ended.stdout)
    counted = re.search(r"(\d+) generated", ended.stdout)
    answered = json.loads((directory / "answered.json").read_text())
    return Ended(
        role, ended.returncode, int(counted[1]) if counted else 0, time.monotonic() - started, ended.stdout, answered
    )


def not_reached(runs: list[Ended]) -> list[str]:
    """What nobody was answered with success, though the owner was among them."""
    if not any(run.role == "owner" for run in runs):
        return []
    operations = {label for run in runs for label in run.answered}
    return sorted(operations - set().union(*(run.succeeded for run in runs)) - IN_A_MOMENT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("roles", nargs="*", default=ROLES)
    arguments = parser.parse_args()
    # The short form finds the same every time; the long one looks further each time.
    seed_of_run = arguments.seed if arguments.seed is not None else (int(time.time()) if arguments.long else 1)
    with ThreadPoolExecutor(SERVERS_AT_ONCE) as pool:
        ended = list(pool.map(lambda role: fuzz(role, arguments.long, seed_of_run), arguments.roles))
    for run in ended:
        if run.code:
            print(run.output)
    missed = not_reached(ended)
    for label in missed:
        print(f"{label} never succeeded: lead its example to what there is, in hooks.py")
    for run in ended:
        verdict = "passed" if run.code == 0 else f"FAILED ({run.code})"
        print(f"schemathesis as {run.role:20} {run.cases:6} cases {run.seconds:6.0f} s  {len(run.succeeded):3} of {len(run.answered)} operations succeeded  {verdict}")
    failed = sum(run.code != 0 for run in ended)
    print(f"schemathesis: {sum(run.cases for run in ended)} cases, seed {seed_of_run}; {len(ended) - failed} passed, {failed} failed")
    return int(failed > 0 or bool(missed))


if __name__ == "__main__":
    sys.exit(main())
