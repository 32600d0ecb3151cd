import { expect, test } from "../../fixtures/test.js";
import { DESKTOP_ROWS, PHONE_ROWS } from "../../screens/log.js";

test("a page is a native table of 100 rows that says who did what, where, when, and how it ended", async ({ log }) => {
  await log.open();
  expect(await log.table.evaluate((table) => table.tagName)).toBe("TABLE");
  await expect(log.table.getByRole("columnheader")).toHaveText(["Type", "Activity", "Platform", "Actor", "State", "Time"]);
  await expect(log.links).toHaveCount(DESKTOP_ROWS);
  const rows = log.table.getByRole("row").filter({ has: log.page.getByRole("link") });
  await expect(rows).toHaveCount(DESKTOP_ROWS);

  const event = await log.find({ platform: ["instagram"], actor_kind: ["member"], limit: 100 });
  await log.open(`target=${event.targets?.[0]?.id ?? ""}`);
  const row = log.table.getByRole("row").filter({ has: log.link(event.id) });
  await expect(row.getByRole("rowheader")).toContainText(event.description);
  await expect(row.getByRole("cell").nth(1)).toHaveText("Instagram");
  await expect(row.getByRole("cell").nth(2)).toContainText(event.actor.name);
  await expect(row.getByRole("cell").nth(3)).toContainText(new RegExp(event.state, "i"));
  await expect(row.locator("time")).toHaveAttribute("datetime", event.occurred_at);
});

test("the limit between table and cards is 900 pixels", async ({ page, log }) => {
  await page.setViewportSize({ width: 900, height: 700 });
  await log.open();
  await expect(log.table).toBeVisible();
  await expect(log.links).toHaveCount(DESKTOP_ROWS);
  await log.reload(() => page.setViewportSize({ width: 899, height: 700 }));
  await expect(log.table).toHaveCount(0);
  await expect(log.links).toHaveCount(PHONE_ROWS);
});

test("days are headings, and what failed stands out with its reason", async ({ log }) => {
  await log.open("state=failed&range=7d");
  const events = await log.expected();
  const days = new Set(events.map((event) => new Date(event.occurred_at).toLocaleDateString("en-GB", { timeZone: "Europe/Dublin" })));
  await expect(log.table.getByRole("rowheader", { name: /on this page/ })).toHaveCount(days.size);
  const failed = events.find((event) => event.error?.reason);
  const row = log.table.getByRole("row").filter({ has: log.link(failed?.id ?? "") });
  await expect(row).toContainText(failed?.error?.reason ?? "no reason");
  await expect(row).toContainText("Failed");
});
