import { list } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";

test("a row whose outcome is missing says so, and its story agrees", async ({ api, log }) => {
  const query = { type: ["tiktok.video_uploaded", "post.scheduled"], limit: log.rows };
  const { hints = {} } = await list(api, log.workspace, query);
  const [id, hint] = Object.entries(hints)[0] ?? [];
  expect(hint?.kind).toBe("missing_outcome");
  await log.open("type=tiktok.video_uploaded&type=post.scheduled");
  const row = log.link(id ?? "").locator("xpath=ancestor::*[self::tr or self::li]");
  await expect(row).toContainText("Stuck");
  await expect(row).toContainText("no outcome since");
  await expect(row).toHaveAttribute("data-tone", "warn");
  await log.link(id ?? "").click();
  await expect(log.drawer.getByRole("heading", { name: "Story" })).toBeVisible();
});
