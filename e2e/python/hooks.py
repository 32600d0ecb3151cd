"""What schemathesis does not know by itself: JSON Lines, and how people sign in."""

from __future__ import annotations

import os

import httpx
import schemathesis

# Ten wrong guesses at an account from one address close it to that address for a while; schemathesis, which finds accounts in
# answers, guesses from the usual one.
SIGN_IN_FROM = "127.0.0.2"


@schemathesis.serializer("application/x-ndjson")
def json_lines(context: schemathesis.SerializationContext, value: object) -> bytes:
    """JSON Lines are generated as text already."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


if "FUZZ_EMAIL" in os.environ:

    @schemathesis.auth(refresh_interval=None)
    class Session:
        """A session of a person, begun anew when the one before has ended, by signing out or by its time."""

        token: str | None = None

        def get(self, case: schemathesis.Case, context: schemathesis.AuthContext) -> str:
            if Session.token is None:
                account = {"email": os.environ["FUZZ_EMAIL"], "password": os.environ["FUZZ_PASSWORD"]}
                with httpx.Client(transport=httpx.HTTPTransport(local_address=SIGN_IN_FROM)) as client:
                    answer = client.post(f"{os.environ['FUZZ_ADDRESS']}/v1/auth/login", json=account)
                Session.token = str(answer.raise_for_status().json()["access_token"])
            return Session.token

        def set(self, case: schemathesis.Case, data: str, context: schemathesis.AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    @schemathesis.hook
    def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
        if case.operation.path == "/v1/auth/logout" or response.status_code == 401:
            Session.token = None
