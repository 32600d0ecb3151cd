// The pictures of the README. What they show depends on the day that they are made.

import type { Page } from "@playwright/test";

import { expect, test } from "../fixtures/test.js";

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
});

test.describe("phone", () => {
  test.use(PHONE);

  test("the log", async ({ page, log }) => {
    await log.open(VIEW);
    await take(page, "log-phone");
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
