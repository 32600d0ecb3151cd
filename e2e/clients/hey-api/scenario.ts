// What an integrator does first, through nothing but the client that @hey-api/openapi-ts generates.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Daybook } from "../../client/daybook.js";
import { type Client, createClient } from "./generated/client/index.js";
import * as api from "./generated/sdk.gen.js";
import type { Event, NewEvent, Platform } from "./generated/types.gen.js";

const EVENTS = 250;
const EXPORT_TRIES = 300;

let daybook: Daybook;
let address: string;
let path: { workspace_id: string };
let writer: Client;
let reader: Client;
let exporter: Client;

const connect = (auth?: string) => createClient(auth === undefined ? { baseUrl: address } : { baseUrl: address, auth });

before(async () => {
  daybook = await Daybook.create();
  const workspace_id = await daybook.run("workspace", "create", "--name", "Acme", "--plan", "enterprise");
  path = { workspace_id };
  await daybook.run("user", "create", "--email", "ada@acme.example", "--name", "Ada", "--password", "a long pass phrase", "--workspace", "Acme", "--role", "owner");
  const key = (scope: string) => daybook.run("key", "create", "--workspace", "Acme", "--name", scope, "--scope", scope);
  const keys = [await key("events:write"), await key("events:read"), await key("exports:write")] as const;
  address = await daybook.serve();
  writer = connect(keys[0]);
  reader = connect(keys[1]);
  exporter = connect(keys[2]);
  const body = Array.from({ length: EVENTS }, (_, index): NewEvent => ({
    type: index % 5 === 4 ? "post.failed" : "post.published",
    platform: index % 2 ? "x" : "instagram",
  }));
  const { data } = await api.appendEvents({ client: writer, path, body });
  assert.equal(data?.results.filter(({ status }) => status === "created").length, EVENTS);
});

after(async () => daybook.stop());

test("signing in tells who I am", async () => {
  const wrong = await api.login({ client: connect(), body: { email: "ada@acme.example", password: "not it" } });
  assert.deepEqual([wrong.error?.status, wrong.error?.code], [401, "invalid_credentials"]);
  const { data } = await api.login({ client: connect(), body: { email: "ada@acme.example", password: "a long pass phrase" } });
  assert(data);
  const me = await api.getMe({ client: connect(data.access_token) });
  assert.equal(me.data?.user?.email, "ada@acme.example");
  assert.deepEqual(me.data.workspaces.map(({ id, role }) => [id, role]), [[path.workspace_id, "owner"]]);
});

test("an event is stored once", async () => {
  const body: NewEvent = { type: "post.created", idempotency_key: "first" };
  const first = await api.appendEvent({ client: writer, path, body });
  const again = await api.appendEvent({ client: writer, path, body });
  assert.deepEqual([first.response?.status, again.response?.status], [201, 200]);
  assert(first.data);
  assert.deepEqual(again.data, first.data);
  const read = await api.getEvent({ client: reader, path: { ...path, event_id: first.data.id } });
  assert.deepEqual(read.data, first.data);
});

test("cursors lead to the end", async () => {
  const seen: Event[] = [];
  for (let cursor: string | undefined; ; ) {
    const query = { sort: "sequence", order: "asc", limit: 60 } as const;
    const { data: page } = await api.listEvents({ client: reader, path, query: cursor === undefined ? query : { ...query, cursor } });
    assert(page);
    seen.push(...page.data);
    if (!page.page.has_more) break;
    cursor = page.page.next_cursor;
    assert(cursor);
  }
  assert(seen.length > EVENTS);
  assert.deepEqual(seen.map(({ sequence }) => sequence), seen.map((_, index) => index + 1));
});

test("filters narrow", async () => {
  const platform: Platform[] = ["x", "tiktok"];
  const query = { type: ["post.failed"], platform, limit: 500 };
  const { data } = await api.listEvents({ client: reader, path, query });
  assert.equal(data?.data.length, EVENTS / 10);
});

test("an export is made and fetched", async () => {
  const asked = await api.createExport({ client: exporter, path, body: { format: "csv", filter: { type: "post.failed" } } });
  assert(asked.data);
  const of = { ...path, export_id: asked.data.id };
  let made = asked.data;
  for (let tries = 0; made.state === "queued" || made.state === "running"; tries += 1) {
    assert(tries < EXPORT_TRIES, "the export takes too long");
    await sleep(100);
    const { data } = await api.getExport({ client: exporter, path: of });
    assert(data);
    made = data;
  }
  assert.deepEqual([made.state, made.rows], ["succeeded", EVENTS / 5]);
  const file = await api.downloadExport({ client: exporter, path: of, parseAs: "text" });
  assert(typeof file.data === "string");
  assert.equal(file.data.trim().split("\n").length, 1 + EVENTS / 5);
});

test("what is refused says why", async () => {
  const lost = await api.getEvent({ client: reader, path: { ...path, event_id: "evt_00000000000000000000000000" } });
  assert.deepEqual([lost.error?.status, lost.error?.code], [404, "not_found"]);
  const forbidden = await api.appendEvent({ client: reader, path, body: { type: "post.created" } });
  assert.equal(forbidden.error?.code, "forbidden");
  const wrong = await api.appendEvent({ client: writer, path, body: { type: "Not A Type" } });
  assert.deepEqual(wrong.error?.errors?.map(({ pointer }) => pointer), ["/type"]);
  const nobody = await api.listEvents({ client: connect("dbk_nobody"), path });
  assert.equal(nobody.error?.code, "unauthenticated");
});
