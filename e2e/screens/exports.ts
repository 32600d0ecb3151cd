// The page of exports: the form, and the list as a table or cards.

import { type Download, type Locator, type Page, expect } from "@playwright/test";

export class ExportsScreen {
  readonly start: Locator;
  readonly rows: Locator;
  readonly chips: Locator;
  readonly toasts: Locator;
  readonly figure: Locator;

  constructor(
    readonly page: Page,
    readonly workspace: string,
  ) {
    this.start = page.getByRole("button", { name: "Start the export" });
    this.rows = page.getByRole("table", { name: "All exports" }).locator("tbody:not([aria-hidden]) > tr");
    this.chips = page.getByRole("main").getByRole("list", { name: "Filters" }).getByRole("listitem");
    this.toasts = page.locator(".toast");
    this.figure = page.locator(".estimate");
  }

  path(query = ""): string {
    return `/w/${this.workspace}/exports${query ? `?${query}` : ""}`;
  }

  /** Opens the page and waits for the list, also where it is empty. */
  async open(query = ""): Promise<void> {
    const isList = (response: { url(): string }) => /\/v1\/.*\/exports\?/.test(response.url());
    await Promise.all([this.page.waitForResponse(isList), this.page.goto(this.path(query))]);
    await expect(this.start).toBeVisible();
    await expect(this.page.locator(".jobs .sk")).toHaveCount(0);
  }

  /** Starts what the form says; the row that comes. */
  async begin(): Promise<{ id: string; row: Locator }> {
    const isAsked = (response: { url(): string; request(): { method(): string } }) =>
      response.url().endsWith("/exports") && response.request().method() === "POST";
    const [response] = await Promise.all([this.page.waitForResponse(isAsked), this.start.click()]);
    expect(response.status()).toBe(202);
    const { id }: { id: string } = await response.json();
    const row = this.row(id);
    await expect(row).toBeVisible();
    return { id, row };
  }

  row(id: string): Locator {
    return this.rows.filter({ has: this.page.locator(`#export-${id}`) });
  }

  /** Fetches a file by a button; its name and bytes. */
  async fetch(button: Locator): Promise<{ name: string; bytes: Buffer }> {
    const [download]: [Download, void] = await Promise.all([this.page.waitForEvent("download"), button.click({ timeout: 8_000 })]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
  }
}
