import type { Page } from "@playwright/test";

import { connect } from "../../client/api.js";
import { resetSettings } from "../../fixtures/settings.js";
import { expect, test } from "../../fixtures/test.js";
import { PASSWORD, reader, world } from "../../fixtures/world.js";

test.afterEach(({ api }, { parallelIndex }) => resetSettings(api, parallelIndex));

const choose = (page: Page, group: string, choice: string) =>
  page.getByRole("radiogroup", { name: group }).getByRole("radio", { name: choice }).check({ force: true });
const saved = (page: Page) => expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeAttached();

async function open(page: Page): Promise<void> {
  await page.goto("/settings");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
}

test("the zone decides on days and hours, also over a change of summer time", async ({ page, log, api }) => {
  await open(page);
  const field = page.getByRole("combobox", { name: "Time zone" });
  await field.fill("Middle Earth");
  await field.press("Enter");
  await field.blur();
  await expect(page.getByRole("alert").filter({ hasText: "is not a zone that this browser knows" })).toBeVisible();
  await field.fill("america/new york");
  await field.blur();
  await saved(page);
  await expect(field).toHaveValue("America/New_York");
  // There the clocks went back on 1 November 2026: the day has 25 hours.
  const query = "from=2026-11-01&to=2026-11-02&tz=America%2FNew_York";
  const { data } = await api.GET("/v1/workspaces/{workspace_id}/events", {
    params: { path: { workspace_id: log.workspace }, query: { from: "2026-11-01T04:00:00Z", to: "2026-11-02T05:00:00Z", limit: log.rows } },
  });
  await page.goto(log.path(query));
  await expect.poll(() => log.ids()).toEqual(data?.data.map((event) => event.id));
  await expect(page.getByText("Times in America/New_York").first()).toBeAttached();
});

test("the clock goes to twelve where that is wanted, and to 24 where not", async ({ page, log }) => {
  await open(page);
  await choose(page, "Clock", "12 hours");
  await saved(page);
  await expect(page.locator(".preview")).toHaveText(/\d:\d\d [ap]m/);
  await log.open("range=30d");
  await expect(page.locator(".tip").first()).toHaveText(/\d:\d\d:\d\d [ap]m/);
  await open(page);
  await choose(page, "Clock", "24 hours");
  await saved(page);
  await log.open("range=30d");
  await expect(page.locator(".tip").first()).not.toHaveText(/[ap]m /);
});

test("times are told exactly or in UTC by a key, and stay so after a reload", async ({ page, log }) => {
  await log.open("range=30d");
  const time = page.locator("time").first();
  const relative = await time.textContent();
  const kept = page.waitForResponse((response) => response.url().endsWith("/v1/me") && response.request().method() === "PATCH");
  await page.keyboard.press("u");
  await expect(time).toHaveText(/\d\d:\d\d/);
  await kept;
  const utc = await time.getAttribute("datetime");
  expect(await time.textContent()).toContain(utc?.slice(11, 16));
  await log.reload(() => page.reload());
  await expect(time).toHaveText(/\d\d:\d\d/);
  await page.keyboard.press("u");
  await expect(time).toHaveText(relative ?? "");
});

test("theme and rows are the person's, in every browser and from the first paint", async ({ page }) => {
  await open(page);
  await choose(page, "Theme", "Dark");
  await saved(page);
  await choose(page, "Rows", "Comfortable");
  await expect(page.locator("html")).toHaveAttribute("data-density", "comfortable");
  await saved(page);
  await page.evaluate(() => ["daybook.theme", "daybook.density"].forEach((key) => localStorage.removeItem(key)));
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("data-density", "comfortable");
});

test("single keys can be switched off", async ({ page, log }) => {
  await open(page);
  await page.getByRole("switch", { name: "On, except while typing" }).uncheck();
  await saved(page);
  await log.open("range=30d");
  await page.keyboard.press("/");
  await expect(log.search).not.toBeFocused();
});

test("a name is changed, and past events keep the old one", async ({ page }) => {
  await open(page);
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("  مريم <b>R</b> 🐟 ");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "Your name was saved" })).toBeAttached();
  await page.reload();
  await expect(name).toHaveValue("مريم <b>R</b> 🐟");
});

test.describe("a password", () => {
  test.use({ tolerated: /422/ });

  test("is changed by who knows the old one", async ({ page }, { parallelIndex }) => {
    const [current, fresh] = [page.getByLabel("Current password"), page.getByLabel("New password")];
    const change = async (from: string, to: string) => {
      await current.fill(from);
      await fresh.fill(to);
      await page.getByRole("button", { name: "Change the password" }).click();
    };
    await open(page);
    await change("wrong-password", "a-new-password");
    await expect(current).toBeFocused();
    await expect(current).toHaveAttribute("aria-invalid", "true");
    await expect(fresh).toHaveValue("a-new-password");
    await change(PASSWORD, "short");
    await expect(fresh).toBeFocused();
    await change(PASSWORD, "a-new-password");
    await expect(page.getByText("Changed. All other sessions have ended.")).toBeVisible();
    const signIn = (password: string) => connect(world().url).POST("/v1/auth/login", { body: { email: reader(parallelIndex), password } });
    expect((await signIn("a-new-password")).response.status).toBe(200);
    await change("a-new-password", PASSWORD);
    await expect(current).toHaveValue("");
  });
});

test.describe("a server that fails", () => {
  test.use({ tolerated: /503/ });

  test("leaves the choice as it was, and says so", async ({ page }) => {
    await open(page);
    await page.route("**/v1/me", (route) => (route.request().method() === "PATCH" ? route.fulfill({ status: 503, body: "away" }) : route.continue()));
    await choose(page, "Rows", "Comfortable");
    await expect(page.getByRole("alert").filter({ hasText: "It is as it was before" })).toBeVisible();
    await expect(page.locator("html")).not.toHaveAttribute("data-density", "comfortable");
  });
});
