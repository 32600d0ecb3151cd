// The volume of the log: its bars, and what narrows the period by them.

import { type Locator, type Page, expect } from "@playwright/test";

const UNITS_OF_A_BUCKET = 20;

export class Volume {
  readonly strip: Locator;
  readonly plot: Locator;
  readonly before: Locator;
  readonly after: Locator;
  readonly hide: Locator;
  readonly show: Locator;

  constructor(private readonly page: Page) {
    this.strip = page.getByRole("region", { name: "Volume" });
    this.plot = this.strip.getByRole("img", { name: /^Events over time/ });
    this.before = this.strip.getByRole("button", { name: "The period before" });
    this.after = this.strip.getByRole("button", { name: "The period after" });
    this.hide = this.strip.getByRole("button", { name: "Hide" });
    this.show = page.getByRole("button", { name: "Show volume" });
  }

  /** How many buckets the plot has. */
  async buckets(): Promise<number> {
    await expect(this.plot).toBeVisible();
    const [, , width] = ((await this.plot.getAttribute("viewBox")) ?? "").split(" ");
    return Number(width) / UNITS_OF_A_BUCKET;
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

  /** Points at a bucket; what is told of it. */
  async told(bucket: number): Promise<string> {
    const { x, y } = await this.middle(bucket);
    await this.page.mouse.move(x, y);
    return (await this.strip.locator(".told").textContent()) ?? "";
  }

  private async middle(bucket: number): Promise<{ x: number; y: number }> {
    const box = await this.plot.boundingBox();
    if (!box) throw new Error("there is no plot");
    return { x: box.x + (box.width * (bucket + 0.5)) / (await this.buckets()), y: box.y + box.height / 2 };
  }
}
