// The pages of webhooks: the form and the list, and one of them with its deliveries.

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { type Locator, type Page, expect } from "@playwright/test";

export class WebhooksScreen {
  readonly form: Locator;
  readonly address: Locator;
  readonly create: Locator;
  readonly secret: Locator;
  readonly kept: Locator;
  readonly rows: Locator;
  readonly deliveries: Locator;
  /** What came of what was asked for. */
  readonly said: Locator;

  constructor(
    readonly page: Page,
    readonly workspace: string,
  ) {
    this.form = page.getByRole("form", { name: "New webhook" });
    this.address = this.form.getByLabel("Address");
    this.create = this.form.getByRole("button", { name: "Create the webhook" });
    this.secret = page.getByRole("region", { name: "The secret" });
    this.kept = this.secret.getByRole("button", { name: "I have kept it" });
    this.rows = page.getByRole("table", { name: "All webhooks" }).locator("tbody > tr");
    this.said = page.locator("p.said");
    this.deliveries = page.getByRole("table", { name: "Deliveries" }).locator("tbody > tr:not(.detail)");
  }

  path(id?: string): string {
    return `/w/${this.workspace}/webhooks${id ? `/${id}` : ""}`;
  }

  /** Opens the page and waits for the list, also where it is empty. */
  async open(): Promise<void> {
    const isList = (response: { url(): string }) => /\/v1\/.*\/webhooks\?/.test(response.url());
    await Promise.all([this.page.waitForResponse(isList), this.page.goto(this.path())]);
    await expect(this.create).toBeVisible();
  }

  /** Makes one of a preset's events and opens it; answers its secret. */
  async make(url: string, preset: string, format = "Standard Webhooks"): Promise<string> {
    await this.open();
    await this.address.fill(url);
    await this.form.getByLabel("What it is for").fill("Tests");
    await this.form.getByLabel("Events", { exact: true }).selectOption({ label: preset });
    await this.form.getByRole("radio", { name: format }).check({ force: true });
    await this.create.click();
    await expect(this.secret).toBeFocused();
    const secret = (await this.secret.locator("code").textContent()) ?? "";
    await this.kept.click();
    await expect(this.address).toBeFocused();
    await this.row(url).getByRole("link").click();
    await expect(this.page.getByRole("heading", { level: 1 })).toHaveText(url);
    return secret;
  }

  /** Deletes the one that is open. */
  async end(): Promise<void> {
    await this.page.getByRole("button", { name: "Delete…" }).click();
    await this.page.getByRole("button", { name: "Delete it" }).click();
    await expect(this.create).toBeVisible();
  }

  row(address: string): Locator {
    return this.rows.filter({ has: this.page.getByText(address, { exact: true }) });
  }
}

/** What a receiver got. */
export interface Message {
  headers: IncomingMessage["headers"];
  body: string;
}

/** A program that receives: it answers as it is told, and keeps what came. */
export class Receiver {
  readonly messages: Message[] = [];
  status = 204;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new Receiver(server, `http://127.0.0.1:${port}/hook`);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        receiver.messages.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.writeHead(receiver.status).end(receiver.status < 300 ? "" : "not now");
      });
    });
    return receiver;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
