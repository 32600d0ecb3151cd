import { list, walk } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { DESKTOP_ROWS } from "../../screens/log.js";

test("older continues where the page ends, newer and back return to it", async ({ page, log, api }) => {
  await log.open();
  const two = (await list(api, log.workspace, { limit: 2 * log.rows })).data.map((event) => event.id);
  expect(await log.ids()).toEqual(two.slice(0, log.rows));
  if (log.rows === DESKTOP_ROWS) await expect(log.newer).toHaveAttribute("aria-disabled", "true");

  await log.reload(() => log.turn("older"));
  expect(await log.ids()).toEqual(two.slice(log.rows));
  await expect(page).toHaveURL(/\?cursor=/);
  expect(await page.evaluate(() => scrollY), "a new page begins at its top").toBe(0);

  await log.reload(() => log.turn("newer"));
  expect(await log.ids()).toEqual(two.slice(0, log.rows));
  await log.reload(() => page.goBack());
  expect(await log.ids()).toEqual(two.slice(log.rows));
});

test("a page deep in the log opens by its address, and leads on from there", async ({ log, api }) => {
  const filter = { category: ["webhooks"], limit: 500 };
  let cursor = "";
  for (let page = 0; page < 10; page += 1) {
    cursor = (await list(api, log.workspace, cursor ? { ...filter, cursor } : filter)).page.next_cursor ?? "";
  }
  const query = `category=webhooks&cursor=${cursor}`;
  await log.open(query);
  const here = await log.expectRowsOf(query);
  await log.reload(() => log.turn("older"));
  const next = await log.expected();
  expect(await log.ids()).toEqual(next.map((event) => event.id));
  expect(Date.parse(next[0]?.occurred_at ?? "")).toBeLessThanOrEqual(Date.parse(here.at(-1)?.occurred_at ?? ""));
  await log.reload(() => log.turn("newer"));
  expect(await log.ids()).toEqual(here.map((event) => event.id));
});

test("the last page has no older one", async ({ page, log, api }) => {
  const filter = { type: ["auth.signed_in", "post.overdue"], limit: log.rows };
  const pages = await walk(api, log.workspace, filter);
  await log.open("type=auth.signed_in&type=post.overdue");
  for (const next of pages.slice(1)) {
    await log.reload(() => log.turn("older"));
    expect(await log.ids()).toEqual(next.data.map((event) => event.id));
  }
  if (log.rows === DESKTOP_ROWS) await expect(log.older).toHaveAttribute("aria-disabled", "true");
  else await expect(page.getByRole("button", { name: "Load 30 more" })).toHaveCount(0);
});

test("turning the screen keeps the place", async ({ page, log }) => {
  await log.open();
  await log.reload(() => log.turn("older"));
  const before = await log.ids();
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const other = width >= 900 ? { width: 390, height: 844 } : { width: 1024, height: 390 };
  await log.reload(() => page.setViewportSize(other));
  const turned = await log.ids();
  expect(turned).toHaveLength(log.rows);
  const both = Math.min(before.length, turned.length);
  expect(turned.slice(0, both)).toEqual(before.slice(0, both));
  await log.reload(() => page.setViewportSize({ width, height }));
  expect(await log.ids()).toEqual(before);
});

test.describe("a cursor that fits nothing", () => {
  test.use({ tolerated: /400 \(Bad Request\)/ });

  test("leads to the newest events", async ({ page, log }) => {
    await page.goto(log.path("state=failed&cursor=broken"));
    await expect(page.getByRole("heading", { name: "This page of the list is not there any more" })).toBeVisible();
    await log.reload(() => page.getByRole("button", { name: "To the newest events" }).click());
    await log.expectRowsOf("state=failed");
  });
});
