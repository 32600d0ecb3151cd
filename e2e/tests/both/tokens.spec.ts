import { expect, test } from "../../fixtures/test.js";

test("tokens become chips, and what is left is searched for", async ({ page, log }) => {
  const sarah = await log.find({ type: ["post.published"] }, ({ actor }) => actor.name === "Sarah Chen");
  await log.open();
  await log.search.click();
  await log.reload(() => page.keyboard.type("state:failed "));
  await log.expectRowsOf("state=failed");
  await expect(log.search).toHaveValue("");
  await expect(log.search).toBeFocused();
  await log.search.fill('publish -platform:X,tiktok actor:"Sarah Chen"');
  await log.reload(() => page.keyboard.press("Enter"));
  const found = await log.expectRowsOf(`platform_not=x&platform_not=tiktok&state=failed&actor=${sarah.actor.id}&q=publish`);
  expect(found.length).toBeGreaterThan(0);
  await expect(log.search).toHaveValue("publish");
  await expect(log.chips.filter({ hasText: "Actor" })).toHaveText("Actor is Sarah Chen");
  await log.reload(() => page.goBack());
  await log.expectRowsOf("state=failed");
  await expect(log.search).toHaveValue("");
});

test("half a token searches for nothing; a value that is not known stays and says what is", async ({ page, log }) => {
  await log.open("range=7d");
  await log.search.click();
  await page.keyboard.type("platform:mysp");
  await page.keyboard.press("Enter");
  await expect(page.getByText("There is no platform “mysp”. Known: tiktok, instagram")).toBeVisible();
  await expect(log.search).toHaveValue("platform:mysp");
  await expect(log.search).toHaveAccessibleDescription(/There is no platform/);
  expect(new URL(page.url()).search).toBe("?range=7d");
  await log.search.fill("nosuchkey:value");
  await expect(page.getByText("There is no platform")).toHaveCount(0);
  await expect(page).toHaveURL(log.path("q=nosuchkey%3Avalue&range=7d"));
});

test("a part of a name means everybody of that name", async ({ page, log }) => {
  await log.open();
  await log.search.fill("actor:an");
  await log.reload(() => log.search.press("Enter"));
  expect(new URL(page.url()).searchParams.getAll("actor").length).toBeGreaterThan(1);
});
