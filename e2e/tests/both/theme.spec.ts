import type { Page } from "@playwright/test";

import { resetSettings } from "../../fixtures/settings.js";
import { expect, test } from "../../fixtures/test.js";

test.afterEach(({ api }, { parallelIndex }) => resetSettings(api, parallelIndex));

const brightness = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    if (!canvas) return NaN;
    canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3;
  });

async function choose(page: Page, theme: "Light" | "Dark", isPhone: boolean): Promise<void> {
  if (isPhone) {
    await page.getByRole("button", { name: /your menu/ }).click();
    await page.getByRole("group", { name: "Theme" }).getByRole("button", { name: theme }).click();
    await page.keyboard.press("Escape");
    return;
  }
  const button = page.getByRole("button", { name: /^Theme: / });
  for (let press = 0; press < 3; press += 1) {
    if ((await button.getAttribute("aria-label"))?.startsWith(`Theme: ${theme.toLowerCase()}.`)) return;
    await button.click();
  }
  await expect(button).toHaveAccessibleName(new RegExp(`^Theme: ${theme.toLowerCase()}`));
}

test("follows the system until somebody chooses, and keeps the choice", async ({ page, log }) => {
  await log.open();
  const isPhone = log.rows === 30;
  expect(await brightness(page)).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => brightness(page)).toBeLessThan(60);
  await choose(page, "Light", isPhone);
  await expect.poll(() => brightness(page)).toBeGreaterThan(200);
  await page.reload();
  await expect.poll(() => brightness(page)).toBeGreaterThan(200);
  await page.emulateMedia({ colorScheme: "light" });
  await choose(page, "Dark", isPhone);
  await log.reload(() => page.reload());
  expect(await brightness(page)).toBeLessThan(60);
});
