// Paper: what stands on it, and the dialog that asks what to print.

import { type Locator, type Page, expect } from "@playwright/test";

declare global {
  interface Window {
    /** How often the page has asked for the browser's own dialog. */
    printsAsked: number;
  }
}

export class Printing {
  readonly menu: Locator;
  readonly dialog: Locator;
  readonly sheet: Locator;

  private constructor(readonly page: Page) {
    this.menu = page.getByRole("button", { name: "The list: refresh, print" });
    this.dialog = page.getByRole("dialog", { name: "Print" });
    this.sheet = page.locator(".print-sheet");
  }

  /** Before the page is opened: a browser without a screen has no dialog to show. */
  static async watch(page: Page): Promise<Printing> {
    await page.addInitScript(() => {
      window.printsAsked = 0;
      window.print = () => {
        window.printsAsked += 1;
      };
    });
    return new Printing(page);
  }

  /** What stands on paper, and not only in the page. The page is left as paper shows it: for it, the screen is the end of printing. */
  async onPaper(): Promise<{ rows: number; tables: number }> {
    await this.page.emulateMedia({ media: "print" });
    return this.page.evaluate(() => {
      const seen = (selector: string) => [...document.querySelectorAll(selector)].filter((found) => found.getClientRects().length > 0);
      return { rows: seen(".log .rows tr").length, tables: seen("table").length };
    });
  }

  async ask(): Promise<void> {
    await this.menu.click();
    await this.page.getByRole("button", { name: "Print…" }).click();
  }

  /** Waits until the page has asked for the browser's dialog so many times. */
  async expectAsked(times: number): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.printsAsked)).toBe(times);
  }
}

/** How many sheets a PDF has. */
export function sheetsOf(pdf: Buffer): number {
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}
