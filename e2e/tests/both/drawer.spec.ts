import { list } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { DESKTOP_ROWS } from "../../screens/log.js";

test("it opens by mouse and by keyboard, and closing leads back to the row", async ({ page, log }) => {
  await log.open("state_not=failed");
  const ids = await log.ids();
  const events = await log.expected();
  for (const [index, open, close] of [
    [2, "click", "button"],
    [5, "Enter", "Escape"],
  ] as const) {
    const id = ids[index] ?? "";
    const link = log.link(id);
    if (open === "click") await link.click();
    else await link.press(open);
    await expect(page).toHaveURL(log.path(`state_not=failed&event=${id}`));
    const heading = log.drawer.getByRole("heading", { level: 2 });
    await expect(heading).toHaveText(events[index]?.description ?? "");
    await expect(heading).toBeFocused();
    if (close === "button") await log.drawer.getByRole("button", { name: "Close (Esc)" }).click();
    else await page.keyboard.press(close);
    await expect(log.drawer).toHaveCount(0);
    await expect(page).toHaveURL(log.path("state_not=failed"));
    await expect(link).toBeFocused();
  }
  await page.goBack();
  await expect(log.drawer).toBeVisible();
});

test("it tells why something failed and what to do next", async ({ page, log }) => {
  const event = await log.find({ type: ["post.failed"] }, ({ error }) => error?.code === "token_expired");
  await page.goto(log.path(`event=${event.id}`));
  const blame = log.drawer.getByRole("region", { name: "What went wrong" });
  await expect(blame).toContainText(event.error?.reason ?? "");
  await expect(blame).toContainText("token_expired");
  await expect(blame.getByRole("heading", { name: "The access to the account has expired" })).toBeVisible();
  await expect(blame.getByRole("listitem").first()).toHaveText("Reconnect the account. Somebody with its password has to do it.");
});

test("the story goes from the oldest step to the newest, and each step opens", async ({ page, log, api }) => {
  const event = await log.find({ type: ["post.published"] }, ({ correlation_id }) => correlation_id !== undefined);
  await page.goto(log.path(`event=${event.id}`));
  const story = await api.GET("/v1/workspaces/{workspace_id}/events/{event_id}/story", {
    params: { path: { workspace_id: log.workspace, event_id: event.id } },
  });
  const steps = story.data?.data ?? [];
  expect(steps.length).toBeGreaterThan(2);
  const items = log.drawer.getByRole("region", { name: "Story" }).getByRole("listitem");
  await expect(items).toHaveCount(steps.length);
  const times = await items.locator("time").evaluateAll((times) => times.map((time) => time.getAttribute("datetime")));
  expect(times).toEqual(steps.map((step) => step.occurred_at));
  expect(times).toEqual([...times].sort());
  const here = steps.findIndex((step) => step.id === event.id);
  await expect(items.nth(here)).toHaveAttribute("aria-current", "step");

  const other = steps.find((step) => step.id !== event.id);
  await items.nth(steps.findIndex((step) => step.id === other?.id)).getByRole("link").click();
  await expect(page).toHaveURL(log.path(`event=${other?.id}`));
  await expect(log.drawer.getByRole("heading", { level: 2 })).toHaveText(other?.description ?? "");
});

test("a step that should have come and did not is named", async ({ page, log, api }) => {
  const uploads = await list(api, log.workspace, { type: ["tiktok.video_uploaded"], limit: 100 });
  for (const upload of uploads.data) {
    const path = { workspace_id: log.workspace, event_id: upload.id };
    const { data: story } = await api.GET("/v1/workspaces/{workspace_id}/events/{event_id}/story", { params: { path } });
    if (!story?.missing) continue;
    await page.goto(log.path(`event=${upload.id}`));
    const missing = log.drawer.getByRole("region", { name: "Story" }).getByRole("listitem").filter({ hasText: ": missing" });
    await expect(missing).toContainText("since");
    await expect(missing.locator("time")).toHaveAttribute("datetime", story.missing.since);
    return;
  }
  throw new Error("the demo has no upload that is stuck");
});

test("the next and the previous event follow the list", async ({ page, log }) => {
  await log.open();
  const ids = await log.ids();
  await log.link(ids[0] ?? "").click();
  const newer = log.drawer.getByRole("button", { name: "Newer event (k)" });
  const older = log.drawer.getByRole("button", { name: "Older event (j)" });
  await expect(newer).toHaveAttribute("aria-disabled", "true");
  await older.click();
  await expect(page).toHaveURL(log.path(`event=${ids[1]}`));
  await expect(older).toBeFocused();
  await page.keyboard.press("j");
  await expect(page).toHaveURL(log.path(`event=${ids[2]}`));
  await page.keyboard.press("k");
  await newer.click();
  await expect(page).toHaveURL(log.path(`event=${ids[0]}`));
  await expect(log.drawer).toContainText(`1 of ${log.rows} on this page`);
  await page.goBack();
  await expect(log.drawer, "walking is one step of the history").toHaveCount(0);
});

test("walking goes on over the edge of the page", async ({ page, log, api }) => {
  const two = (await list(api, log.workspace, { platform: ["x"], limit: 2 * log.rows })).data.map((event) => event.id);
  await log.open("platform=x");
  const [last, next] = [two[log.rows - 1] ?? "", two[log.rows] ?? ""];
  const opened = () => new URL(page.url()).searchParams.get("event");
  const older = log.drawer.getByRole("button", { name: "Older event (j)" });
  await log.link(last).click();
  await expect(older).not.toHaveAttribute("aria-disabled");
  await page.keyboard.press("ArrowDown");
  await expect.poll(opened).toBe(next);
  const isTable = log.rows === DESKTOP_ROWS;
  await expect.poll(() => log.ids()).toEqual(isTable ? two.slice(log.rows) : two);
  await expect(log.drawer).toContainText(isTable ? "1 of 100 on this page" : "31 of 60 on this page");
  await page.keyboard.press("ArrowUp");
  await expect.poll(opened).toBe(last);
  await expect.poll(() => log.ids()).toContain(last);
  await page.keyboard.press("Escape");
  await expect(log.link(last)).toBeFocused();
});

test.describe("when the server is away", () => {
  test.use({ tolerated: /ERR_FAILED/ });

  test("the edge is said, and the event stays", async ({ page, log }) => {
    await log.open("platform=x");
    const ids = await log.ids();
    await log.link(ids.at(-1) ?? "").click();
    await expect(log.drawer.getByRole("heading", { level: 2 })).toBeFocused();
    await page.route(/cursor=/, (route) => route.abort());
    await page.keyboard.press("j");
    await expect(log.drawer.getByRole("alert")).toContainText("The events beyond this page did not come");
    await expect(page).toHaveURL(log.path(`platform=x&event=${ids.at(-1)}`));
    await page.unroute(/cursor=/);
    await page.keyboard.press("j");
    await expect(page).not.toHaveURL(new RegExp(ids.at(-1) ?? ""));
    await expect(log.drawer.getByRole("alert")).toHaveCount(0);
  });
});

test("the raw JSON is the event as the API answers it", async ({ page, log, api }) => {
  const event = await log.find({ type: ["post.scheduled"] });
  await page.goto(log.path(`event=${event.id}`));
  const json = log.drawer.getByLabel("Raw JSON");
  await expect(json).toBeHidden();
  await log.drawer.locator("summary").filter({ hasText: "Raw JSON" }).click();
  const path = { workspace_id: log.workspace, event_id: event.id };
  const { data } = await api.GET("/v1/workspaces/{workspace_id}/events/{event_id}", { params: { path } });
  expect(JSON.parse((await json.textContent()) ?? "")).toEqual(data);
});

test("targets lead to where they can be seen, and nowhere else", async ({ page, log }) => {
  const event = await log.find({ type: ["post.published"] }, ({ targets }) => targets?.some((target) => target.url) ?? false);
  await page.goto(log.path(`event=${event.id}`));
  const links = log.drawer.getByRole("region", { name: "Targets" }).getByRole("link");
  const urls = event.targets?.flatMap((target) => (target.url ? [target.url] : [])) ?? [];
  await expect(links).toHaveCount(urls.length);
  for (const [index, url] of urls.entries()) {
    await expect(links.nth(index)).toHaveAttribute("href", url);
    await expect(links.nth(index)).toHaveAttribute("rel", "noopener noreferrer");
    await expect(links.nth(index)).toHaveAttribute("target", "_blank");
  }
});

test("an event that is not on the page opens by its address", async ({ page, log, api }) => {
  const [oldest] = (await list(api, log.workspace, { sort: "sequence", order: "asc", limit: 50 })).data;
  await page.goto(log.path(`event=${oldest?.id}`));
  await expect(log.drawer.getByRole("heading", { level: 2 })).toHaveText(oldest?.description ?? "");
});

test.describe("an event that does not exist", () => {
  test.use({ tolerated: /404 \(Not Found\)/ });

  test("is said not to, beside the list", async ({ page, log }) => {
    for (const id of ["evt_00000000000000000000000000", "nonsense"]) {
      await page.goto(log.path(`event=${id}`));
      await expect(log.drawer.getByRole("heading", { name: "There is no such event" })).toBeVisible();
      await expect(log.links).toHaveCount(log.rows);
      await log.drawer.getByRole("button", { name: "Close (Esc)" }).click();
      await expect(page).toHaveURL(log.path());
    }
  });
});

test.describe("a part of the program that does not come", () => {
  test.use({ tolerated: /Failed to|ERR_/ });

  test("is asked for again", async ({ page, log }) => {
    await log.open();
    await page.route("**/split_event-*.wasm", (route) => route.abort());
    await log.links.first().click();
    await expect(page.getByRole("alert").getByRole("heading", { name: "No answer from the server" })).toBeVisible();
    await page.unroute("**/split_event-*.wasm");
    await page.getByRole("alert").getByRole("button", { name: "Try now" }).click();
    await expect(log.drawer.getByRole("heading").first()).toBeVisible();
  });
});
