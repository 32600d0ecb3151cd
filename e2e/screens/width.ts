import { type Page, expect } from "@playwright/test";

/** Expects the page to fit its window, once whatever slides in has come to rest: nothing makes it scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(sticksOut)).toEqual([]);
}

/** What makes the page wider than its window. Boxes that scroll by themselves may hold more than they show. */
function sticksOut(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((element) => {
    const isInScroller = element.parentElement?.closest(".m-chips, pre") ?? null;
    return element.getBoundingClientRect().right > clientWidth && isInScroller === null;
  });
  return [`${scrollWidth} px wide`, ...wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120))];
}
