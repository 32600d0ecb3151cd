// The page of API keys: the form, the key that was just made, and the list.

import { type Locator, type Page, expect } from "@playwright/test";

export class KeysScreen {
  readonly form: Locator;
  readonly name: Locator;
  readonly create: Locator;
  readonly made: Locator;
  readonly secret: Locator;
  readonly kept: Locator;
  readonly rows: Locator;

  constructor(
    readonly page: Page,
    readonly workspace: string,
  ) {
    this.form = page.getByRole("form", { name: "New key" });
    this.name = this.form.getByLabel("Name");
    this.create = this.form.getByRole("button", { name: "Create the key" });
    this.made = page.getByRole("region", { name: /^The key of/ });
    this.secret = this.made.locator("code").first();
    this.kept = this.made.getByRole("button", { name: "I have kept it" });
    this.rows = page.getByRole("table", { name: "All keys" }).locator("tbody > tr");
  }

  path(): string {
    return `/w/${this.workspace}/keys`;
  }

  /** Opens the page and waits for the list, also where it is empty. */
  async open(): Promise<void> {
    const isList = (response: { url(): string }) => /\/v1\/.*\/api-keys\?/.test(response.url());
    await Promise.all([this.page.waitForResponse(isList), this.page.goto(this.path())]);
    await expect(this.create).toBeVisible();
  }

  /** Makes a key that may do these things; the key itself. */
  async make(name: string, ...scopes: string[]): Promise<string> {
    await this.name.fill(name);
    for (const scope of scopes) await this.form.getByRole("checkbox", { name: scope }).check();
    await this.create.click();
    await expect(this.made).toBeFocused();
    return (await this.secret.textContent()) ?? "";
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.page.getByText(name, { exact: true }) });
  }
}
