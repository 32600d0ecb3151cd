import type { Page, Route } from "@playwright/test";
import { Webhook } from "standardwebhooks";

import { expect, test as base } from "../../fixtures/test.js";
import { world } from "../../fixtures/world.js";
import { expectAccessible } from "../../screens/accessible.js";
import { Palette } from "../../screens/palette.js";
import { Receiver, WebhooksScreen } from "../../screens/webhooks.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const test = base.extend<{ webhooks: WebhooksScreen; receiver: Receiver }>({
  webhooks: async ({ page }, use) => use(new WebhooksScreen(page, world().northwind)),
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

  test("makes one, tries it out, sees what came back, and ends it", async ({ page, webhooks, receiver, api }, info) => {
    await webhooks.open();
    await webhooks.address.fill(receiver.url);
    const about = `Tests ${info.project.name} ${info.retry}`;
    await webhooks.form.getByLabel("What it is for").fill(about);
    await webhooks.create.click();
    await expect(webhooks.secret).toBeFocused();
    const secret = (await webhooks.secret.locator("code").textContent()) ?? "";
    expect(secret).toMatch(/^whsec_/);
    await webhooks.kept.click();
    await expect(webhooks.address).toBeFocused();

    await webhooks.row(receiver.url).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(receiver.url);
    await page.getByRole("button", { name: "Send a ping" }).click();
    await expect.poll(() => receiver.messages.length).toBe(1);
    const [ping] = receiver.messages;
    expect(new Webhook(secret).verify(ping?.body ?? "", ping?.headers as Record<string, string>)).toMatchObject({ type: "ping" });
    await expect(async () => {
      await page.reload();
      await expect(webhooks.deliveries.first()).toContainText("Delivered", { timeout: 1_000 });
    }).toPass();
    await webhooks.deliveries.first().getByRole("button", { name: "1 try" }).click();
    await expect(page.getByText("Try 1")).toBeVisible();
    await expect(page.getByLabel("Headers that were sent")).toContainText("webhook-signature");

    receiver.status = 500;
    await api.POST("/v1/workspaces/{workspace_id}/events", {
      params: { path: { workspace_id: webhooks.workspace } },
      body: { type: "post.created", description: about },
    });
    await expect.poll(() => receiver.messages.length).toBeGreaterThan(1);
    await expect(async () => {
      await page.reload();
      await expect(webhooks.deliveries.first()).toContainText("Waiting", { timeout: 1_000 });
    }).toPass();
    await expect(webhooks.deliveries.first()).toContainText("500");

    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await expect(page).toHaveURL(webhooks.path());
    await expect(webhooks.row(receiver.url)).toHaveCount(0);
  });

  test("is told what is wrong with an address, and keeps what was entered", async ({ page, webhooks }) => {
    test.info().annotations.push({ type: "why", description: "addresses of inside are refused" });
    await webhooks.open();
    await webhooks.address.fill("https://169.254.169.254/latest");
    await webhooks.create.click();
    await expect(webhooks.form.getByRole("alert")).toContainText("/url");
    await expect(webhooks.address).toHaveValue("https://169.254.169.254/latest");
    await expect(page.getByRole("region", { name: "The secret" })).toHaveCount(0);
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
      await expect(page.getByText("Nothing is sent since")).toBeVisible();
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
