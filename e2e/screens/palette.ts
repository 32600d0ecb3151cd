// The palette that jumps, and the help with all keys.

import { type Locator, type Page, expect } from "@playwright/test";

export class Palette {
  readonly dialog: Locator;
  readonly box: Locator;
  readonly entries: Locator;
  readonly help: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByRole("dialog", { name: "Jump to" });
    this.box = this.dialog.getByRole("combobox");
    this.entries = this.dialog.getByRole("option");
    this.help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await expect(this.box).toBeFocused();
  }

  /** Opens it, types, and waits until the first entry is this one. */
  async find(text: string, label: string, kind: string): Promise<void> {
    await this.open();
    await this.box.fill(text);
    await expect(this.entries.first()).toHaveText(`${label}${kind}`);
  }
}
