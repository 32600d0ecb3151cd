import { expect, test } from "../../fixtures/test.js";
import { PASSWORD, reader } from "../../fixtures/world.js";
import { FilterMenu } from "../../screens/filters.js";

test.describe("from the door to an event", () => {
  test.use({ person: "nobody" });

  test("nothing needs a mouse", async ({ page, log }) => {
    const keys = page.keyboard;
    await page.goto(log.path());
    await expect(page.getByLabel("Email")).toBeFocused();
    await keys.type(reader(test.info().parallelIndex));
    await keys.press("Tab");
    await keys.type(PASSWORD);
    await log.reload(() => keys.press("Enter"));

    await keys.press("/");
    await expect(log.search).toBeFocused();
    await log.reload(() => keys.type("publish"));
    await keys.press("Tab");
    await expect(page.getByRole("button", { name: /^When: / })).toBeFocused();
    await keys.press("Tab");
    const menu = new FilterMenu(page);
    await expect(menu.button).toBeFocused();
    await keys.press("Enter");
    await expect(menu.panel.getByRole("button", { name: "Platform" })).toBeVisible();
    await keys.press("Tab");
    await keys.press("Tab");
    await keys.press("Tab");
    await expect(menu.panel.getByRole("button", { name: "Platform" })).toBeFocused();
    await keys.press("Enter");
    await expect(menu.value("X")).toBeVisible();
    for (let tabs = 0; tabs < 10 && !(await menu.value("X").evaluate((box) => box === document.activeElement)); tabs += 1) {
      await keys.press("Tab");
    }
    await log.reload(() => keys.press("Space"));
    await keys.press("Escape");
    await expect(menu.button).toBeFocused();
    await expect(page).toHaveURL(log.path("platform=x&q=publish"));
    const found = await log.ids();

    await keys.press("j");
    await keys.press("j");
    await expect(log.link(found[1] ?? "")).toBeFocused();
    await keys.press("Enter");
    await expect(log.drawer.getByRole("heading", { level: 2 })).toBeFocused();
    await keys.press("Escape");
    await expect(log.link(found[1] ?? "")).toBeFocused();
    await log.reload(() => keys.press("]"));
    await expect(page).toHaveURL(/cursor=/);
    await log.reload(() => keys.press("["));
    expect(await log.ids()).toEqual(found);
  });
});

test("the first stop leads past the header", async ({ page, log }) => {
  await log.open();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Live", exact: true })).toBeFocused();
});

test("keys are letters while somebody types", async ({ page, log }) => {
  await log.open();
  await page.keyboard.press("/");
  await page.keyboard.type("j/k[]");
  await expect(log.search).toHaveValue("j/k[]");
  await expect(page).toHaveURL(log.path("q=j%2Fk%5B%5D"));
});
