import { expect, test } from "../../fixtures/test.js";
import { Volume } from "../../screens/volume.js";

const instants = (address: string) => {
  const params = new URL(address).searchParams;
  return [params.get("from"), params.get("to")].map((time) => Date.parse(time ?? ""));
};

test("buckets that are brushed become the period, and back undoes it", async ({ page, log }) => {
  await log.open("range=7d&category=posts");
  const volume = new Volume(page);
  await log.reload(() => volume.brush(18, 12));
  const [from = NaN, to = NaN] = instants(page.url());
  expect((to - from) / 3_600_000).toBe(7 * 3);
  const found = await log.expected();
  expect(found.every((event) => from <= Date.parse(event.occurred_at) && Date.parse(event.occurred_at) < to)).toBe(true);
  await expect(page.getByRole("button", { name: /^When: \d+ \w+ \d+, \d\d:00 – / })).toBeVisible();
  await log.reload(() => page.goBack());
  expect(new URL(page.url()).search).toBe("?range=7d&category=posts");
});

test("a bar that is pressed becomes the period; whole days stay days", async ({ page, log }) => {
  await log.open("from=2026-01-01&to=2036-01-01&tz=Europe/Dublin&category=posts");
  const volume = new Volume(page);
  const last = (await volume.buckets()) - 1;
  await log.reload(() => volume.brush(last, last));
  const params = new URL(page.url()).searchParams;
  expect(params.get("from")).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(params.get("tz")).toBe("Europe/Dublin");
});

test("the period before and after is as long", async ({ page, log }) => {
  await log.open("range=24h");
  const volume = new Volume(page);
  await expect(volume.after).toBeDisabled();
  await log.reload(() => volume.before.click());
  const [from = NaN, to = NaN] = instants(page.url());
  expect(to - from).toBe(24 * 3_600_000);
  await expect(volume.after).toBeEnabled();
  await log.reload(() => volume.after.click());
  expect(instants(page.url())).toEqual([to, to + (to - from)]);
  await log.open("");
  await expect(volume.before).toBeDisabled();
});

test("who hides the volume has it hidden until they show it", async ({ page, log }) => {
  await log.open();
  const volume = new Volume(page);
  await volume.hide.click();
  await expect(volume.strip).toHaveCount(0);
  await expect(volume.show).toBeFocused();
  await log.reload(() => page.reload());
  await expect(volume.strip).toHaveCount(0);
  await volume.show.click();
  await expect(volume.hide).toBeFocused();
  await expect(volume.plot).toBeVisible();
});

test("the bucket under the pointer is told in words", async ({ page, log }) => {
  await log.open("range=7d");
  const volume = new Volume(page);
  expect(await volume.told(10)).toMatch(/^\w{3} \d+ \w{3}, \d\d:00 – \d\d:00: [\d,]+ events?(, [\d,]+ failed)?$|: nothing$/);
  await page.mouse.move(0, 0);
  await expect(volume.strip.locator(".told")).toHaveCount(0);
});
