import type { Event } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { FilterMenu } from "../../screens/filters.js";

interface Choice {
  dimension: string;
  values: string[];
  query: string;
  fits: (event: Event) => boolean;
}

const CHOICES: Choice[] = [
  { dimension: "Type", values: ["Post failed", "Media uploaded"], query: "type=post.failed&type=media.uploaded", fits: ({ type }) => type === "post.failed" || type === "media.uploaded" },
  { dimension: "Category", values: ["Learning"], query: "category=learning", fits: ({ category }) => category === "learning" },
  { dimension: "Platform", values: ["TikTok", "X"], query: "platform=tiktok&platform=x", fits: ({ platform }) => platform === "tiktok" || platform === "x" },
  { dimension: "State", values: ["Overdue", "Failed"], query: "state=overdue&state=failed", fits: ({ state }) => state === "overdue" || state === "failed" },
  { dimension: "Kind of actor", values: ["Agent"], query: "actor_kind=agent", fits: ({ actor }) => actor.kind === "agent" },
];

for (const { dimension, values, query, fits } of CHOICES) {
  test(`${dimension}: what is ticked acts at once, "is not" turns it round`, async ({ page, log }) => {
    await log.open();
    const menu = new FilterMenu(page);
    await menu.open(dimension);
    for (const value of values) await log.reload(() => menu.value(value).check());
    const found = await log.expectRowsOf(query);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((event) => !fits(event))).toEqual([]);
    await expect(log.chips).toHaveText([`${dimension} is ${values.join(", ")}`]);

    await log.reload(() => page.getByText("is not", { exact: true }).click());
    const others = await log.expectRowsOf(query.replace(/=/g, "_not="));
    expect(others.filter(fits)).toEqual([]);
    await expect(log.chips).toHaveText([`${dimension} is not ${values.join(", ")}`]);
    await menu.close();
    await expect(menu.button).toBeFocused();
  });
}

test("Actor: members, and former ones under a heading of their own", async ({ page, log }) => {
  await log.open();
  const menu = new FilterMenu(page);
  for (const [group, name] of [["Members", "Sarah Chen"], ["Former members", "Callum Price"]] as const) {
    await menu.open("Actor");
    await log.reload(() => menu.panel.getByRole("group", { name: group, exact: true }).getByRole("checkbox", { name }).check());
    const id = new URL(page.url()).searchParams.get("actor") ?? "";
    const found = await log.expectRowsOf(`actor=${id}`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ actor }) => actor.name === name)).toBe(true);
    await menu.close();
    await log.reload(() => page.getByRole("button", { name: `Remove the filter Actor is ${name}` }).click());
  }
  await log.expectRowsOf("");
});

test("the shortcuts are the outcomes of posts", async ({ page, log }) => {
  await log.open();
  const menu = new FilterMenu(page);
  await menu.open("Type");
  for (const [name, state] of [["Published", "published"], ["Scheduled", "scheduled"], ["Failed", "failed"]] as const) {
    const shortcut = menu.panel.getByRole("button", { name, exact: true });
    await log.reload(() => shortcut.click());
    await expect(shortcut).toHaveAttribute("aria-pressed", "true");
    const found = await log.expectRowsOf(new URL(page.url()).search.slice(1));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((event) => event.state === state)).toBe(true);
    await log.reload(() => shortcut.click());
  }
});

test("a long list of values has a box to find one", async ({ page, log }) => {
  await log.open();
  const menu = new FilterMenu(page);
  await menu.open("Type");
  await menu.panel.getByRole("searchbox", { name: "Find in Type" }).fill("comm");
  await expect(menu.panel.getByRole("checkbox")).toHaveCount(1);
  await log.reload(() => menu.value("Instagram comment").check());
  await log.expectRowsOf("type=instagram.comment");
});

test("filters add up, go one by one, and go all together", async ({ page, log }) => {
  await log.open("type=post.*&platform=instagram&state_not=failed&q=a&range=30d");
  const found = await log.expected();
  expect(found.length).toBeGreaterThan(0);
  await expect(log.chips).toHaveText(["Type is All of Post", "Platform is Instagram", "State is not Failed"].map((text) => new RegExp(text.replace("All of Post", ".+"))));
  await log.reload(() => page.getByRole("button", { name: "Remove the filter State is not Failed" }).click());
  await log.expectRowsOf("type=post.*&platform=instagram&q=a&range=30d");
  await log.reload(() => page.getByRole("button", { name: "Clear all" }).click());
  await log.expectRowsOf("");
  await expect(log.chips).toHaveCount(0);
  await expect(log.search).toHaveValue("");
  await log.reload(() => page.goBack());
  await log.expectRowsOf("type=post.*&platform=instagram&q=a&range=30d");
});

test("a chip opens its own values", async ({ page, log }) => {
  await log.open("platform_not=instagram");
  const menu = new FilterMenu(page);
  await page.getByRole("button", { name: "Platform is not Instagram", exact: true }).click();
  await expect(menu.value("Instagram")).toBeChecked();
  await expect(menu.operator("is not")).toBeChecked();
  await log.reload(() => menu.value("Facebook").check());
  await log.expectRowsOf("platform_not=instagram&platform_not=facebook");
});
