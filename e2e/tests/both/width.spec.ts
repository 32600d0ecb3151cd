import { expect, test } from "../../fixtures/test.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const FILTERED = "platform=tiktok&platform=x&platform=instagram&category_not=webhooks&type=post.*&state_not=failed&q=publish&range=30d";

test("nothing scrolls sideways, from the smallest phone up", async ({ page, log }) => {
  const widths = (page.viewportSize()?.width ?? 0) >= 900 ? [1440, 900] : [390, 320];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await log.open();
    await expectNoSidewaysScroll(page);
    await log.links.first().click();
    await expect(log.drawer.getByRole("heading", { level: 2 })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto(log.path(FILTERED));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("#main").getByRole("status").filter({ hasText: /^[0-9]+ events?$/ })).toBeAttached();
    await expectNoSidewaysScroll(page);
  }
});

test.describe("the door", () => {
  test.use({ person: "nobody" });

  test("fits every window", async ({ page }) => {
    for (const width of [320, 390, 1440]) {
      await page.setViewportSize({ width, height: 640 });
      await page.goto("/sign-in?next=%2Fw%2Fx%2Flog");
      await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
      await expectNoSidewaysScroll(page);
    }
  });
});
