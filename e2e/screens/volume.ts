// The volume of the log: its bars, and what narrows the period by them.

import type { Locator, Page } from "@playwright/test";

export class Volume {
  readonly strip: Locator;
  readonly plot: Locator;
  readonly buckets: Locator;
  readonly before: Locator;
  readonly after: Locator;
  readonly hide: Locator;
  readonly show: Locator;

  constructor(private readonly page: Page) {
    this.strip = page.getByRole("region", { name: "Volume" });
    this.plot = this.strip.getByRole("img", { name: /^Events over time/ });
    this.buckets = this.plot.locator(".bucket");
    this.before = this.strip.getByRole("button", { name: "The period before" });
    this.after = this.strip.getByRole("button", { name: "The period after" });
    this.hide = this.strip.getByRole("button", { name: "Hide" });
    this.show = page.getByRole("button", { name: "Show volume" });
  }

  /** Draws the pointer from one bucket to another. */
  async brush(first: number, last: number): Promise<void> {
    const from = await this.middle(first);
    const to = await this.middle(last);
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 5 });
    await this.page.mouse.up();
  }

  private async middle(bucket: number): Promise<{ x: number; y: number }> {
    const box = await this.buckets.nth(bucket).locator(".hit").boundingBox();
    if (!box) throw new Error(`there is no bucket ${bucket}`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}
