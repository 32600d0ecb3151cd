import { expect, test } from "../../fixtures/test.js";

test("a log without events says how to send the first", async ({ page, log }) => {
  // Signing in is an event itself, so a real log is never quite empty.
  await page.route("**/events?*", (route) => route.fulfill({ json: { data: [], page: { limit: 100, has_more: false } } }));
  await page.goto(log.path());
  await expect(page.getByRole("heading", { name: "The first page is blank" })).toBeVisible();
  await expect(page.getByLabel("Example request")).toContainText(`/v1/workspaces/${log.workspace}/events`);
  await expect(page.getByRole("navigation", { name: "Pages" })).toHaveCount(0);
});

test("filters that nothing fits can be widened", async ({ page, log }) => {
  await log.open("type=course.completed&platform=telegram&range=1h");
  await expect(page.getByRole("heading", { name: "No event fits these filters" })).toBeVisible();
  await log.reload(() => page.getByRole("button", { name: "Look at 30 days" }).click());
  await expect(page).toHaveURL(log.path("type=course.completed&platform=telegram&range=30d"));
  await log.reload(() => page.getByRole("button", { name: "Remove “Platform is Telegram”" }).click());
  await log.expectRowsOf("type=course.completed&range=30d");
});

test("a member who asks for what is restricted learns who may see it", async ({ page, log }) => {
  await page.goto(log.path("category=exports"));
  await expect(page.getByRole("heading", { name: "Exports is for owners, admins and auditors" })).toBeVisible();
  await log.reload(() => page.getByRole("button", { name: "See everything that I may" }).click());
  await log.expectRowsOf("");
});

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("sees what is restricted", async ({ log }) => {
    await log.open("category=exports");
    const found = await log.expected();
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((event) => event.category === "exports")).toBe(true);
  });
});

test.describe("a server that fails", () => {
  test.use({ tolerated: /500 \(Internal Server Error\)|503 \(Service Unavailable\)|net::ERR_/ });

  const problem = (status: number, code: string, title: string) => ({
    status,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: `/docs/errors#${code}`, title, status, detail: "The log of the server has more.", code, request_id: "req-e2e-1" }),
  });

  test("is quoted with code and request, and asked again", async ({ page, log }) => {
    await page.route("**/events?*", (route) => route.fulfill(problem(500, "internal", "Something broke on our side")));
    await page.goto(log.path("state=failed"));
    const alert = page.getByRole("alert");
    await expect(alert.getByRole("heading", { name: "Something broke on our side" })).toBeVisible();
    await expect(alert).toContainText("500 internal · request req-e2e-1");
    await page.unroute("**/events?*");
    await log.reload(() => alert.getByRole("button", { name: "Try again" }).click());
    await expect(alert).toHaveCount(0);
    await log.expectRowsOf("state=failed");
  });

  test("leaves the old rows in their place, and says so", async ({ page, log }) => {
    await log.open();
    const before = await log.ids();
    await page.route("**/events?*", (route) => route.fulfill(problem(503, "unavailable", "Not available right now")));
    await log.turn("older");
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Not available right now. The rows below are from before.");
    expect(await log.ids()).toEqual(before);
    await page.unroute("**/events?*");
    await log.reload(() => alert.getByRole("button", { name: "Try now" }).click());
    await expect(alert).toHaveCount(0);
    expect(await log.ids()).not.toEqual(before);
  });

  test("without a network the page waits, and goes on by itself", async ({ page, log, context }) => {
    await log.open();
    await context.setOffline(true);
    await log.turn("older");
    await expect(page.getByRole("alert")).toContainText("No answer from the server");
    await log.reload(() => context.setOffline(false));
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(page).toHaveURL(/cursor=/);
  });
});
