import { type Locator } from "@playwright/test";

import { expect, test } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";
import { ExportsScreen } from "../../screens/exports.js";
import { FilterSheet } from "../../screens/filters.js";
import { LogScreen } from "../../screens/log.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const SMALLEST = 44;

/** Everything that can be tapped there and is smaller than a thumb needs. */
async function tooSmall(place: Locator): Promise<string[]> {
  return place.evaluateAll((places, smallest) => {
    const found = places.flatMap((place) => [...place.querySelectorAll<HTMLElement>("a[href], button, summary, input, [role=button]")]);
    return found.flatMap((element) => {
      // Whatever is tapped for it counts: the whole label of a box, the whole card of a link; a link in a sentence may be as high as its line.
      const target = element.closest<HTMLElement>("label, .card") ?? element;
      const inSentence = element.matches("p a, .notice a");
      const { width, height } = target.getBoundingClientRect();
      const isSeen = element.checkVisibility({ visibilityProperty: true }) && !element.matches(".skip") && width > 0;
      // What lies over a text for the thumb alone is drawn by ::after.
      const after = getComputedStyle(target, "::after");
      const over = after.content !== "none" && after.position === "absolute" ? Number.parseFloat(after.height) : 0;
      const size = Math.min(width, Math.max(height, over));
      return isSeen && !inSentence && size < smallest - 0.5 ? [`${Math.round(width)}×${Math.round(height)} ${element.outerHTML.slice(0, 120)}`] : [];
    });
  }, SMALLEST);
}

for (const width of [390, 320]) {
  test(`everything that is tapped is large enough for a thumb at ${width} px`, async ({ page, log }) => {
    await page.setViewportSize({ width, height: 844 });
    await log.open("platform=instagram&range=30d");
    const body = page.locator("body");
    expect(await tooSmall(body), "the log").toEqual([]);
    await page.getByRole("button", { name: "The list: refresh, print" }).tap();
    expect(await tooSmall(page.getByRole("group", { name: "The list" })), "its menu").toEqual([]);
    await page.keyboard.press("Escape");

    const filters = new FilterSheet(page);
    await filters.button.tap();
    await filters.section("Platform");
    expect(await tooSmall(filters.sheet), "the sheet").toEqual([]);
    await filters.sheet.getByRole("button", { name: "Close without applying" }).tap();

    const event = await log.find({ type: ["post.failed"] }, ({ error, targets }) => Boolean(error?.reason && targets?.length));
    await page.goto(log.path(`event=${event.id}`));
    await expect(log.drawer.getByRole("region", { name: "Story" })).toBeVisible();
    await log.drawer.locator("summary").filter({ hasText: "Raw JSON" }).tap();
    expect(await tooSmall(log.drawer), "the event").toEqual([]);
    await page.goto(`/w/${log.workspace}/events/${event.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.locator("summary").filter({ hasText: "Raw JSON" }).tap();
    expect(await tooSmall(body), "the event's page").toEqual([]);
  });
}

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("everything that is tapped among the exports is large enough for a thumb", async ({ page }) => {
    const exports = new ExportsScreen(page, world().northwind);
    await exports.open("state=failed&from=2026-01-01&to=2026-11-01&tz=Europe%2FDublin");
    await page.getByLabel("Columns", { exact: true }).selectOption({ label: "Choose…" });
    const { row } = await exports.begin();
    await expect(exports.toasts).toHaveCount(1);
    await row.getByText("SHA-256").tap();
    expect(await tooSmall(page.locator("body"))).toEqual([]);
  });
});

test.describe("hostile texts at 320 px", () => {
  test.use({ person: "visitor" });

  test("nothing scrolls sideways", async ({ page, api }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const log = new LogScreen(page, api, world().hostile);
    await log.open();
    await expectNoSidewaysScroll(page);
    await new FilterSheet(page).button.tap();
    await expectNoSidewaysScroll(page);
    for (const event of await log.expected()) {
      await page.goto(`/w/${log.workspace}/events/${event.id}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.locator("summary").filter({ hasText: "Raw JSON" }).tap();
      await expectNoSidewaysScroll(page);
    }
  });
});
