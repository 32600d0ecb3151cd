import { expect, test } from "../../fixtures/test.js";
import { FilterMenu, FilterSheet } from "../../screens/filters.js";

test("values tell how many events they would show, in an order that stays", async ({ page, log, api }) => {
  await log.open("state=failed&range=30d");
  const { data: counts } = await api.GET("/v1/workspaces/{workspace_id}/events/facets", {
    params: { path: { workspace_id: log.workspace }, query: { state: ["failed"], range: "30d" } },
  });
  const platforms = counts?.data.find(({ dimension }) => dimension === "platform");
  const count = (value: string) => platforms?.values.find((found) => found.value === value)?.count ?? 0;
  const isPhone = log.rows === 30;
  const [menu, sheet] = [new FilterMenu(page), new FilterSheet(page)];
  if (isPhone) await sheet.button.click();
  else await menu.open("Platform");
  const list = isPhone ? await sheet.section("Platform") : menu.panel;
  await expect(list.getByRole("checkbox", { name: "Instagram", exact: true })).toHaveAccessibleDescription(`${count("instagram")} events`);
  const names = ["TikTok", "Instagram", "Facebook", "LinkedIn", "X", "Telegram"];
  const label = (name: string) => list.locator("label.check").filter({ has: page.getByRole("checkbox", { name, exact: true }) });
  for (const name of names) {
    await expect(label(name).locator(".n")).toHaveText(count(name.toLowerCase()).toLocaleString("en"));
  }
  const shown = await list.locator("label.check .txt").allTextContents();
  if (isPhone) await sheet.tick("State", "Published");
  else await log.reload(() => menu.value("Instagram").check());
  if (isPhone) {
    const more = await api.GET("/v1/workspaces/{workspace_id}/events/facets", {
      params: { path: { workspace_id: log.workspace }, query: { state: ["failed", "published"], range: "30d" } },
    });
    const both = more.data?.data.find(({ dimension }) => dimension === "platform")?.values.find(({ value }) => value === "x")?.count ?? 0;
    expect(both).toBeGreaterThan(count("x"));
    await expect(label("X").locator(".n"), "the draft is counted").toHaveText(both.toLocaleString("en"));
  } else {
    await expect(label("X").locator(".n"), "what choosing it too would add").toHaveText(`${count("x")}`);
  }
  expect(await list.locator("label.check .txt").allTextContents()).toEqual(shown);
});

test("a value without events is dimmed and can be chosen all the same", async ({ page, log }) => {
  await log.open("type=course.completed&range=30d");
  const isPhone = log.rows === 30;
  const [menu, sheet] = [new FilterMenu(page), new FilterSheet(page)];
  if (isPhone) await sheet.button.click();
  else await menu.open("Platform");
  const list = isPhone ? await sheet.section("Platform") : menu.panel;
  const telegram = list.getByRole("checkbox", { name: "Telegram", exact: true });
  await expect(telegram).toHaveAccessibleDescription("0 events");
  await expect(list.locator("label.none").filter({ has: page.getByRole("checkbox", { name: "Telegram", exact: true }) })).toHaveCount(1);
  await telegram.check();
  await expect(telegram).toBeChecked();
});

test("actors that only the log knows stand under a heading of their own", async ({ page, log }) => {
  await log.open("actor_kind=agent&range=30d");
  const isPhone = log.rows === 30;
  const [menu, sheet] = [new FilterMenu(page), new FilterSheet(page)];
  if (isPhone) await sheet.button.click();
  else await menu.open("Actor");
  const list = isPhone ? await sheet.section("Actor") : menu.panel;
  const agents = list.getByRole("group", { name: "Agents, keys and platforms" });
  await expect(agents.getByRole("checkbox", { name: "Publisher", exact: true })).toBeVisible();
});
