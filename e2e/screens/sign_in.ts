// The door.

import { type Locator, type Page, expect } from "@playwright/test";

export class SignInScreen {
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly message: Locator;

  constructor(readonly page: Page) {
    this.email = page.getByLabel("Email");
    this.password = page.getByRole("textbox", { name: "Password" });
    this.submit = page.getByRole("button", { name: "Sign in" });
    this.message = page.getByRole("alert");
  }

  async signIn(email: string, password: string): Promise<void> {
    await expect(this.page.getByRole("heading", { name: "Sign in", level: 1 })).toBeVisible();
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }
}
