import { expect, test } from "../../fixtures/test.js";
import { FilterSheet } from "../../screens/filters.js";

test("the sheet gathers a draft and shows it all at once", async ({ page, log }) => {
  await log.open();
  const filters = new FilterSheet(page);
  await filters.button.tap();
  await expect(filters.sheet).toBeVisible();
  const sheet = await filters.sheet.boundingBox();
  expect(sheet?.width).toBeCloseTo(390);
  expect(sheet?.height).toBeCloseTo(844);
  await filters.tick("Platform", "TikTok", "X");
  await filters.tick("State", "Failed");
  const when = await filters.section("When");
  await when.getByRole("button", { name: "Last 30 days" }).tap();
  await expect(page, "nothing acts before it is shown").toHaveURL(log.path());
  await log.reload(() => filters.show.tap());
  await expect(filters.sheet).toHaveCount(0);
  const found = await log.expectRowsOf("platform=tiktok&platform=x&state=failed&range=30d");
  expect(found.every(({ platform, state }) => ["tiktok", "x"].includes(platform ?? "") && state === "failed")).toBe(true);
  expect(found.length).toBeGreaterThan(0);
  await expect(filters.button).toHaveAccessibleName(/3 set/);
  await expect(log.chips).toHaveText(["in Last 30 days", "Platform is TikTok, X", "State is Failed"]);

  await log.reload(() => page.getByRole("button", { name: "Remove the filter State is Failed" }).tap());
  await log.expectRowsOf("platform=tiktok&platform=x&range=30d");
});

test("closing the sheet throws the draft away; Clear all empties it", async ({ page, log }) => {
  await log.open("platform=instagram");
  const filters = new FilterSheet(page);
  await filters.button.tap();
  const platform = await filters.section("Platform");
  await expect(platform.getByRole("checkbox", { name: "Instagram" })).toBeChecked();
  await filters.tick("Platform", "X");
  await filters.sheet.getByRole("button", { name: "Close without applying" }).tap();
  await expect(filters.sheet).toHaveCount(0);
  await expect(filters.button).toBeFocused();
  await log.expectRowsOf("platform=instagram");

  await filters.button.tap();
  await filters.sheet.getByRole("button", { name: "Clear all" }).tap();
  await log.reload(() => filters.show.tap());
  await log.expectRowsOf("");
});

test("is not excludes", async ({ page, log }) => {
  await log.open();
  const filters = new FilterSheet(page);
  await filters.button.tap();
  const category = await filters.section("Category");
  await category.getByText("is not", { exact: true }).tap();
  await filters.tick("Category", "Webhooks", "Posts");
  await log.reload(() => filters.show.tap());
  const found = await log.expectRowsOf("category_not=webhooks&category_not=posts");
  expect(found.every(({ category }) => category !== "webhooks" && category !== "posts")).toBe(true);
});

test("the button says how many events the draft would show, and says nothing that is not counted yet", async ({ page, log, session }) => {
  const total = async (query: string) => {
    const answer = await page.request.get(`/v1/workspaces/${log.workspace}/events/histogram?${query}`, {
      headers: { authorization: `Bearer ${session.token}` },
    });
    const found: { total: number; counted_back_to?: string } = await answer.json();
    return `Show ${found.total.toLocaleString("en-GB")}${found.counted_back_to ? "+" : ""} events`;
  };
  await log.open("range=30d");
  const filters = new FilterSheet(page);
  await filters.button.tap();
  await expect(filters.show).toHaveText(await total("range=30d"));
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  await page.route(/histogram.*platform=tiktok/, async (route) => {
    await held;
    await route.continue();
  });
  await filters.tick("Platform", "TikTok");
  await expect(filters.show).toHaveText("Show events");
  answer();
  await expect(filters.show).toHaveText(await total("range=30d&platform=tiktok"));
  await filters.tick("State", "Failed");
  const failed = await total("range=30d&platform=tiktok&state=failed");
  await expect(filters.show).toHaveText(failed);
  await log.reload(() => filters.show.tap());
  await expect(page.getByRole("region", { name: "Volume" }).getByRole("heading")).toHaveText(failed.replace("Show ", ""));
});
