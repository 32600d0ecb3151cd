// The pictures of the README. What they show depends on the day that they are made.

import type { Page } from "@playwright/test";

import { expect, test } from "../fixtures/test.js";
import { FilterMenu, FilterSheet } from "../screens/filters.js";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true };
/** Without the tests' own people, who have just signed in for the first time. */
const VIEW = "category_not=sign-in&category_not=people";
const MAX_BYTES = 300_000;

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const picture = await page.screenshot({ path: `../docs/screenshots/${name}.png`, animations: "disabled", caret: "hide" });
  expect(picture.byteLength, name).toBeLessThan(MAX_BYTES);
}

test.use({ person: "owner" });

test.describe("desktop", () => {
  test.use(DESKTOP);

  test("the log", async ({ page, log }) => {
    await log.open(VIEW);
    await take(page, "log-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await take(page, "log-dark");
  });

  test("an event", async ({ page, log }) => {
    const event = await log.find({ type: ["post.failed"] }, ({ error, correlation_id }) => error?.code === "token_expired" && correlation_id !== undefined);
    await log.open("state=failed&range=30d");
    await log.link(event.id).click();
    await expect(log.drawer.getByRole("region", { name: "Story" })).toBeVisible();
    await take(page, "event");
  });

  test("filters", async ({ page, log }) => {
    await log.open("state=failed&range=30d");
    const menu = new FilterMenu(page);
    await menu.open("Platform");
    await expect(menu.panel.locator(".check .n").first()).toHaveText(/[0-9]/);
    await take(page, "filters");
  });

  test("presets", async ({ page, log }) => {
    await log.open(VIEW);
    await page.getByRole("button", { name: /^Presets/ }).click();
    await expect(page.getByRole("dialog").getByRole("listitem")).not.toHaveCount(0);
    await take(page, "presets");
  });

  test("print", async ({ page, log }) => {
    await page.setViewportSize({ width: 1123, height: 794 });
    await log.open("category=posts&category=media&range=7d");
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await expect(page.locator(".print-head")).toBeVisible();
    await take(page, "print");
  });

  test("settings", async ({ page }) => {
    await page.goto("/settings");
    await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    await take(page, "settings");
  });
});

test.describe("phone", () => {
  test.use(PHONE);

  test("the log", async ({ page, log }) => {
    await log.open(VIEW);
    await take(page, "log-phone");
    await page.emulateMedia({ colorScheme: "dark" });
    await take(page, "log-phone-dark");
  });

  test("filters", async ({ page, log }) => {
    await log.open(VIEW);
    const filters = new FilterSheet(page);
    await filters.button.tap();
    await expect(filters.show).toHaveText(/[0-9]/);
    await take(page, "filters-phone");
  });
});

test.describe("the door", () => {
  test.use({ ...DESKTOP, person: "nobody" });

  test("sign in", async ({ page }) => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("demo@daybook.example");
    await take(page, "sign-in");
  });
});
