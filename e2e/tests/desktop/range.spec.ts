import { expect, test } from "../../fixtures/test.js";
import { FilterMenu } from "../../screens/filters.js";

const HOUR_MS = 3_600_000;
const ZONE = "Europe/Dublin";
const dayOf = (time: string | number) => new Date(time).toLocaleDateString("sv-SE", { timeZone: ZONE });

test("relative ranges reach as far back as they say", async ({ page, log }) => {
  await log.open("type=post.published");
  const menu = new FilterMenu(page);
  await menu.range.click();
  const today = dayOf(Date.now());
  const ranges: [label: string, query: string, holds: (time: string) => boolean][] = [
    ["Last hour", "range=1h", (time) => Date.now() - Date.parse(time) < HOUR_MS + 60_000],
    ["Today", "range=today&tz=Europe%2FDublin", (time) => dayOf(time) === today],
    ["Last 24 hours", "range=24h", (time) => Date.now() - Date.parse(time) < 24 * HOUR_MS + 60_000],
    ["Last 7 days", "range=7d", (time) => Date.now() - Date.parse(time) < 7 * 24 * HOUR_MS + 60_000],
    ["Last 30 days", "range=30d", (time) => Date.now() - Date.parse(time) < 30 * 24 * HOUR_MS + 60_000],
    ["This month", "range=this_month&tz=Europe%2FDublin", (time) => dayOf(time).slice(0, 7) === today.slice(0, 7)],
  ];
  for (const [label, query, holds] of ranges) {
    await menu.rangePanel.getByRole("button", { name: label }).click();
    const found = await log.expectRowsOf(`type=post.published&${query}`);
    expect(found.filter((event) => !holds(event.occurred_at)), label).toEqual([]);
    await expect(menu.range).toHaveAccessibleName(`When: ${label}`);
  }
  await log.reload(() => menu.rangePanel.getByRole("button", { name: "All time" }).click());
  await log.expectRowsOf("type=post.published");
});

test("two days mean whole days in the viewer's zone, the last one included", async ({ page, log, api }) => {
  // Days on both sides of the end of summer time, where the demo reaches so far back; any days otherwise.
  const first = dayOf(Date.now() - 28 * 24 * HOUR_MS);
  const last = dayOf(Date.now() - 26 * 24 * HOUR_MS);
  const end = dayOf(Date.parse(`${last}T12:00:00Z`) + 24 * HOUR_MS);
  await log.open("state=failed");
  const menu = new FilterMenu(page);
  await menu.range.click();
  await log.reload(() => menu.rangePanel.getByLabel("From").fill(first));
  await log.reload(() => menu.rangePanel.getByLabel("Until, included").fill(last));
  const found = await log.expectRowsOf(`state=failed&from=${first}&to=${end}&tz=Europe%2FDublin`);
  const days = [...new Set(found.map((event) => dayOf(event.occurred_at)))];
  expect(days.every((day) => first <= day && day <= last), days.join()).toBe(true);
  // Not every day has a failure; the comparison below tells whether the last day's are there.
  expect(days).not.toEqual([]);

  const { data } = await api.GET("/v1/workspaces/{workspace_id}/events", {
    params: { path: { workspace_id: log.workspace }, query: { state: ["failed"], range: "30d", limit: 500 } },
  });
  const wanted = data?.data.filter((event) => first <= dayOf(event.occurred_at) && dayOf(event.occurred_at) <= last) ?? [];
  expect(found.map((event) => event.id)).toEqual(wanted.map((event) => event.id));
});

test("days in the wrong order are not searched", async ({ page, log }) => {
  await log.open("from=2026-10-05&to=2026-10-10&tz=Europe/Dublin");
  const menu = new FilterMenu(page);
  await menu.range.click();
  await expect(menu.rangePanel.getByLabel("Until, included")).toHaveValue("2026-10-09");
  const address = page.url();
  await menu.rangePanel.getByLabel("From").fill("2026-10-20");
  await expect(menu.rangePanel.getByRole("status")).toHaveText("The last day lies before the first.");
  expect(page.url()).toBe(address);
});
