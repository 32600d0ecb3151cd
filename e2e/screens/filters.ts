// Choosing filters: a menu with a list of values on a desktop, a sheet on a phone.

import { type Locator, type Page, expect } from "@playwright/test";

/** "+ Filter" of a desktop. What is ticked acts at once. */
export class FilterMenu {
  readonly button: Locator;
  readonly panel: Locator;
  readonly range: Locator;
  readonly rangePanel: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole("button", { name: "Filter", exact: true });
    this.panel = page.getByRole("group", { name: "Filter", exact: true });
    this.range = page.getByRole("button", { name: /^When: / });
    this.rangePanel = page.getByRole("group", { name: "When", exact: true });
  }

  /** Opens the values of a dimension. */
  async open(dimension: string): Promise<void> {
    if (!(await this.panel.isVisible())) await this.button.click();
    await this.panel.getByRole("button", { name: dimension, exact: true }).click();
    await expect(this.panel.getByRole("heading", { name: dimension })).toBeVisible();
  }

  value(name: string): Locator {
    return this.panel.getByRole("checkbox", { name, exact: true });
  }

  operator(name: "is" | "is not"): Locator {
    return this.panel.getByRole("radio", { name, exact: true });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.panel).toBeHidden();
  }
}

/** The sheet of a phone: a draft that acts when it is shown. */
export class FilterSheet {
  readonly button: Locator;
  readonly sheet: Locator;
  readonly show: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole("button", { name: /^Filters/ });
    this.sheet = page.getByRole("dialog", { name: "Filters" });
    this.show = this.sheet.getByRole("button", { name: /^Show / });
  }

  /** The section of a dimension, opened. */
  async section(dimension: string): Promise<Locator> {
    const section = this.sheet.locator("details").filter({ has: this.page.getByRole("heading", { name: dimension, exact: true }) });
    if ((await section.getAttribute("open")) === null) await section.locator("summary").click();
    return section;
  }

  async tick(dimension: string, ...values: string[]): Promise<void> {
    const section = await this.section(dimension);
    for (const value of values) await section.getByRole("checkbox", { name: value, exact: true }).check();
  }
}
