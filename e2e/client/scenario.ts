// What an integrator does first, through nothing but the client generated from the document.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { type Api, type Event, type Export, type ListQuery, type NewEvent, connect, list, walk } from "./api.js";
import { batch } from "./batch.js";
import { Daybook } from "./daybook.js";

const EVENTS = "/v1/workspaces/{workspace_id}/events";
const BATCH = "/v1/workspaces/{workspace_id}/events/batch";
const EVENT = "/v1/workspaces/{workspace_id}/events/{event_id}";
const STORY = "/v1/workspaces/{workspace_id}/events/{event_id}/story";
const EXPORTS = "/v1/workspaces/{workspace_id}/exports";
const EXPORT = "/v1/workspaces/{workspace_id}/exports/{export_id}";
const DOWNLOAD = "/v1/workspaces/{workspace_id}/exports/{export_id}/download";
const NOBODYS_EVENT = "evt_00000000000000000000000000";

let daybook: Daybook;
let address: string;
let workspace: string;
let other: string;
let person: Api;
let writer: Api;
let reader: Api;

before(async () => {
  daybook = await Daybook.create();
  workspace = await daybook.run("workspace", "create", "--name", "Acme", "--plan", "enterprise", "--time-zone", "Europe/Dublin");
  other = await daybook.run("workspace", "create", "--name", "Other");
  await daybook.run("user", "create", "--email", "ada@acme.example", "--name", "Ada Byron", "--password", "a long pass phrase", "--workspace", "Acme", "--role", "owner");
  const writing = await daybook.run("key", "create", "--workspace", "Acme", "--name", "Producer", "--scope", "events:write");
  const reading = await daybook.run("key", "create", "--workspace", "Acme", "--name", "Puller", "--scope", "events:read");
  address = await daybook.serve();
  writer = connect(address, writing);
  reader = connect(address, reading);
});

after(async () => daybook.stop());

const here = () => ({ path: { workspace_id: workspace } });
const at = (event_id: string) => ({ path: { workspace_id: workspace, event_id } });
const sequences = (events: Event[]) => events.map((event) => event.sequence);

test("signing in answers a token, a cookie that renews it once, and who I am", async () => {
  const nobody = connect(address);
  const wrong = await nobody.POST("/v1/auth/login", { body: { email: "ada@acme.example", password: "not it" } });
  assert.deepEqual([wrong.response.status, wrong.error?.code], [401, "invalid_credentials"]);
  const { data, response } = await nobody.POST("/v1/auth/login", {
    body: { email: "ada@acme.example", password: "a long pass phrase" },
  });
  assert(data);
  assert.deepEqual([data.token_type, data.expires_in, data.user.name], ["Bearer", 600, "Ada Byron"]);

  const cookie = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
  const renewed = await nobody.POST("/v1/auth/refresh", { headers: { cookie } });
  assert(renewed.data);
  person = connect(address, renewed.data.access_token);

  const me = await person.GET("/v1/me");
  assert.equal(me.data?.credential.kind, "session");
  assert.equal(me.data.user?.email, "ada@acme.example");
  assert.deepEqual(me.data.workspaces.map(({ id, role, plan }) => ({ id, role, plan })), [{ id: workspace, role: "owner", plan: "enterprise" }]);
  const key = await reader.GET("/v1/me");
  assert.deepEqual(key.data?.credential, { kind: "api_key", scopes: ["events:read"] });
  assert.equal(key.data.user, undefined, "an absent field is left out");
  assert.deepEqual(me.data.workspaces[0]?.time_zone, "Europe/Dublin");
});

test("one event is stored once, whatever is repeated", async () => {
  const event: NewEvent = { type: "post.created", idempotency_key: "first", metadata: { answer: 42 } };
  const first = await writer.POST(EVENTS, { params: here(), body: event });
  assert.equal(first.response.status, 201);
  assert(first.data);
  assert.equal(first.data.actor.kind, "api_key");
  assert.equal(first.data.metadata?.["answer"], 42);
  const again = await writer.POST(EVENTS, { params: here(), body: event });
  assert.deepEqual([again.response.status, again.data], [200, first.data]);
  const conflict = await writer.POST(EVENTS, { params: here(), body: { ...event, type: "post.deleted" } });
  assert.deepEqual([conflict.response.status, conflict.error?.code], [409, "idempotency_conflict"]);
  const refused = await reader.POST(EVENTS, { params: here(), body: event });
  assert.deepEqual([refused.response.status, refused.error?.code], [403, "forbidden"]);

  const read = await reader.GET(EVENT, { params: at(first.data.id) });
  assert.deepEqual(read.data, first.data);
  // @ts-expect-error: absent is left out, and the document says so: `null` is refused.
  const withNull = await writer.POST(EVENTS, { params: here(), body: { type: "post.created", platform: null } });
  assert.deepEqual(withNull.error?.errors?.map(({ pointer, code }) => [pointer, code]), [["/platform", "wrong_type"]]);
});

test("a batch is stored whole or not at all, and every wrong field is named", async () => {
  const [before] = (await list(reader, workspace, { limit: 1, sort: "sequence" })).data;
  const wrong = await writer.POST(BATCH, {
    params: here(),
    body: [
      { type: "post.created" },
      // @ts-expect-error: the document lists the platforms that there are.
      { type: "post.created", platform: "myspace", occurred_at: "yesterday", targets: [{ type: "post", id: "1", url: "javascript:alert(1)" }] },
      { type: "Not A Type", description: "x".repeat(4001) },
    ],
  });
  assert.equal(wrong.response.status, 422);
  assert.equal(wrong.response.headers.get("content-type"), "application/problem+json");
  assert(wrong.error);
  assert.deepEqual([wrong.error.status, wrong.error.code, wrong.error.request_id], [422, "validation_failed", wrong.response.headers.get("x-request-id")]);
  const named = wrong.error.errors?.map(({ pointer, code }) => `${pointer} ${code}`).sort();
  assert.deepEqual(named, ["/1/occurred_at malformed", "/1/platform unknown_value", "/1/targets/0/url malformed", "/2/description too_long", "/2/type malformed"]);
  assert.deepEqual((await list(reader, workspace, { limit: 1, sort: "sequence" })).data, [before], "nothing of it was stored");

  const stored = await writer.POST(BATCH, { params: here(), body: batch() });
  assert.equal(stored.response.status, 201);
  const results = stored.data?.results ?? [];
  const first = (before?.sequence ?? 0) + 1;
  assert.deepEqual(results.map(({ status, sequence }) => ({ status, sequence })), batch().map((_, index) => ({ status: "created", sequence: first + index })));
  const again = await writer.POST(BATCH, { params: here(), body: batch() });
  assert.deepEqual([again.response.status, again.data?.results], [200, results.map((result) => ({ ...result, status: "duplicate" }))]);
});

test("filters narrow: a repeated key means or, different keys and, _not excludes", async () => {
  const day = { from: "2026-02-01", to: "2026-03-02", tz: "Europe/Dublin", limit: 500 };
  const count = async (query: Parameters<typeof list>[2]) => (await list(reader, workspace, { ...day, ...query })).data.length;
  const of = (fits: (event: NewEvent, index: number) => boolean) => batch().filter(fits).length;
  assert.equal(await count({}), 250);
  assert.equal(await count({ platform: ["x", "tiktok"] }), of(({ platform }) => platform !== "instagram"));
  assert.equal(await count({ platform: ["x", "tiktok"], type: ["post.failed"] }), of(({ platform, error }) => platform !== "instagram" && error !== undefined));
  assert.equal(await count({ platform_not: ["x"], state_not: ["failed"] }), of(({ platform, error }) => platform !== "x" && error === undefined));
  assert.equal(await count({ type: ["post.*"], actor: ["person_1"], category: ["posts"] }), 125);
  assert.equal(await count({ target: ["post_7", "post_9"], actor_kind: ["member"] }), 2);
  assert.equal(await count({ actor_kind_not: ["member"] }), 0);
  assert.equal(await count({ q: "BYRON draft 100%_" }), 250);
  assert.equal(await count({ q: "raft 24" }), of((_, index) => `${index}`.includes("24")));
  assert.equal(await count({ q: "100_" }), 0, "an underscore is a letter like any other");
  // @ts-expect-error: the same of parameters.
  const both = await reader.GET(EVENTS, { params: { ...here(), query: { q: "x".repeat(201), limit: 0, platform: ["myspace"] } } });
  assert.equal(both.response.status, 422);
  assert.deepEqual(both.error?.errors?.map(({ pointer }) => pointer).sort(), ["limit", "platform", "q"]);
});

test("the sequence feed leads to the end: everything once, without a hole", async () => {
  const feed = { sort: "sequence", order: "asc", limit: 33 } as const;
  const pages = await walk(reader, workspace, feed);
  const seen = sequences(pages.flatMap((page) => page.data));
  assert.deepEqual(seen, Array.from({ length: seen.length }, (_, index) => index + 1));
  assert(seen.length > 250 && pages.length === Math.ceil(seen.length / 33), `${seen.length} rows on ${pages.length} pages`);

  const cursor = pages.at(-1)?.page.next_cursor;
  assert(cursor, "there is a cursor even at the end, to poll with");
  assert.deepEqual((await list(reader, workspace, { ...feed, cursor })).data, []);
  const late = await writer.POST(EVENTS, { params: here(), body: { type: "post.deleted", occurred_at: "2020-01-01T00:00:00Z" } });
  assert.deepEqual((await list(reader, workspace, { ...feed, cursor })).data, [late.data], "a late event is still the next in the feed");
  const mismatch = await reader.GET(EVENTS, { params: { ...here(), query: { ...feed, cursor, platform: ["x"] } } });
  assert.deepEqual([mismatch.response.status, mismatch.error?.code], [400, "cursor_mismatch"]);
});

test("the order of time leads to the end and back", async () => {
  const query = { q: "byron draft", limit: 60 };
  const pages = await walk(reader, workspace, query);
  assert.deepEqual(pages.map((page) => page.data.length), [60, 60, 60, 60, 10]);
  const times = pages.flatMap((page) => page.data).map((event) => event.occurred_at);
  assert.deepEqual(times, [...times].sort().reverse());
  assert.equal(new Set(times).size, 250);
  const last = pages.at(-1)?.page;
  assert.equal(last?.next_cursor, undefined);
  const back = await list(reader, workspace, { ...query, cursor: last?.prev_cursor ?? "" });
  assert.deepEqual(back.data, pages.at(-2)?.data);
});

test("what a filter leaves is exported, waited for and fetched", async () => {
  const filter = { platform: ["x"] } satisfies ListQuery;
  const asked = await person.POST(EXPORTS, { params: here(), body: { format: "jsonl", filter, sort: "sequence", order: "asc" } });
  assert.equal(asked.response.status, 202);
  let found = asked.data;
  assert(found);
  const params = { path: { workspace_id: workspace, export_id: found.id } };
  while (found.state === "queued" || found.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { data }: { data?: Export } = await person.GET(EXPORT, { params });
    assert(data);
    found = data;
  }
  assert.equal(found.state, "succeeded");
  const { data: file } = await person.GET(DOWNLOAD, { params, parseAs: "text" });
  const lines = String(file).trimEnd().split("\n").map((line): Event => JSON.parse(line));
  const listed = (await walk(reader, workspace, { ...filter, sort: "sequence", order: "asc", limit: 500 })).flatMap(({ data }) => data);
  assert(listed.length > 0);
  assert.deepEqual(lines, listed);
  assert.equal(found.rows, listed.length);
  const refused = await reader.POST(EXPORTS, { params: here(), body: { format: "csv", filter: {} } });
  assert.deepEqual([refused.response.status, refused.error?.code], [403, "forbidden"]);
});

test("a story tells its events from the oldest to the newest", async () => {
  const [event] = (await list(reader, workspace, { target: ["post_100"] })).data;
  assert(event);
  const { data: story } = await reader.GET(STORY, { params: at(event.id) });
  assert.equal(story?.truncated, false);
  assert.equal(story.missing, undefined);
  const drafts = batch().filter((draft) => draft.correlation_id === event.correlation_id).reverse();
  assert.deepEqual(story.data.map(({ idempotency_key }) => idempotency_key), drafts.map(({ idempotency_key }) => idempotency_key));
});

test("what is not there, or not mine, is a 404 that says so", async () => {
  for (const id of [NOBODYS_EVENT, "evt_", "nonsense", "usr_00000000000000000000000000"]) {
    const { error, response } = await reader.GET(EVENT, { params: at(id) });
    assert.deepEqual([response.status, error?.code, error?.status], [404, "not_found", 404], id);
    assert.equal((await reader.GET(STORY, { params: at(id) })).error?.code, "not_found", id);
  }
  for (const id of [other, "wsp_00000000000000000000000000", "nonsense"]) {
    const { error } = await reader.GET(EVENTS, { params: { path: { workspace_id: id } } });
    assert.equal(error?.code, "not_found", id);
  }
  const nobody = await connect(address).GET(EVENTS, { params: here() });
  assert.deepEqual([nobody.response.status, nobody.error?.code], [401, "unauthenticated"]);
});

test("members, event types and workspaces are typed too; signing out ends the session at once", async () => {
  const members = await person.GET("/v1/workspaces/{workspace_id}/members", { params: here() });
  assert.deepEqual(members.data?.data.map(({ name, role, former }) => ({ name, role, former })), [{ name: "Ada Byron", role: "owner", former: false }]);
  const types = await reader.GET("/v1/workspaces/{workspace_id}/event-types", { params: here() });
  assert.equal(types.data?.data.find(({ type }) => type === "post.failed")?.label, "Post failed");
  const workspaces = await person.GET("/v1/workspaces");
  assert.deepEqual(workspaces.data?.data.map(({ name }) => name), ["Acme"]);
  assert.equal((await person.GET("/v1/workspaces/{workspace_id}", { params: here() })).data?.plan, "enterprise");
  assert.equal((await connect(address).GET("/readyz")).data?.status, "ok");
  assert.equal((await person.POST("/v1/auth/logout")).response.status, 204);
  assert.equal((await person.GET("/v1/me")).error?.code, "unauthenticated");
});
