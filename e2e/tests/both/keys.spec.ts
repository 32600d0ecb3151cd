import type { Page, Route } from "@playwright/test";

import { connect } from "../../client/api.js";
import { expect, test as base } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";
import { expectAccessible } from "../../screens/accessible.js";
import { KeysScreen } from "../../screens/keys.js";
import { Palette } from "../../screens/palette.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const test = base.extend<{ keys: KeysScreen }>({
  keys: async ({ page }, use) => use(new KeysScreen(page, world().northwind)),
});

const LISTED = /\/v1\/.*\/api-keys\?/;
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().replace("Z", "000Z");

/** A key as the server would tell it. */
function told(place: number, changes: object = {}) {
  return {
    id: `key_01jd2a5v3k4m5n6p7q8r9s0t${String(place).padStart(2, "0")}`,
    name: "Nightly sync",
    prefix: "dbk_4kqm2",
    scopes: ["events:read"],
    created_at: day(-40),
    created_by: { kind: "member", id: "usr_01jd2a5v3k4m5n6p7q8r9s0t1v", name: "Sarah Chen" },
    ...changes,
  };
}

const list = (on: Page, answer: (route: Route) => object) =>
  on.route(LISTED, (route) => route.fulfill({ json: answer(route) }));

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("makes a key, which works, and ends it", async ({ page, keys, log, api }, info) => {
    const name = `Nightly sync ${info.project.name} ${info.repeatEachIndex}-${info.retry}`;
    await keys.open();
    await expect(keys.create).toBeDisabled();
    await keys.form.getByLabel("Works for").selectOption({ label: "90 days" });
    const secret = await keys.make(name, "Read the log", "Append events");
    expect(secret).toMatch(/^dbk_/);
    await expect(keys.form).toHaveCount(0);
    await expect(keys.made.locator("code").nth(1)).toContainText(`Authorization: Bearer ${secret}`);

    const program = connect(world().url, secret);
    const path = { params: { path: { workspace_id: log.workspace } } };
    const { response } = await program.GET("/v1/workspaces/{workspace_id}/events", path);
    expect(response.status).toBe(200);

    const row = keys.row(name);
    await expect(row).toContainText("Works");
    await expect(row).toContainText("until");
    await expect(row).toContainText("Read the log");
    await expect(row.getByText(secret.slice(0, 8))).toBeVisible();
    await keys.kept.click();
    await expect(keys.name).toBeFocused();
    await expect(page.getByText(secret)).toHaveCount(0);
    await page.reload();
    await expect(row).toContainText("Works");
    await expect(page.getByText(secret)).toHaveCount(0);
    await expect(row.locator("td").nth(2)).not.toContainText("Never");

    await row.getByRole("button", { name: "Revoke…" }).click();
    await expect(row.getByRole("button", { name: "Revoke it" })).toBeFocused();
    await row.getByRole("button", { name: "Keep it" }).click();
    await expect(row.getByRole("button", { name: "Revoke…" })).toBeFocused();
    await row.getByRole("button", { name: "Revoke…" }).click();
    await row.getByRole("button", { name: "Revoke it" }).click();
    await expect(row).toContainText("Revoked");
    await expect(row.getByRole("button")).toHaveCount(0);
    const after = await program.GET("/v1/workspaces/{workspace_id}/events", path);
    expect(after.response.status).toBe(401);

    const { data } = await api.GET("/v1/workspaces/{workspace_id}/events", {
      params: { path: path.params.path, query: { type: ["api_key.*"], q: name, limit: 10 } },
    });
    expect(data?.data.map((event) => event.type)).toEqual(["api_key.revoked", "api_key.created"]);
  });

  test("has no violation, in all states and on paper", async ({ page, keys }) => {
    const name = "Maximiliana " + "Konstantinopoulou".repeat(8);
    const by = { kind: "member", id: "usr_x", name };
    await list(page, () => ({
      data: [
        told(0, { last_used_at: day(-1), scopes: ["events:read", "events:write", "exports:write", "admin"] }),
        told(1, { expires_at: day(30) }),
        told(2, { expires_at: day(-1) }),
        told(3, { revoked_at: day(-2), revoked_by: by, created_by: by }),
        told(4, { name: "ليلى 🧶 " + "W".repeat(90), created_by: undefined }),
      ],
      page: { limit: 30, has_more: true, next_cursor: "c" },
    }));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await keys.open();
      await expect(keys.rows).toHaveCount(5);
      await keys.rows.first().getByRole("button", { name: "Revoke…" }).click();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await expect(keys.form).toBeHidden();
    await expect(keys.rows.first()).toBeVisible();
    await expect(keys.rows.nth(1).getByRole("button")).toBeHidden();
  });

  test("the key that was made has no violation, nor is it cut off", async ({ page, keys }) => {
    await page.route(/\/api-keys$/, (route) =>
      route.request().method() === "POST"
        ? route.fulfill({ status: 201, json: { ...told(9, { name: "W".repeat(100) }), key: `dbk_${"4kqm2".repeat(9)}` } })
        : route.fallback(),
    );
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await keys.open();
      await keys.make("Nightly sync", "Read the log");
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
  });

  test("turns pages, and is told where there is none yet", async ({ page, keys }) => {
    await list(page, (route) => {
      const cursor = new URL(route.request().url()).searchParams.get("cursor");
      return cursor === "second"
        ? { data: [told(1, { name: "The older" })], page: { limit: 30, has_more: false, prev_cursor: "first" } }
        : { data: [told(2, { name: "The newer" })], page: { limit: 30, has_more: true, next_cursor: "second" } };
    });
    await keys.open();
    await page.getByRole("button", { name: "Older" }).click();
    await expect(keys.row("The older")).toBeVisible();
    await expect(page).toHaveURL(`${keys.path()}?cursor=second`);
    await page.goBack();
    await expect(keys.row("The newer")).toBeVisible();
    await page.unroute(LISTED);
    await list(page, () => ({ data: [], page: { limit: 30, has_more: false } }));
    await page.reload();
    await expect(page.getByRole("heading", { name: "No key yet" })).toBeVisible();
  });

  test("comes by key and by palette", async ({ page, log, keys }) => {
    await log.open();
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await expect(page).toHaveURL(keys.path());
    await page.keyboard.press("?");
    const palette = new Palette(page);
    await expect(palette.help.getByText("Go to the API keys")).toBeVisible();
    await page.keyboard.press("Escape");
    await log.open();
    await palette.find("keys", "Keys", "Page");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(keys.path());
    await expect(page).toHaveTitle("Keys · Northwind Social · Daybook");
  });

  test.describe("when the server refuses", () => {
    test.use({ tolerated: /409|503/ });
    const problem = (status: number, code: string, title: string) => ({
      status,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: `/docs/errors#${code}`, title, status, detail: "A detail.", code, request_id: "req-e2e-1" }),
    });

    test("is told so, with code and request, and keeps what was entered", async ({ page, keys }) => {
      await list(page, () => ({ data: [told(1)], page: { limit: 30, has_more: false } }));
      await page.route(/\/api-keys$/, (route) => route.fulfill(problem(409, "limit_reached", "There are as many as there may be")));
      await page.route(/\/api-keys\/key_/, (route) => route.fulfill(problem(503, "unavailable", "Not available right now")));
      await keys.open();
      await keys.name.fill("Nightly sync");
      await keys.form.getByRole("checkbox", { name: "Append events" }).check();
      await keys.create.click();
      await expect(keys.form.getByRole("alert")).toContainText("409 limit_reached · request req-e2e-1");
      await expect(keys.name).toHaveValue("Nightly sync");
      const row = keys.rows.first();
      await row.getByRole("button", { name: "Revoke…" }).click();
      await row.getByRole("button", { name: "Revoke it" }).click();
      await expect(row.getByRole("alert")).toContainText("503 unavailable · request req-e2e-1");
      await expect(row).toContainText("Works");
    });
  });
});

test("a member is told that it is not for them, and nothing leads there", async ({ page, log, keys }) => {
  await page.goto(keys.path());
  await expect(page.getByRole("heading", { name: "API keys are for owners and admins" })).toBeVisible();
  await log.reload(() => page.getByRole("link", { name: "Back to the log" }).click());
  await expect(page.getByRole("link", { name: "Keys" })).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await expect(page).toHaveURL(log.path());
});
