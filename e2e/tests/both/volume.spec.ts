import { expect, test } from "../../fixtures/test.js";
import { Volume } from "../../screens/volume.js";

test("the strip says how many events there are and how many of them failed", async ({ page, log, api }) => {
  await log.open("range=30d&category=posts");
  const volume = new Volume(page);
  const { data: counts } = await api.GET("/v1/workspaces/{workspace_id}/events/histogram", {
    params: { path: { workspace_id: log.workspace }, query: { range: "30d", category: ["posts"], tz: "Europe/Dublin" } },
  });
  if (!counts) throw new Error("no counts");
  const failed = counts.data.reduce((sum, bucket) => sum + (bucket.states["failed"] ?? 0), 0);
  expect(failed).toBeGreaterThan(0);
  await expect(volume.strip.getByRole("heading")).toHaveText(`${counts.total.toLocaleString("en")} events`);
  await expect(volume.strip).toContainText(`${failed.toLocaleString("en")} failed · ${((failed * 100) / counts.total).toFixed(1)} %`);
  expect(await volume.buckets()).toBe(counts.data.length);
  await expect(volume.plot).toHaveAccessibleName(/The most failures, \d+, fell on/);
});

test("a filter that names an actor counts the newest of theirs and says so", async ({ page, log }) => {
  const event = await log.find({ type: ["post.published"] }, ({ actor }) => actor.id !== undefined);
  await log.open(`actor=${event.actor.id}`);
  const volume = new Volume(page);
  await expect(volume.strip.getByRole("heading")).toHaveText(/^[\d,]+\+? events$/);
  const heading = await volume.strip.getByRole("heading").innerText();
  await expect(volume.strip.getByText(/^since /)).toHaveCount(heading.includes("+") ? 1 : 0);
});

test("nothing that fits leaves an empty plot of the same height", async ({ page, log }) => {
  await log.open("range=7d");
  const volume = new Volume(page);
  await expect(volume.plot).toBeVisible();
  const before = await volume.strip.boundingBox();
  await page.goto(log.path("type=course.completed&platform=telegram&range=7d"));
  await expect(volume.strip.getByRole("heading")).toHaveText("0 events");
  expect((await volume.strip.boundingBox())?.height).toBe(before?.height);
});
