// The menu on a value of the log: only this, exclude, copy.

import { type Locator, type Page, expect } from "@playwright/test";

export class ValueMenu {
  readonly menu: Locator;
  readonly only: Locator;
  readonly exclude: Locator;
  readonly copy: Locator;

  constructor(readonly page: Page) {
    this.menu = page.getByRole("menu");
    this.only = this.menu.getByRole("menuitem", { name: /^Filter to / });
    this.exclude = this.menu.getByRole("menuitem", { name: /^Exclude / });
    this.copy = this.menu.getByRole("menuitem", { name: /^(Copy|Copied)/ });
  }

  /** The value of a field in a row, or in the open event. */
  value(within: Locator, field: string): Locator {
    return within.locator(`button.val[data-field="${field}"]`);
  }

  async open(value: Locator): Promise<void> {
    await value.click();
    await expect(this.only).toBeFocused();
  }
}
