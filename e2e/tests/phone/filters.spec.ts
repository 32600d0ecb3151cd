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
