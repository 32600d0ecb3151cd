import { expect, test } from "../../fixtures/test.js";
import { ValueMenu } from "../../screens/values.js";

test("the values of an open event filter the list", async ({ page, log }) => {
  const event = await log.find({ type: ["post.published"] }, ({ targets, actor }) => Boolean(targets?.length && actor.id));
  const target = event.targets?.[0];
  await log.open(`type=post.published&event=${event.id}`);
  const menu = new ValueMenu(page);
  for (const [field, value] of [
    ["state", event.state],
    ["type", event.type],
    ["platform", event.platform],
    ["actor", event.actor.id],
    ["actor_kind", event.actor.kind],
    ["category", event.category],
  ] as const) {
    await expect(menu.value(log.drawer, field)).toHaveAttribute("value", value ?? "");
  }
  await menu.open(menu.value(log.drawer, "target").first());
  await log.reload(() => menu.only.click());
  expect(new URL(page.url()).searchParams.getAll("target")).toEqual([target?.id]);
  const found = await log.expected();
  expect(found.map(({ id }) => id)).toContain(event.id);
  expect(found.every(({ targets }) => targets?.some(({ id }) => id === target?.id))).toBe(true);
  if (log.rows === 30) {
    await expect(log.drawer).toHaveCount(0);
  } else {
    await expect(log.drawer).toBeVisible();
    await expect(menu.value(log.drawer, "target").first()).toBeFocused();
  }
  await expect(log.chips.filter({ hasText: "Target" })).toHaveText(`Target is ${target?.name}`);
});
