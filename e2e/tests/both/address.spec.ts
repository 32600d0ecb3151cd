import { expect, test } from "../../fixtures/test.js";
import { PASSWORD, reader } from "../../fixtures/world.js";
import { LogScreen } from "../../screens/log.js";
import { SignInScreen } from "../../screens/sign_in.js";

test("a pasted address shows the same view: filters, search, place and open event", async ({ page, log, api, browser }) => {
  await log.open("platform_not=x&platform_not=telegram&category=posts&category=tiktok&q=publish&range=30d");
  await log.reload(() => log.turn("older"));
  const ids = await log.ids();
  const event = ids[7] ?? "";
  await log.link(event).click();
  await expect(page).toHaveURL(/&event=evt_/);

  const context = await browser.newContext({ viewport: page.viewportSize(), storageState: { cookies: [], origins: [] } });
  const other = await context.newPage();
  await other.goto(page.url());
  const there = new LogScreen(other, api, log.workspace);
  await there.reload(() => new SignInScreen(other).signIn(reader(test.info().parallelIndex), PASSWORD));
  expect(other.url()).toBe(page.url());
  expect(await there.ids()).toEqual(ids);
  await expect(there.drawer.getByRole("heading", { level: 2 })).toHaveText((await log.drawer.getByRole("heading", { level: 2 }).textContent()) ?? "");
  await context.close();
});

test("every filter that the API has works from the address", async ({ log }) => {
  const event = await log.find({ type: ["post.published"] }, ({ targets }) => (targets?.length ?? 0) > 0);
  const target = encodeURIComponent(event.targets?.[0]?.id ?? "");
  for (const query of [
    `target=${target}`,
    "actor_kind=platform&actor_kind=system&type_not=webhook.received",
    "type=tiktok.*&state_not=uploaded",
    "category=learning&actor_kind_not=member",
    "from=2026-01-01T00%3A00%3A00.000000Z&to=2099-01-01T00%3A00%3A00.000000Z",
  ]) {
    await log.open(query);
    expect((await log.expected()).length, query).toBeGreaterThan(0);
    await log.expectRowsOf(query);
  }
});

test("a filter that cannot be read is named, and cleared by a press", async ({ page, log }) => {
  await page.goto(log.path("platform=myspace&range=soon"));
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("The address holds a filter that cannot be read");
  await expect(alert).toContainText("myspace");
  await expect(alert).toContainText("range");
  await log.reload(() => alert.getByRole("button", { name: "Clear all" }).click());
  await log.expectRowsOf("");
});

test("an address that leads nowhere says so", async ({ page, log }) => {
  await page.goto("/no/such/page");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await log.reload(() => page.getByRole("link", { name: "To the log" }).click());
  await expect(page).toHaveURL(log.path());
});

test.describe("a workspace of somebody else", () => {
  test.use({ tolerated: /404 \(Not Found\)/, person: "visitor" });

  test("is not found", async ({ page, log }) => {
    await page.goto(log.path());
    await expect(page.getByRole("alert").getByRole("heading", { name: "Not found" })).toBeVisible();
    await expect(log.links).toHaveCount(0);
  });
});
