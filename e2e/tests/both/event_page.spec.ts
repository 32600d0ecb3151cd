import { readFile } from "node:fs/promises";

import { world } from "../../fixtures/world.js";
import { expect, test } from "../../fixtures/test.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

const address = (workspace: string, id: string) => `/w/${workspace}/events/${id}`;

test("an event has a page of its own, with all that the drawer says", async ({ page, log }) => {
  const event = await log.find({ type: ["post.failed"] }, ({ error, targets }) => error?.code === "token_expired" && Boolean(targets?.length));
  await page.goto(log.path(`event=${event.id}`));
  await log.drawer.getByRole("link", { name: "Open as a page" }).click();
  await expect(page).toHaveURL(address(log.workspace, event.id));
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(event.description);
  await expect.poll(() => page.title()).toBe(`${event.description.slice(0, 80)} · Northwind Social · Daybook`);
  await expect(main.getByRole("region", { name: "What went wrong" })).toContainText("token_expired");
  await expect(main.getByRole("heading", { name: "Story" })).toHaveAttribute("aria-level", "2");
  await expect(main.getByRole("region", { name: "Targets" })).toContainText(event.targets?.[0]?.id ?? "");
  await expect(main.getByRole("region", { name: "Details" })).toContainText(event.id);
  await expectNoSidewaysScroll(page);
  await page.goBack();
  await expect(log.drawer).toBeVisible();
});

test("it leads to where the event stands in the log, and back", async ({ page, log, api }) => {
  const event = await log.find({ type: ["post.published"], range: "30d" }, ({ correlation_id }) => correlation_id !== undefined);
  await page.goto(address(log.workspace, event.id));
  await page.getByRole("link", { name: "Show in the log" }).click();
  await expect(log.drawer.getByRole("heading", { level: 2 })).toHaveText(event.description);
  await expect.poll(async () => (await log.ids())[0]).toBe(event.id);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(event.description);
  const story = await api.GET("/v1/workspaces/{workspace_id}/events/{event_id}/story", {
    params: { path: { workspace_id: log.workspace, event_id: event.id } },
  });
  const other = story.data?.data.find(({ id }) => id !== event.id);
  await page.getByRole("region", { name: "Story" }).locator(`a[href='${address(log.workspace, other?.id ?? "")}']`).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(other?.description ?? "");
  await page.getByRole("link", { name: "The log", exact: true }).click();
  await expect(page).toHaveURL(log.path());
});

test("the raw JSON is saved as the API answers it, byte by byte", async ({ page, log, session }) => {
  await page.addInitScript(() => {
    const revoke = URL.revokeObjectURL.bind(URL);
    URL.revokeObjectURL = (address) => {
      document.documentElement.dataset["revoked"] = address;
      revoke(address);
    };
  });
  const event = await log.find({ type: ["post.failed"] });
  const answer = await fetch(`${world().url}/v1/workspaces/${log.workspace}/events/${event.id}`, {
    headers: { authorization: `Bearer ${session.token}` },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  for (const place of [address(log.workspace, event.id), log.path(`event=${event.id}`)]) {
    await page.goto(place);
    await page.locator("summary").filter({ hasText: "Raw JSON" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as a file" }).click()]);
    expect(download.suggestedFilename()).toBe(`${event.id}.json`);
    expect(await readFile(await download.path())).toEqual(bytes);
    await expect(page.getByText(`Saved as ${event.id}.json`)).toBeVisible();
    await expect(page.locator("html"), "the browser may forget it").toHaveAttribute("data-revoked", /^blob:/);
  }
});

test.describe("an event that does not exist", () => {
  test.use({ tolerated: /404 \(Not Found\)/ });

  test("is said not to, with a way on", async ({ page, log }) => {
    for (const id of ["evt_00000000000000000000000000", "nonsense"]) {
      await page.goto(address(log.workspace, id));
      await expect(page.getByRole("heading", { name: "There is no such event" })).toBeVisible();
    }
    await page.getByRole("link", { name: "To the log", exact: true }).click();
    await expect(page).toHaveURL(log.path());
  });

  test("nor one of a workspace that is not theirs", async ({ page, log }) => {
    const event = await log.find({ limit: 1 });
    await page.goto(address(world().hostile, event.id));
    await expect(page.getByRole("alert").getByRole("link").first()).toBeVisible();
  });
});

test.describe("when the server is away", () => {
  test.use({ tolerated: /503 \(Service Unavailable\)|ERR_FAILED/ });

  test("the page says so and comes when it is back", async ({ page, log }) => {
    const event = await log.find({ limit: 1 });
    await page.route(`**/events/${event.id}`, async (route) => {
      if (route.request().resourceType() === "fetch") await route.abort();
      else await route.continue();
    });
    await page.goto(address(log.workspace, event.id));
    await expect(page.getByRole("heading", { name: "No answer from the server" })).toBeVisible();
    await page.unroute(`**/events/${event.id}`);
    await page.getByRole("button", { name: "Try now" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(event.description);
  });
});
