import { expect, test } from "../../fixtures/test.js";
import { Palette } from "../../screens/palette.js";

test("a few letters lead to a filter, a preset, an event", async ({ page, log }) => {
  await log.open("range=30d&category_not=sign-in");
  const palette = new Palette(page);
  await palette.find("failed", "Failed", "State");
  await log.reload(() => page.keyboard.press("Enter"));
  await log.expectRowsOf("category_not=sign-in&state=failed&range=30d");
  await expect(palette.dialog).toHaveCount(0);

  await palette.find("publ fail", "Publishing failures", "Preset");
  await log.reload(() => palette.entries.first().click());
  await expect(page).toHaveURL(/[?&]preset=pst_/);

  const event = await log.find({ type: ["post.failed"] });
  await palette.find(` ${event.id} `, event.id, "Event");
  await page.keyboard.press("Enter");
  await expect(log.drawer.getByRole("heading", { level: 2 })).toHaveText(event.description);
});

test("people and the theme are there too, and arrows choose", async ({ page, log }) => {
  await log.open();
  const palette = new Palette(page);
  await palette.find("sarah", "Sarah Chen", "Person");
  await log.reload(() => page.keyboard.press("Enter"));
  await expect(log.chips).toHaveText(["Actor is Sarah Chen"]);
  await palette.open();
  // With them all names have come.
  await expect(palette.entries.filter({ hasText: "Preset" })).not.toHaveCount(0);
  const second = palette.entries.nth(1);
  await page.keyboard.press("ArrowDown");
  await expect(second).toHaveAttribute("aria-selected", "true");
  await expect(palette.box).toHaveAttribute("aria-activedescendant", (await second.getAttribute("id")) ?? "");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(palette.entries.last()).toHaveAttribute("aria-selected", "true");
  await palette.box.fill("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("nothing that fits is said; Esc gives the focus back", async ({ page, log }) => {
  await log.open();
  const palette = new Palette(page);
  await log.links.first().focus();
  await palette.open();
  await palette.box.fill("zzzzzz");
  await expect(palette.dialog.getByText("Nothing fits “zzzzzz”.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(palette.dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette.dialog).toHaveCount(0);
  await expect(log.links.first()).toBeFocused();
});

test("the help is opened by ? and from the menu, and leads back", async ({ page, log }) => {
  await log.open();
  const palette = new Palette(page);
  await log.links.first().focus();
  await page.keyboard.press("?");
  await expect(palette.help.getByText("Copy a link to this view")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(log.links.first()).toBeFocused();
  const menu = page.getByRole("button", { name: /your menu/ });
  await menu.click();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await expect(palette.help).toBeVisible();
  await palette.help.getByRole("button", { name: "Close" }).click();
  await expect(palette.help).toHaveCount(0);
  await expect(menu).toBeFocused();
});
