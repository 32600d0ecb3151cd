// What axe finds on a page, which should be nothing.

import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

export async function expectAccessible(page: Page): Promise<void> {
  // A colour that is still fading in is not the colour that is read. What breathes never ends.
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    return Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
  expect(found).toEqual([]);
}
