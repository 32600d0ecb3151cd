import { type ListQuery, list } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { DESKTOP_ROWS, PHONE_ROWS } from "../../screens/log.js";

const QUERY = "platform=instagram";
const FILTER = { platform: ["instagram"] } satisfies ListQuery;

test("more cards are appended, the place is kept, and the first new one has the focus", async ({ page, log, api }) => {
  const ids = (await list(api, log.workspace, { ...FILTER, limit: 3 * PHONE_ROWS })).data.map((event) => event.id);
  await log.open(QUERY);
  const more = page.getByRole("button", { name: "Load 30 more" });
  await expect(page.getByRole("main")).toContainText(/30 of [0-9,]+\+? events/);
  const top = async () => (await log.link(ids[PHONE_ROWS - 1] ?? "").boundingBox())?.y ?? 0;
  await more.scrollIntoViewIfNeeded();
  const before = await top();
  await more.tap();
  await expect(log.link(ids[PHONE_ROWS] ?? "")).toBeFocused();
  expect(await log.ids()).toEqual(ids.slice(0, 2 * PHONE_ROWS));
  await expect(page.getByRole("status").filter({ hasText: "30 more events, 60 in all" })).toBeAttached();
  expect(await top(), "what was read is still there, further up at most").toBeLessThanOrEqual(before);
  await expect(page).toHaveURL(log.path(QUERY));

  await more.focus();
  await page.keyboard.press("Enter");
  await expect(log.link(ids[2 * PHONE_ROWS] ?? "")).toBeFocused();
  expect(await log.ids()).toEqual(ids);
});

test("reloading and coming back show as many as there were; a link to the view begins with one page", async ({ page, log, api }) => {
  const ids = (await list(api, log.workspace, { ...FILTER, limit: 2 * PHONE_ROWS })).data.map((event) => event.id);
  await log.open(QUERY);
  await page.getByRole("button", { name: "Load 30 more" }).tap();
  await expect(log.links).toHaveCount(2 * PHONE_ROWS);
  await log.reload(() => page.reload());
  expect(await log.ids()).toEqual(ids);
  await log.reload(() => page.getByRole("button", { name: /^Remove the filter Platform/ }).tap());
  await expect(log.links).toHaveCount(PHONE_ROWS);
  await log.reload(() => page.goBack());
  expect(await log.ids()).toEqual(ids);
  await log.open(`${QUERY}&utm=mail`);
  await expect(log.links).toHaveCount(PHONE_ROWS);
});

test("turning the phone keeps the place, however far it was read", async ({ page, log }) => {
  await log.open(QUERY);
  const more = page.getByRole("button", { name: "Load 30 more" });
  for (const count of [60, 90, 120]) {
    await more.tap();
    await expect(log.links).toHaveCount(count);
  }
  const read = log.link((await log.ids())[110] ?? "");
  await read.evaluate((link) => {
    const rests = new Promise((done) => addEventListener("scrollend", done, { once: true }));
    link.scrollIntoView();
    return rests.then(() => undefined);
  });
  await log.reload(() => page.setViewportSize({ width: 1024, height: 390 }));
  await expect(log.links).toHaveCount(120);
  await expect(read).toBeInViewport();
  // There are as many rows as before: nothing is loaded.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(log.table).toHaveCount(0);
  await expect(read).toBeInViewport();
});

test("a row that only the table had is still there on the phone", async ({ page, log }) => {
  await page.setViewportSize({ width: 1024, height: 600 });
  await log.open(QUERY);
  await expect(log.links).toHaveCount(DESKTOP_ROWS);
  const read = log.link((await log.ids())[75] ?? "");
  await read.evaluate((link) => {
    const rests = new Promise((done) => addEventListener("scrollend", done, { once: true }));
    link.scrollIntoView();
    return rests.then(() => undefined);
  });
  await log.reload(() => page.setViewportSize({ width: 390, height: 844 }));
  await expect(read).toBeInViewport();
});

test("the last of them says so by having no button", async ({ page, log, api }) => {
  const filter = { type: ["post.overdue", "tiktok.error"] };
  const count = (await list(api, log.workspace, { ...filter, limit: 500 })).data.length;
  expect(count).toBeGreaterThan(PHONE_ROWS);
  await log.open("type=post.overdue&type=tiktok.error");
  const more = page.getByRole("button", { name: "Load 30 more" });
  for (let shown = PHONE_ROWS; shown < count; shown = Math.min(shown + PHONE_ROWS, count)) {
    await expect(log.links).toHaveCount(shown);
    await more.tap();
  }
  await expect(log.links).toHaveCount(count);
  await expect(more).toHaveCount(0);
});

test.describe("when the server is away", () => {
  test.use({ tolerated: /ERR_FAILED/ });

  test("nothing that was loaded is lost, and the button tries again", async ({ page, log }) => {
    await log.open(QUERY);
    await page.route(/cursor=/, (route) => route.abort());
    const more = page.getByRole("button", { name: "Load 30 more" });
    await more.tap();
    await expect(page.getByRole("alert")).toContainText("What was loaded stays.");
    await expect(log.links).toHaveCount(PHONE_ROWS);
    await page.unroute(/cursor=/);
    await more.tap();
    await expect(log.links).toHaveCount(2 * PHONE_ROWS);
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});

test("a page in the middle of the log leads to newer events", async ({ page, log, api }) => {
  const first = await list(api, log.workspace, { ...FILTER, limit: PHONE_ROWS });
  await log.open(`${QUERY}&cursor=${first.page.next_cursor ?? ""}`);
  await log.reload(() => page.getByRole("button", { name: "Newer events" }).tap());
  expect(await log.ids()).toEqual(first.data.map((event) => event.id));
  await expect(page.getByRole("button", { name: "Newer events" })).toHaveCount(0);
});

test("the list is loaded anew from its menu", async ({ page, log, api }) => {
  const first = await list(api, log.workspace, { ...FILTER, limit: PHONE_ROWS });
  await log.open(`${QUERY}&cursor=${first.page.next_cursor ?? ""}`);
  const newest = async () => {
    await page.getByRole("button", { name: "The list: refresh, print" }).tap();
    await page.getByRole("button", { name: "Load the newest" }).tap();
  };
  await log.reload(newest);
  await expect(page).toHaveURL(log.path(QUERY));
  expect(await log.ids()).toEqual(first.data.map((event) => event.id));
  await page.getByRole("button", { name: "Load 30 more" }).tap();
  await expect(log.links).toHaveCount(2 * PHONE_ROWS);
  await log.reload(newest);
  await expect(log.links).toHaveCount(PHONE_ROWS);
  expect(await page.evaluate(() => scrollY)).toBe(0);
});
