import { expect, test } from "../../fixtures/test.js";
import { ValueMenu } from "../../screens/values.js";

const QUERY = "state=failed&category=posts";

test("a value in a row becomes the filter, is left out, or is copied", async ({ page, log, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const event = await log.find({ state: ["failed"], category: ["posts"] }, ({ actor, platform }) => Boolean(actor.id && platform));
  await log.open(QUERY);
  const menu = new ValueMenu(page);
  const row = page.getByRole("row").filter({ has: log.link(event.id) });

  await menu.open(menu.value(row, "actor"));
  await menu.copy.click();
  await expect(menu.copy).toHaveText(/^Copied/);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(event.actor.name);
  await expect(menu.menu).toHaveCount(0);
  await expect(menu.value(row, "actor")).toBeFocused();

  await menu.open(menu.value(row, "platform"));
  await log.reload(() => menu.exclude.click());
  const others = await log.expectRowsOf(`category=posts&platform_not=${event.platform}&state=failed`);
  expect(others.some(({ platform }) => platform === event.platform)).toBe(false);
  await expect(page.getByRole("button", { name: "Filter", exact: true })).toBeFocused();

  await log.reload(() => page.goBack());
  await menu.open(menu.value(row, "type"));
  await log.reload(() => menu.only.click());
  expect((await log.expectRowsOf(`type=${event.type}&${"category=posts&state=failed"}`)).length).toBeGreaterThan(0);
});

test("a time becomes its day, in the viewer's zone", async ({ page, log }) => {
  await log.open(QUERY);
  const menu = new ValueMenu(page);
  await menu.open(menu.value(page.getByRole("row"), "time").last());
  await expect(menu.exclude).toHaveCount(0);
  await log.reload(() => menu.only.click());
  expect(new URL(page.url()).search).toMatch(/^\?category=posts&state=failed&from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&tz=Europe%2FDublin$/);
  expect((await log.expected()).length).toBeGreaterThan(0);
});

test("an actor that no directory lists keeps its name on the chip", async ({ page, log }) => {
  const event = await log.find({ actor_kind: ["agent"] });
  await log.open(`type=${event.type}`);
  const menu = new ValueMenu(page);
  const row = page.getByRole("row").filter({ has: log.link(event.id) });
  await menu.open(menu.value(row, "actor"));
  await log.reload(() => menu.exclude.click());
  await expect(log.chips.filter({ hasText: "Actor" })).toHaveText(`Actor is not ${event.actor.name}`);
});

test("by keyboard: arrows to the value, in the menu, and back", async ({ page, log }) => {
  await log.open(QUERY);
  const menu = new ValueMenu(page);
  const keys = page.keyboard;
  const row = page.locator(".log .rows tr").first();
  await keys.press("j");
  await expect(log.links.first()).toBeFocused();
  await keys.press("ArrowLeft");
  await expect(menu.value(row, "type")).toBeFocused();
  for (let step = 0; step < 4; step += 1) await keys.press("ArrowRight");
  await expect(menu.value(row, "state")).toBeFocused();
  await keys.press("Enter");
  await expect(menu.only).toBeFocused();
  await keys.press("ArrowDown");
  await expect(menu.exclude).toBeFocused();
  await keys.press("End");
  await expect(menu.copy).toBeFocused();
  await keys.press("ArrowDown");
  await expect(menu.only).toBeFocused();
  await keys.press("Escape");
  await expect(menu.menu).toHaveCount(0);
  await expect(menu.value(row, "state")).toBeFocused();
  await keys.press("j");
  await expect(log.links.nth(1)).toBeFocused();
});

test("one menu at a time; a click elsewhere closes it, and opens no event", async ({ page, log }) => {
  await log.open(QUERY);
  const menu = new ValueMenu(page);
  const states = menu.value(page.getByRole("row"), "state");
  await menu.open(states.first());
  await menu.open(states.nth(8));
  await expect(menu.menu).toHaveCount(1);
  await page.getByRole("heading", { name: "Activity" }).click();
  await expect(menu.menu).toHaveCount(0);
  await expect(log.drawer).toHaveCount(0);
});
