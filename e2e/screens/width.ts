import { type Page, expect } from "@playwright/test";

/** Expects the page to fit its window: nothing makes it scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll("body *")].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      const scroller = element.parentElement?.closest(".m-chips, pre, [class*=scroll]");
      return width > 0 && right > clientWidth + 1 && !scroller;
    });
    return { scrollWidth, clientWidth, beyond: scrollWidth > clientWidth ? beyond.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) : [] };
  });
  expect(widths).toEqual({ ...widths, scrollWidth: widths.clientWidth, beyond: [] });
}
