import { randomUUID } from "node:crypto";

import { LogScreen } from "../../screens/log.js";
import { Live, pour } from "../../screens/live.js";
import { expect, test } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";

test.use({ person: "listener" });

// Both sizes write into one log at the same time: each test looks for a word of its own.
const word = () => `w${randomUUID().slice(0, 8)}`;

test("what is recorded waits behind a pill, and nothing that is read moves", async ({ page, api }) => {
  const mine = word();
  await pour(`${mine} first`);
  const log = new LogScreen(page, api, world().river);
  const live = new Live(page);
  await log.open(`q=${mine}`);
  await live.isThere();
  const row = log.links.first();
  const before = await row.boundingBox();
  await pour(`${mine} second`, `somebody else's`, `${mine} third`);
  await expect(live.pill).toHaveText("2 new events");
  expect(await row.boundingBox()).toEqual(before);
  await expect(log.links).toHaveCount(1);
  await log.reload(() => live.pill.click());
  await expect(log.links).toHaveCount(3);
  await expect(live.pill).toBeHidden();
  await expect(page.locator("#main")).toBeFocused();
});

test("filters decide what is new, as in the list", async ({ page, api }) => {
  const mine = word();
  await pour(`${mine} first`);
  const log = new LogScreen(page, api, world().river);
  const live = new Live(page);
  await log.open(`q=${mine.toUpperCase()}&type=post.*&platform=x&range=1h`);
  await live.isThere();
  await pour(`somebody else's`, `${mine} second`);
  await expect(live.pill).toHaveText("1 new event");
});

test("paused, it says nothing; going on, it says what was missed", async ({ page, api }) => {
  const mine = word();
  await pour(`${mine} first`);
  const log = new LogScreen(page, api, world().river);
  const live = new Live(page);
  await log.open(`q=${mine}`);
  await live.isThere();
  await live.switch.click();
  await expect(live.switch).toHaveText("Paused");
  await expect(live.switch).toHaveAttribute("aria-pressed", "false");
  await pour(`${mine} second`);
  await log.reload(() => page.reload());
  await expect(live.switch).toHaveText("Paused");
  await pour(`${mine} third`);
  await live.switch.click();
  await expect(live.pill).toHaveText("1 new event");
  // Without a reload too, and what comes after that.
  await live.isThere();
  await live.switch.click();
  await expect(live.switch).toHaveText("Paused");
  await pour(`${mine} fourth`);
  await live.switch.click();
  await live.isThere();
  await pour(`${mine} fifth`);
  await expect(live.pill).toHaveText(/^[23] new events$/);
});

test("the tabs of a browser share one stream, and another one takes it over", async ({ page, context, api }) => {
  const mine = word();
  await pour(`${mine} first`);
  const streams: string[] = [];
  context.on("request", (request) => {
    if (new URL(request.url()).pathname.endsWith("/events/live")) streams.push(request.url());
  });
  const log = new LogScreen(page, api, world().river);
  await log.open(`q=${mine}`);
  await new Live(page).isThere();
  const other = await context.newPage();
  await new LogScreen(other, api, world().river).open(`q=${mine}`);
  await pour(`${mine} second`);
  for (const tab of [page, other]) await expect(new Live(tab).pill).toHaveText("1 new event");
  expect(streams).toHaveLength(1);

  await page.close();
  await expect.poll(() => streams.length).toBe(2);
  expect(new URL(streams[1] ?? "").searchParams.get("last_event_id")).toMatch(/^\d+$/);
  await pour(`${mine} third`);
  await expect(new Live(other).pill).toHaveText("2 new events");
});

test.describe("a server that goes away", () => {
  test.use({ tolerated: /503|ERR_|Failed to load/ });

  test("is asked again, and what was recorded meanwhile comes", async ({ page, context, api }) => {
    const mine = word();
    await pour(`${mine} first`);
    const log = new LogScreen(page, api, world().river);
    const live = new Live(page);
    await log.open(`q=${mine}`);
    await live.isThere();
    await page.route("**/events/live/ticket", (route) => route.fulfill({ status: 503, body: "away" }));
    await context.setOffline(true);
    await context.setOffline(false);
    await expect(live.switch).toHaveText("Connecting");
    await pour(`${mine} second`);
    await page.unroute("**/events/live/ticket");
    await live.isThere();
    await expect(live.pill).toHaveText("1 new event");
  });
});
