import type { Page, Route } from "@playwright/test";
import { Webhook } from "standardwebhooks";

import { expect, test as base } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";
import { expectAccessible } from "../../screens/accessible.js";
import { Palette } from "../../screens/palette.js";
import { Receiver, WebhooksScreen } from "../../screens/webhooks.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

interface Fixtures {
  webhooks: WebhooksScreen;
  receiver: Receiver;
  /** A word that nobody else writes, and the name of a preset of what says it. */
  word: string;
  /** Appends an event that says it. */
  append: (word: string) => Promise<void>;
}

const test = base.extend<Fixtures>({
  webhooks: async ({ page }, use) => use(new WebhooksScreen(page, world().northwind)),
  word: async ({ api }, use) => {
    const word = `w${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    const params = { path: { workspace_id: world().northwind } };
    const { data } = await api.POST("/v1/workspaces/{workspace_id}/presets", { params, body: { name: word, filter: { q: word } } });
    await use(word);
    const gone = { path: { ...params.path, preset_id: data?.id ?? "" } };
    await api.DELETE("/v1/workspaces/{workspace_id}/presets/{preset_id}", { params: gone });
  },
  append: async ({ api }, use) =>
    use(async (word) => {
      const params = { path: { workspace_id: world().northwind } };
      await api.POST("/v1/workspaces/{workspace_id}/events", { params, body: { type: "post.created", description: `It says ${word}` } });
    }),
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});

const LISTED = /\/v1\/.*\/webhooks\?/;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString().replace("Z", "000Z");

/** An endpoint as the server would tell it. */
function told(place: number, changes: object = {}) {
  return {
    id: `whk_01jd2a5v3k4m5n6p7q8r9s0t${String(place).padStart(2, "0")}`,
    url: `https://hooks.example.com/daybook/${place}`,
    filter: {},
    format: "standard",
    state: "enabled",
    sequence: 52_104,
    deliveries: { delivered: 0, failed: 0, pending: 0 },
    created_by: { kind: "member", id: "usr_01jd2a5v3k4m5n6p7q8r9s0t1v", name: "Sarah Chen" },
    created_at: ago(86_400 * 40),
    updated_at: ago(86_400),
    ...changes,
  };
}

const list = (on: Page, answer: (route: Route) => object) =>
  on.route(LISTED, (route) => route.fulfill({ json: answer(route) }));

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("makes one, tries it out, sees what came back, and ends it", async ({ page, webhooks, receiver, word, append }) => {
    const secret = await webhooks.make(receiver.url, word);
    expect(secret).toMatch(/^whsec_/);
    await page.getByRole("button", { name: "Send a ping" }).click();
    await expect.poll(() => receiver.messages.length).toBe(1);
    const [ping] = receiver.messages;
    expect(new Webhook(secret).verify(ping?.body ?? "", ping?.headers as Record<string, string>)).toMatchObject({ type: "ping" });
    await expect(webhooks.said).toHaveText("The receiver answered 204.");
    await expect(webhooks.deliveries.first()).toContainText("Delivered");
    await webhooks.deliveries.first().getByRole("button", { name: "1 try" }).click();
    await expect(page.getByText("Try 1")).toBeVisible();
    await expect(page.getByLabel("Headers that were sent")).toContainText("webhook-signature");

    receiver.status = 500;
    await append(word);
    await expect(webhooks.deliveries.first()).toContainText("Waiting");
    await expect(webhooks.deliveries.first()).toContainText("500");

    await webhooks.end();
    await expect(page).toHaveURL(webhooks.path());
    await expect(webhooks.row(receiver.url)).toHaveCount(0);
  });

  test("gives it another secret, changes it, and takes back what was said of it", async ({ page, webhooks, receiver, word }) => {
    const old = await webhooks.make(receiver.url, word);
    await page.getByRole("button", { name: "New secret…" }).click();
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await expect(webhooks.secret).toBeFocused();
    const secret = (await webhooks.secret.locator("code").textContent()) ?? "";
    expect(secret).not.toBe(old);
    await webhooks.kept.click();
    await expect(page.getByText("Messages are signed with two secrets until")).toBeVisible();
    await page.getByRole("button", { name: "Send a ping" }).click();
    await expect.poll(() => receiver.messages.length).toBe(1);
    const [ping] = receiver.messages;
    for (const either of [old, secret]) {
      expect(new Webhook(either).verify(ping?.body ?? "", ping?.headers as Record<string, string>)).toMatchObject({ type: "ping" });
    }

    await page.getByText("Change it").click();
    const form = page.getByRole("form", { name: "Change the webhook" });
    await form.getByLabel("What it is for").fill("");
    await form.getByLabel("Events", { exact: true }).selectOption({ label: "Everything" });
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByRole("status")).toHaveText("Saved.");
    await page.reload();
    await expect(page.getByRole("definition").filter({ hasText: "Everything" })).toBeVisible();
    await page.getByText("Change it").click();
    await expect(form.getByLabel("What it is for")).toHaveValue("");
    await webhooks.end();
  });

  test("switches it off and on, and sends what was missed", async ({ page, webhooks, receiver, word, append }) => {
    await webhooks.make(receiver.url, word);
    await page.getByRole("button", { name: "Switch it off" }).click();
    await page.getByRole("button", { name: "Switch it off" }).click();
    await expect(page.getByText("Maya Okafor switched it off.")).toBeVisible();
    await append(word);
    await page.getByRole("button", { name: "Switch it on" }).click();
    await page.getByRole("button", { name: "Send what was missed" }).click();
    await expect(webhooks.said).toHaveText("What was missed is looked for, and sent.");
    await expect.poll(() => receiver.messages.length).toBe(1);

    await page.getByText("Send a part of the log again").click();
    const form = page.getByRole("form", { name: "Send again" });
    await form.getByLabel("What", { exact: true }).selectOption({ label: "The last hour" });
    await form.getByRole("checkbox", { name: "Also what was delivered" }).check();
    await form.getByRole("button", { name: "Send again" }).click();
    await expect(form.getByRole("status")).toContainText("are looked through; what fits is sent.");
    await expect.poll(() => receiver.messages.length).toBe(2);
    expect(new Set(receiver.messages.map((message) => message.headers["webhook-id"])).size).toBe(1);
    await webhooks.end();
  });

  test("sends one again, and is told what came of it", async ({ page, webhooks, receiver, word, append }) => {
    await webhooks.make(receiver.url, word, "Slack");
    receiver.status = 500;
    await page.getByRole("button", { name: "Send a ping" }).click();
    await expect(webhooks.said).toHaveText("The receiver answered 500. It is not tried again.");
    await expect(webhooks.deliveries.first()).toContainText("Given up");
    await append(word);
    const row = webhooks.deliveries.filter({ hasText: "post.created" });
    await expect(row).toContainText("Waiting");
    receiver.status = 200;
    await row.getByRole("button", { name: "1 try" }).click();
    await page.getByText("What is sent", { exact: true }).click();
    await expect(page.getByLabel("What is sent", { exact: true })).toContainText(word);
    await page.getByRole("button", { name: "Send it again" }).click();
    await expect(webhooks.said).toHaveText("The receiver answered 200.");
    await expect(row).toContainText("Delivered");
    await expect(page.getByText("Try 2")).toBeVisible();
    await webhooks.end();
  });

  test.describe("with an address of inside", () => {
    test.use({ tolerated: /422 \(Unprocessable Entity\)/ });

    test("is told what is wrong with an address, and keeps what was entered", async ({ page, webhooks }) => {
      await webhooks.open();
      await webhooks.address.fill("https://169.254.169.254/latest");
      await webhooks.create.click();
      await expect(webhooks.form.getByRole("alert")).toContainText("/url");
      await expect(webhooks.address).toHaveValue("https://169.254.169.254/latest");
      await expect(page.getByRole("region", { name: "The secret" })).toHaveCount(0);
    });
  });

  test("has no violation, in all states and on paper", async ({ page, webhooks }) => {
    const name = "Maximiliana " + "Konstantinopoulou".repeat(8);
    const disabled = (code: string) => ({ code, reason: "A delivery was tried 10 times over 3 days; the last answer was 503.", at: ago(7_200) });
    await list(page, () => ({
      data: [
        told(0, { deliveries: { delivered: 12_041, failed: 3, pending: 12 }, description: "ليلى 🧶 " + "W".repeat(90) }),
        told(1, { state: "disabled", disabled: disabled("exhausted"), url: "https://hooks.example.com/" + "w".repeat(300) }),
        told(2, { state: "disabled", disabled: disabled("requested"), filter: { state: ["failed"], actor: [name], q: "W".repeat(100) } }),
      ],
      page: { limit: 30, has_more: true, next_cursor: "c" },
    }));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await webhooks.open();
      await expect(webhooks.rows).toHaveCount(3);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await page.emulateMedia({ media: "print", colorScheme: "light" });
    await expect(webhooks.form).toBeHidden();
    await expect(webhooks.rows.first()).toBeVisible();
  });

  test("one of them has no violation either, with everything open", async ({ page, webhooks }) => {
    const one = told(7, {
      state: "disabled",
      disabled: { code: "exhausted", reason: "A delivery was tried 10 times over 3 days; the last answer was 503.", at: ago(7_200) },
      previous_secret_expires_at: ago(-7_200),
      replay_to: 52_104,
      url: "https://hooks.example.com/" + "w".repeat(200),
    });
    const delivery = {
      id: "dlv_01jd2a5v3k4m5n6p7q8r9s0t01",
      type: "post.failed",
      event_id: "evt_01jd2a5v3k4m5n6p7q8r9s0t01",
      sequence: 52_000,
      state: "pending",
      attempt_count: 2,
      created_at: ago(600),
      next_attempt_at: ago(-600),
      last_status: 503,
      last_error: "answered 503",
    };
    const attempt = {
      number: 2,
      at: ago(300),
      duration_ms: 412,
      url: one.url,
      request_headers: { "webhook-id": delivery.id, "webhook-signature": "v1," + "A".repeat(44) },
      status: 503,
      response_headers: { "content-type": "text/html" },
      response_body: "<h1>" + "W".repeat(400),
      error: "answered 503",
    };
    await page.route(/\/webhooks\/whk_/, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.endsWith("/deliveries")) return route.fulfill({ json: { data: [delivery], page: { limit: 30, has_more: false } } });
      if (pathname.includes("/deliveries/")) return route.fulfill({ json: { ...delivery, request_body: '{"type":"post.failed"}', attempts: [attempt, { ...attempt, number: 1 }] } });
      return route.request().isNavigationRequest() ? route.fallback() : route.fulfill({ json: one });
    });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(webhooks.path(one.id));
      await expect(page.getByText("Nothing has been sent since")).toBeVisible();
      await page.getByText("Change it").click();
      await page.getByText("Send a part of the log again").click();
      await webhooks.deliveries.first().getByRole("button", { name: "2 tries" }).click();
      await expect(page.getByText("Try 2")).toBeVisible();
      await page.getByText("What is sent", { exact: true }).click();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
  });

  test("comes by key and by palette", async ({ page, log, webhooks }) => {
    await log.open();
    await page.keyboard.press("g");
    await page.keyboard.press("w");
    await expect(page).toHaveURL(webhooks.path());
    await page.keyboard.press("?");
    const palette = new Palette(page);
    await expect(palette.help.getByText("Go to the webhooks")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page).toHaveTitle("Webhooks · Northwind Social · Daybook");
  });
});

test("a member is told that it is not for them, and nothing leads there", async ({ page, log, webhooks }) => {
  await page.goto(webhooks.path());
  await expect(page.getByRole("heading", { name: "Webhooks are for owners and admins" })).toBeVisible();
  await log.reload(() => page.getByRole("link", { name: "Back to the log" }).click());
  await expect(page.getByRole("link", { name: "Webhooks" })).toHaveCount(0);
});
