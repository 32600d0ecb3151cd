import { expect, test } from "../../fixtures/test.js";
import { expectAccessible } from "../../screens/accessible.js";
import { Presets } from "../../screens/presets.js";
import { FilterMenu, FilterSheet } from "../../screens/filters.js";
import { Palette } from "../../screens/palette.js";
import { ValueMenu } from "../../screens/values.js";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test.describe("the door", () => {
      test.use({ person: "nobody", tolerated: /401 \(Unauthorized\)/ });

      test("has no violation, with a message neither", async ({ page }) => {
        await page.goto("/sign-in");
        await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
        await expectAccessible(page);
        await page.getByLabel("Email").fill("nobody@nowhere.example");
        await page.getByRole("textbox", { name: "Password" }).fill("wrong");
        await page.getByRole("button", { name: "Sign in" }).click();
        await expect(page.getByRole("alert")).toBeVisible();
        await expectAccessible(page);
      });
    });

    test("the log has no violation, nor its menus", async ({ page, log }) => {
      await log.open("range=1h&category_not=sign-in");
      await expectAccessible(page);
      await page.getByRole("button", { name: /your menu/ }).click();
      await expectAccessible(page);
    });

    test("open filters have no violation", async ({ page, log }) => {
      await log.open("platform=instagram&range=1h");
      if (log.rows === 30) {
        const filters = new FilterSheet(page);
        await filters.button.click();
        await filters.tick("Platform", "X");
        const actors = await filters.section("Actor");
        await expect(actors.getByRole("checkbox").first()).toHaveAccessibleDescription(/events?$/);
      } else {
        const menu = new FilterMenu(page);
        await menu.range.click();
        await expectAccessible(page);
        await menu.open("Type");
        await expect(menu.value("Post failed")).toHaveAccessibleDescription(/events?$/);
      }
      await expectAccessible(page);
    });

    test("the palette and the help have no violation", async ({ page, log }) => {
      await log.open("state=failed&category=posts");
      const palette = new Palette(page);
      await palette.open();
      await expectAccessible(page);
      await palette.box.fill("zzzzzz");
      await expect(palette.entries).toHaveCount(0);
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await expect(palette.dialog).toHaveCount(0);
      await page.keyboard.press("?");
      await expect(palette.help).toBeVisible();
      await expectAccessible(page);
    });

    test("the menu of a value has no violation", async ({ page, log }) => {
      await log.open("state=failed&category=posts");
      await log.links.first().click();
      const menu = new ValueMenu(page);
      await menu.open(menu.value(log.drawer, "state"));
      await expectAccessible(page);
    });

    test("an open event has no violation", async ({ page, log }) => {
      const event = await log.find({ type: ["post.failed"] }, ({ error, targets }) => Boolean(error?.reason && targets?.length));
      await log.open(`range=1h&category_not=sign-in&event=${event.id}`);
      await expect(log.drawer.getByRole("region", { name: "Story" })).toBeVisible();
      await log.drawer.locator("summary").filter({ hasText: "Raw JSON" }).click();
      await expectAccessible(page);
    });

    test("presets and settings have no violation", async ({ page, log }) => {
      await log.open("platform=tiktok&range=1h");
      const presets = new Presets(page);
      await presets.open();
      await expectAccessible(page);
      await page.goto("/settings");
      await expect(page.getByRole("heading", { name: "Password" })).toBeVisible();
      await expectAccessible(page);
    });

    test("the page of an event has no violation", async ({ page, log }) => {
      const event = await log.find({ type: ["post.failed"] }, ({ error, targets }) => Boolean(error?.reason && targets?.length));
      await page.goto(`/w/${log.workspace}/events/${event.id}`);
      await expect(page.getByRole("region", { name: "Story" })).toBeVisible();
      await page.locator("summary").filter({ hasText: "Raw JSON" }).click();
      await expectAccessible(page);
    });

    test("printing has no violation: its menu, its choice, its progress", async ({ page, log }) => {
      await log.open("platform=instagram");
      await page.getByRole("button", { name: "The list: refresh, print" }).click();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Print…" }).click();
      const dialog = page.getByRole("dialog", { name: "Print" });
      await expect(dialog).toBeVisible();
      await expectAccessible(page);
      await page.route(/limit=500/, () => undefined);
      await dialog.getByRole("button", { name: /^(Everything|The newest)/ }).click();
      await expect(dialog.getByRole("progressbar")).toBeVisible();
      await expectAccessible(page);
    });

    test("a page without rows has no violation", async ({ page, log }) => {
      await page.goto(log.path("type=course.completed&platform=telegram&range=1h"));
      await expect(page.getByRole("heading", { name: "No event fits these filters" })).toBeVisible();
      await expectAccessible(page);
      await page.goto("/no/such/page");
      await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
      await expectAccessible(page);
    });
  });
}
