import { createHash } from "node:crypto";

import type { Page, Route } from "@playwright/test";

import { expect, test as base } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";
import { expectAccessible } from "../../screens/accessible.js";
import { ExportsScreen } from "../../screens/exports.js";
import { Palette } from "../../screens/palette.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const test = base.extend<{ exports: ExportsScreen }>({
  exports: async ({ page }, use) => use(new ExportsScreen(page, world().northwind)),
});

// Of that time nothing comes any more while tests run.
const FILTER = "state=failed&from=2026-01-01&to=2026-11-01&tz=Europe%2FDublin";
const ENDS = { timeout: 30_000 };

const LISTED = /\/v1\/.*\/exports\?/;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString().replace("Z", "000Z");

/** An export as the server would tell it. */
function told(place: number, changes: object = {}) {
  return {
    id: `exp_01jd2a5v3k4m5n6p7q8r9s0t${String(place).padStart(2, "0")}`,
    state: "succeeded",
    format: "csv",
    filter: {},
    time_zone: "Europe/Dublin",
    sort: "occurred",
    order: "desc",
    up_to_sequence: 9,
    progress: { rows_done: 0 },
    requested_by: { kind: "member", id: "usr_01jd2a5v3k4m5n6p7q8r9s0t1v", name: "Sarah Chen" },
    requested_at: ago(600),
    ...changes,
  };
}

const list = (on: Page, answer: (route: Route) => object) =>
  on.route(LISTED, (route) => route.fulfill({ json: answer(route) }));

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("exports what the log shows, sees it become ready, and fetches the file", async ({ page, log, exports, api }) => {
    await log.open(FILTER);
    if (log.rows === 30) {
      await page.getByRole("button", { name: "The list: refresh, print" }).click();
      await page.getByRole("link", { name: "Export…" }).click();
    } else {
      await page.getByRole("link", { name: "Export", exact: true }).click();
    }
    await expect(page).toHaveURL(exports.path(FILTER));
    await expect(exports.chips).toHaveCount(2);
    const { data } = await api.GET("/v1/workspaces/{workspace_id}/events/histogram", {
      params: { path: { workspace_id: log.workspace }, query: { state: ["failed"], from: "2026-01-01", to: "2026-11-01", tz: "Europe/Dublin" } },
    });
    const count = data?.total ?? 0;
    expect(count).toBeGreaterThan(0);
    await expect(exports.figure).toHaveText(`${count.toLocaleString("en-GB")} rows`);

    await page.getByLabel("Columns", { exact: true }).selectOption({ label: "As on the screen, 7" });
    await page.getByLabel("Rows").selectOption("asc");
    const { id, row } = await exports.begin();
    await expect(row).toContainText("State is Failed");
    await expect(row).toContainText("7 columns");
    await expect(row).toContainText("Oldest first");
    await expect(row).toContainText("Ready", ENDS);
    await expect(row).toContainText(`${count.toLocaleString("en-GB")} rows`);
    await expect(exports.toasts.filter({ hasText: "Your export is ready" })).toContainText(`${count.toLocaleString("en-GB")} rows, CSV`);

    const { name, bytes } = await exports.fetch(row.getByRole("button", { name: "Download" }));
    expect(name).toMatch(/^daybook-northwind-social-\d{4}-\d\d-\d\d\.csv$/);
    const [head, ...lines] = bytes.toString().trimEnd().split("\r\n");
    expect(head).toBe("occurred_at,type,description,error_reason,platform,actor_name,state");
    expect(lines.length).toBeGreaterThanOrEqual(count);
    expect([...lines].sort(), "the oldest first").toEqual(lines);
    const found = await api.GET("/v1/workspaces/{workspace_id}/exports/{export_id}", { params: { path: { workspace_id: log.workspace, export_id: id } } });
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(found.data?.sha256);
    await row.getByText("SHA-256").click();
    await expect(row).toContainText(found.data?.sha256 ?? "…");
  });

  test("takes chips away, everything, and back", async ({ page, exports }) => {
    await exports.open("platform=tiktok&state=failed&range=30d");
    await expect(exports.chips).toHaveText(["in Last 30 days", "Platform is TikTok", "State is Failed"]);
    await page.getByRole("button", { name: "Remove the filter Platform is TikTok" }).click();
    await expect(page).toHaveURL(exports.path("state=failed&range=30d"));
    await expect(page.getByRole("link", { name: "Choose in the log" })).toBeFocused();
    await page.getByRole("button", { name: "Export everything instead" }).click();
    await expect(page).toHaveURL(exports.path());
    await expect(exports.chips).toHaveCount(0);
    await expect(page.locator(".new-export").getByText("Everything", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Back to what the log showed" }).click();
    await expect(page).toHaveURL(exports.path("platform=tiktok&state=failed&range=30d"));
    await expect(page.getByText("Taken from the log.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Choose in the log" })).toHaveAttribute("href", /\/log\?platform=tiktok&state=failed&range=30d$/);
  });

  test("JSON Lines are whole events; columns are chosen, and not none of them", async ({ page, exports }) => {
    await exports.open(FILTER);
    await page.getByRole("radio", { name: /^JSON Lines/ }).check({ force: true });
    await expect(page.getByLabel("Columns", { exact: true })).toHaveCount(0);
    await expect(page.getByRole("checkbox")).toHaveCount(0);
    const { row } = await exports.begin();
    await expect(row).toContainText("· times in UTC");
    await expect(row).toContainText("Ready", ENDS);
    const { name, bytes } = await exports.fetch(row.getByRole("button", { name: "Download" }));
    expect(name).toMatch(/\.jsonl$/);
    for (const line of bytes.toString().trimEnd().split("\n")) expect(JSON.parse(line)).toMatchObject({ state: "failed" });

    await page.getByRole("radio", { name: /^CSV/ }).check({ force: true });
    await page.getByLabel("Columns", { exact: true }).selectOption({ label: "Choose…" });
    const columns = page.getByRole("group", { name: "Columns of the file" });
    await columns.getByRole("button", { name: "Select none" }).click();
    await exports.start.click();
    await expect(columns).toBeFocused();
    await expect(columns.getByRole("alert")).toHaveText("Tick at least one column.");
    await columns.getByRole("checkbox", { name: "description" }).check();
    await columns.getByRole("checkbox", { name: "sequence" }).check();
    await page.getByRole("checkbox", { name: "Begin with a byte-order mark" }).check();
    const chosen = await exports.begin();
    await expect(chosen.row).toContainText("Ready", ENDS);
    const file = await exports.fetch(chosen.row.getByRole("button", { name: "Download" }));
    expect(file.bytes.toString().split("\r\n")[0]).toBe("\uFEFFsequence,description");

    // By key: a toast may lie over it.
    await page.getByRole("radio", { name: /^Excel/ }).press("Space");
    const workbook = await exports.begin();
    await expect(workbook.row).toContainText("Ready", ENDS);
    const sheet = await exports.fetch(workbook.row.getByRole("button", { name: "Download" }));
    expect(sheet.name).toMatch(/\.xlsx$/);
    expect(sheet.bytes.subarray(0, 2).toString()).toBe("PK");
  });

  test("may leave: in the log a toast says that it is ready, and the tab's name does", async ({ page, log, exports }) => {
    await page.addInitScript(() => {
      document.hasFocus = () => (window as { isAway?: boolean }).isAway !== true;
    });
    let isHeld = true;
    const held = async (route: Route) => {
      const answer = await route.fetch();
      const body: { state: string } = await answer.json();
      if (isHeld && body.state) Object.assign(body, { state: "running", finished_at: undefined });
      await route.fulfill({ json: body });
    };
    await page.route(/\/exports\/exp_[^/]+$/, held);
    await exports.open(FILTER);
    // The page is left before anything is known of the end.
    await page.route(LISTED, () => undefined);
    await exports.begin();
    await page.getByRole("link", { name: "Choose in the log" }).click();
    await expect(log.links.first()).toBeVisible();
    await expect(exports.toasts).toHaveCount(0);
    await page.evaluate(() => Object.assign(window, { isAway: true }));
    isHeld = false;
    const toast = exports.toasts.filter({ hasText: "Your export is ready" });
    await expect(toast).toBeVisible(ENDS);
    await expect(page).toHaveTitle("● Activity · Northwind Social · Daybook");
    await page.evaluate(() => {
      Object.assign(window, { isAway: false });
      window.dispatchEvent(new Event("focus"));
    });
    await expect(page).toHaveTitle("Activity · Northwind Social · Daybook");
    const { name } = await exports.fetch(toast.getByRole("button", { name: "Download" }));
    expect(name).toMatch(/\.csv$/);
    await toast.getByRole("button", { name: "Dismiss" }).click();
    await expect(exports.toasts).toHaveCount(0);
  });

  test("stops one and runs it again, with the focus where it was", async ({ page, exports, api }) => {
    await exports.open(FILTER);
    const { id, row } = await exports.begin();
    const button = row.getByRole("button");
    await expect(row).toContainText("Ready", ENDS);
    const ready = await api.GET("/v1/workspaces/{workspace_id}/exports/{export_id}", { params: { path: { workspace_id: exports.workspace, export_id: id } } });
    // The server is too quick to be stopped: from here on it is told what it would answer.
    const running = { ...ready.data, state: "running", rows: undefined, bytes: undefined, sha256: undefined, finished_at: undefined, progress: { rows_done: 20, rows_total: 100 } };
    const cancelled = { ...running, state: "cancelled", finished_at: ago(0), cancelled_by: ready.data?.requested_by };
    let now: object = running;
    await list(page, () => ({ data: [now], page: { limit: 30, has_more: false } }));
    await page.route(/\/cancel$/, (route) => route.fulfill({ json: (now = cancelled) }));
    let retried = 0;
    await page.route(/\/retry$/, (route) => {
      retried += 1;
      return route.fulfill({ status: 202, json: (now = { ...running, state: "queued", progress: { rows_done: 0 } }) });
    });
    await page.reload();
    await expect(row.getByRole("progressbar")).toHaveAttribute("value", "20");
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveText("Run again");
    // A second press that was meant for the first does nothing.
    await page.keyboard.press("Enter");
    await expect(row).toContainText("Cancelled");
    await expect(row).toContainText("By Maya Okafor, at 20 %");
    await expect(button).toBeFocused();
    await page.waitForTimeout(700);
    expect(retried).toBe(0);
    await page.keyboard.press("Enter");
    await expect(row).toContainText("Waiting");
    await expect(button).toHaveText("Cancel");
    await expect(button).toBeFocused();
    await expect(exports.toasts).toHaveCount(0);
  });

  test("watches rows being written, without a row drawn anew", async ({ page, exports }) => {
    let done = 100_000;
    await list(page, () => ({
      data: [told(1, { state: "running", format: "jsonl", progress: { rows_done: (done += 150_000), rows_total: 1_204_331 } }), told(0)],
      page: { limit: 30, has_more: false },
    }));
    await exports.open();
    const row = exports.rows.first();
    const button = row.getByRole("button", { name: "Cancel" });
    await button.focus();
    await row.evaluate((row) => Object.assign(row, { isSame: true }));
    await expect(row).toContainText("250,000 of 1,204,331");
    await expect(row).toContainText(/\d{3},\d{3} of 1,204,331 · \d+ s left/);
    expect(await row.evaluate((row) => (row as { isSame?: boolean }).isSame)).toBe(true);
    await expect(button).toBeFocused();
  });

  test("is told why there is no file, and what went wrong with asking", async ({ page, exports }) => {
    const error = { code: "storage_unavailable", reason: "No file was made: the place for files is out of reach." };
    await list(page, () => ({ data: [told(1, { state: "failed", error }), told(0, { state: "expired", rows: 3, bytes: 900, expires_at: ago(86_400) })], page: { limit: 30, has_more: false } }));
    await exports.open();
    await expect(exports.rows.first()).toContainText(error.reason);
    await expect(exports.rows.first().getByRole("button")).toHaveText("Try again");
    await expect(exports.rows.nth(1)).toContainText("File removed on");
    await expect(exports.rows.nth(1).getByRole("button")).toHaveText("Run again");
  });

  test("reads by name whom the exports of others are about", async ({ page, exports }) => {
    await list(page, () => ({ data: [told(0, { filter: { actor: ["agent_publisher"] } })], page: { limit: 30, has_more: false } }));
    await exports.open();
    await expect(exports.rows.first()).toContainText("Actor is Publisher");
  });

  test("is offered CSV where there was no workbook", async ({ page, exports }) => {
    const error = { code: "workbook_too_large", reason: "No file was made: there was no room for the workbook." };
    await list(page, () => ({ data: [told(0, { state: "failed", format: "xlsx", filter: { state: "failed" }, error })], page: { limit: 30, has_more: false } }));
    await exports.open();
    await exports.rows.first().getByRole("button", { name: "Ask for it as CSV" }).click();
    await expect(page).toHaveURL(exports.path("state=failed"));
    await expect(page.getByRole("button", { name: "Start the export" })).toBeFocused();
    await expect(page.getByRole("radio", { name: /^CSV/ })).toBeChecked();
  });

  test("has no violation, in all states and on paper", async ({ page, exports }) => {
    const states = ["queued", "running", "succeeded", "failed", "cancelled", "expired"];
    const name = "Maximiliana " + "Konstantinopoulou".repeat(8);
    await list(page, () => ({
      data: states.map((state, place) =>
        told(place, {
          state,
          filter: { actor: [name], q: "ليلى 🧶 " + "W".repeat(100), range: "30d" },
          requested_by: { kind: "member", id: "usr_x", name },
          progress: { rows_done: 12, rows_total: 100 },
          ...(state === "succeeded" && { rows: 100, bytes: 20_000, sha256: "0".repeat(64), expires_at: ago(-86_400) }),
          ...(state === "failed" && { error: { code: "x", reason: "W".repeat(300) } }),
        }),
      ),
      page: { limit: 30, has_more: true, next_cursor: "c" },
    }));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await exports.open("state=failed&category_not=sign-in");
      await expect(exports.rows).toHaveCount(states.length);
      await exports.rows.nth(2).getByText("SHA-256").click();
      await page.getByLabel("Columns", { exact: true }).selectOption({ label: "Choose…" });
      await expect(exports.figure).toHaveText(/rows/);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await expect(page.locator(".new-export")).toBeHidden();
    await expect(exports.rows.first()).toBeVisible();
    await expect(exports.rows.first().getByRole("button")).toBeHidden();
  });

  test("turns pages, and is told where there is none yet", async ({ page, exports }) => {
    await list(page, (route) =>
      new URL(route.request().url()).searchParams.get("cursor") === "older"
        ? { data: [told(0)], page: { limit: 30, has_more: false, prev_cursor: "newer" } }
        : { data: [told(2), told(1)], page: { limit: 30, has_more: true, next_cursor: "older" } },
    );
    await exports.open("state=failed");
    await expect(exports.rows).toHaveCount(2);
    await page.getByRole("button", { name: "Older" }).click();
    await expect(page).toHaveURL(exports.path("state=failed&cursor=older"));
    await expect(exports.rows).toHaveCount(1);
    await expect(exports.chips, "the form stays as it was").toHaveText(["State is Failed"]);
    await page.goBack();
    await expect(exports.rows).toHaveCount(2);

    await page.unroute(LISTED);
    await list(page, () => ({ data: [], page: { limit: 30, has_more: false } }));
    await page.reload();
    await expect(page.getByRole("heading", { name: "No export yet" })).toBeVisible();
  });

  test("comes by key and by palette", async ({ page, log, exports }) => {
    await log.open("state=failed");
    await page.keyboard.press("e");
    await expect(page).toHaveURL(exports.path("state=failed"));
    await page.keyboard.press("g");
    await log.reload(() => page.keyboard.press("l"));
    await page.keyboard.press("g");
    await page.keyboard.press("x");
    await expect(page).toHaveURL(exports.path());
    await page.keyboard.press("?");
    const palette = new Palette(page);
    await expect(palette.help.getByText("Go to the exports")).toBeVisible();
    await page.keyboard.press("Escape");
    await log.open();
    await palette.find("expor", "Exports", "Page");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(exports.path());
    await expect(page).toHaveTitle("Exports · Northwind Social · Daybook");
  });

  test.describe("when the server is away", () => {
    test.use({ tolerated: /503|409|410|422|net::ERR_/ });
    const problem = (status: number, code: string, title: string) => ({
      status,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: `/docs/errors#${code}`, title, status, detail: "A detail.", code, request_id: "req-e2e-1" }),
    });

    test("is told that a file is gone, and may have it made again", async ({ page, exports }) => {
      await list(page, () => ({ data: [told(0, { rows: 3, bytes: 900, expires_at: ago(-86_400) })], page: { limit: 30, has_more: false } }));
      await page.route(/\/ticket$/, (route) => route.fulfill(problem(410, "export_expired", "The file was removed")));
      await exports.open();
      const row = exports.rows.first();
      await row.getByRole("button", { name: "Download" }).click();
      await expect(row.getByRole("alert")).toContainText("The file was removed");
      await expect(row.getByRole("button").last()).toHaveText("Run again");
    });

    test("is told so, with code and request, and keeps the list", async ({ page, exports }) => {
      await page.route(LISTED, (route) => route.fulfill(problem(503, "unavailable", "Not available right now")));
      await page.goto(exports.path());
      const alert = page.getByRole("alert").filter({ hasText: "Not available right now" });
      await expect(alert).toContainText("503 unavailable · request req-e2e-1");
      await page.unroute(LISTED);
      await list(page, () => ({ data: [told(0, { state: "running" })], page: { limit: 30, has_more: false } }));
      await alert.getByRole("button", { name: "Try now" }).click();
      await expect(exports.rows).toHaveCount(1);
      await page.unroute(LISTED);
      await page.route(LISTED, (route) => route.fulfill(problem(503, "unavailable", "Not available right now")));
      await expect(page.getByRole("alert").filter({ hasText: "The list is as it was before." })).toBeVisible();
      await expect(exports.rows).toHaveCount(1);
      await page.route(/\/exports$/, (route) =>
        route.request().method() === "POST" ? route.fulfill(problem(409, "limit_reached", "There are as many as there may be")) : route.fallback(),
      );
      await exports.start.click();
      const refusal = page.locator(".start").getByRole("alert");
      await expect(refusal).toContainText("There are as many as there may be");
      await expect(refusal).toContainText("409 limit_reached · request req-e2e-1");
    });
  });
});

test("a member is told that it is not for them, and nothing leads there", async ({ page, log, exports }) => {
  await page.goto(exports.path());
  await expect(page.getByRole("heading", { name: "Exports are for owners, admins and auditors" })).toBeVisible();
  await log.reload(() => page.getByRole("link", { name: "Back to the log" }).click());
  await expect(page.getByRole("link", { name: /^Export/ })).toHaveCount(0);
  await page.keyboard.press("e");
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await expect(page).toHaveURL(log.path());
  await page.keyboard.press("?");
  await expect(new Palette(page).help.getByText("Go to the log")).toBeVisible();
  await expect(new Palette(page).help.getByText("Go to the exports")).toHaveCount(0);
});
