import type { Event } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { QUOTES } from "../../fixtures/hostile.js";
import { world } from "../../fixtures/world.js";
import { LogScreen } from "../../screens/log.js";

/** Where a search looks, as the specification names it. */
const text = (event: Event) => [event.description, event.type, event.platform ?? "", event.actor.name].join("\n").toLowerCase();

test("it looks inside words, ignores case, and wants every word", async ({ log }) => {
  await log.open();
  for (const [typed, words] of [
    ["UTUMN", ["utumn"]],
    ["sarah chen", ["sarah", "chen"]],
    ["approv  InstaG", ["approv", "instag"]],
    ["video_pub", ["video_pub"]],
    ["TOMÁS ferr", ["tomás", "ferr"]],
  ] as const) {
    await log.reload(() => log.search.fill(typed));
    const found = await log.expectRowsOf(new URLSearchParams({ q: typed }).toString());
    expect(found.length, typed).toBeGreaterThan(0);
    for (const event of found) for (const word of words) expect(text(event)).toContain(word);
  }
});

test("the name of a platform finds what happened there", async ({ log }) => {
  await log.open();
  await log.reload(() => log.search.fill("telegram"));
  const found = await log.expectRowsOf("q=telegram");
  expect(found.some((event) => event.platform === "telegram")).toBe(true);
});

test("Enter searches at once, Esc empties the box, back returns", async ({ page, log }) => {
  await log.open("platform=x");
  await log.reload(async () => {
    await log.search.fill("posted");
    await log.search.fill("publish");
    await log.search.press("Enter");
  });
  await log.expectRowsOf("platform=x&q=publish");
  await log.reload(() => log.search.press("Escape"));
  await expect(log.search).toHaveValue("");
  await log.expectRowsOf("platform=x");
  await log.reload(() => page.goBack());
  await expect(log.search).toHaveValue("publish");
});

test("without a result it says so, and the way back is one press", async ({ page, log }) => {
  await log.open("platform=x&range=7d");
  await log.search.fill("nosuchwordanywhere");
  await expect(page.getByRole("heading", { name: "No event fits these filters" })).toBeVisible();
  await expect(log.links).toHaveCount(0);
  await log.reload(() => page.getByRole("button", { name: "Remove the filter Text contains “nosuchwordanywhere”" }).click());
  await log.expectRowsOf("platform=x&range=7d");
  await expect(log.search).toHaveValue("");
});

test.describe("signs that mean something to databases", () => {
  test.use({ person: "visitor" });

  test("are text like any other", async ({ page, api }) => {
    const log = new LogScreen(page, api, world().hostile);
    await log.open();
    for (const typed of ["100%_sure", `"quoted" 'single'`, "\\back\\", "event;--", "100% drop table"]) {
      await log.reload(() => log.search.fill(typed));
      const found = await log.expectRowsOf(new URLSearchParams({ q: typed }).toString());
      expect(found.map((event) => event.description), typed).toEqual([QUOTES]);
    }
    for (const typed of ["100_sure", "1%sure", "q_oted", "' or '1'='1", "\"single\"", "quot*"]) {
      await log.search.fill(typed);
      await expect(page.getByRole("heading", { name: "No event fits these filters" }), typed).toBeVisible();
      await log.reload(() => log.search.fill(""));
    }
  });
});
