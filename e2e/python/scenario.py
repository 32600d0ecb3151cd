"""What an integrator does first, through nothing but the client that openapi-python-client generates."""

from __future__ import annotations

import time
import unittest
from typing import TypeVar

from daybook_client import AuthenticatedClient, Client
from daybook_client.api.events import append_event, append_events, get_event, list_events
from daybook_client.api.exports import create_export, download_export, get_export
from daybook_client.api.me import get_me
from daybook_client.api.sign_in import login
from daybook_client.models import (
    AppendedBatch,
    Event,
    EventFilter,
    EventPage,
    Export,
    LoginRequest,
    Me,
    NewEvent,
    NewExport,
    Platform,
    Problem,
    Session,
)
from daybook_client.types import UNSET, Unset

from daybook import PASSWORD, Daybook

EVENTS = 250
PLATFORMS: tuple[Platform, Platform] = ("instagram", "x")
T = TypeVar("T")


def be(kind: type[T], value: object) -> T:
    """The value, which is of the kind."""
    if not isinstance(value, kind):
        raise AssertionError(f"not {kind.__name__}: {value}")
    return value


class Scenario(unittest.TestCase):
    daybook: Daybook
    workspace: str
    email: str
    writer: AuthenticatedClient
    reader: AuthenticatedClient
    exporter: AuthenticatedClient

    @classmethod
    def setUpClass(cls) -> None:
        cls.daybook = Daybook()
        cls.workspace = cls.daybook.add_workspace("Acme")
        cls.email = cls.daybook.add_person("Acme", "owner")
        keys = [cls.daybook.add_key("Acme", scope) for scope in ("events:write", "events:read", "exports:write")]
        cls.enterClassContext(cls.daybook)
        cls.writer, cls.reader, cls.exporter = (cls.with_token(key) for key in keys)
        batch = [
            NewEvent(type_="post.failed" if number % 5 == 4 else "post.published", platform=PLATFORMS[number % 2])
            for number in range(EVENTS)
        ]
        appended = be(AppendedBatch, append_events.sync(cls.workspace, client=cls.writer, body=batch))
        assert [result.status for result in appended.results] == ["created"] * EVENTS

    @classmethod
    def with_token(cls, token: str) -> AuthenticatedClient:
        return AuthenticatedClient(base_url=cls.daybook.address, token=token, raise_on_unexpected_status=True)

    def test_signing_in_tells_who_i_am(self) -> None:
        nobody = Client(base_url=self.daybook.address)
        wrong = be(Problem, login.sync(client=nobody, body=LoginRequest(email=self.email, password="not it")))
        self.assertEqual((wrong.status, wrong.code), (401, "invalid_credentials"))
        session = be(Session, login.sync(client=nobody, body=LoginRequest(email=self.email, password=PASSWORD)))
        me = be(Me, get_me.sync(client=self.with_token(session.access_token)))
        assert not isinstance(me.user, Unset)
        self.assertEqual(me.user.email, self.email)
        self.assertEqual([(one.id, one.role) for one in me.workspaces], [(self.workspace, "owner")])

    def test_an_event_is_stored_once(self) -> None:
        event = NewEvent(type_="post.created", idempotency_key="first")
        first = append_event.sync_detailed(self.workspace, client=self.writer, body=event)
        again = append_event.sync_detailed(self.workspace, client=self.writer, body=event)
        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.assertEqual(be(Event, first.parsed), be(Event, again.parsed))
        self.assertEqual(get_event.sync(self.workspace, be(Event, first.parsed).id, client=self.reader), first.parsed)

    def test_cursors_lead_to_the_end(self) -> None:
        pages = []
        cursor: str | Unset = UNSET
        while True:
            page = be(
                EventPage,
                list_events.sync(
                    self.workspace, client=self.reader, sort="sequence", order="asc", limit=60, cursor=cursor
                ),
            )
            pages.append(page)
            cursor = be(str, page.page.next_cursor)
            if not page.page.has_more:
                break
        seen = [event.sequence for page in pages for event in page.data]
        self.assertGreater(len(seen), EVENTS)
        self.assertEqual(seen, list(range(1, len(seen) + 1)))

    def test_filters_narrow(self) -> None:
        page = list_events.sync(
            self.workspace, client=self.reader, type_=["post.failed"], platform=["x", "tiktok"], limit=500
        )
        self.assertEqual(len(be(EventPage, page).data), EVENTS // 10)

    def test_an_export_is_made_and_fetched(self) -> None:
        wanted = NewExport(format_="csv", filter_=EventFilter(type_="post.failed"))
        export = be(Export, create_export.sync(self.workspace, client=self.exporter, body=wanted))
        until = time.monotonic() + 30
        while export.state in ("queued", "running") and time.monotonic() < until:
            time.sleep(0.1)
            export = be(Export, get_export.sync(self.workspace, export.id, client=self.exporter))
        self.assertEqual((export.state, export.rows), ("succeeded", EVENTS // 5))
        file = download_export.sync_detailed(self.workspace, export.id, client=self.exporter)
        self.assertEqual(len(be(str, file.parsed).splitlines()), 1 + EVENTS // 5)

    def test_what_is_refused_says_why(self) -> None:
        lost = be(Problem, get_event.sync(self.workspace, "evt_00000000000000000000000000", client=self.reader))
        self.assertEqual((lost.status, lost.code), (404, "not_found"))
        forbidden = append_event.sync(self.workspace, client=self.reader, body=NewEvent(type_="post.created"))
        self.assertEqual(be(Problem, forbidden).code, "forbidden")
        wrong = be(Problem, append_event.sync(self.workspace, client=self.writer, body=NewEvent(type_="Not A Type")))
        errors = [] if isinstance(wrong.errors, Unset) else wrong.errors
        self.assertEqual((wrong.status, [error.pointer for error in errors]), (422, ["/type"]))
        stranger = list_events.sync(self.workspace, client=self.with_token("dbk_nobody"))
        self.assertEqual(be(Problem, stranger).code, "unauthenticated")


if __name__ == "__main__":
    unittest.main()
