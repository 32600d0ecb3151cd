import { expect, test } from "../../fixtures/test.js";
import { CONTROLS, EMOJI, LONG_WORD, QUOTES, RIGHT_TO_LEFT, SCRIPT } from "../../fixtures/hostile.js";
import { world } from "../../fixtures/world.js";
import { LogScreen } from "../../screens/log.js";
import { expectNoSidewaysScroll } from "../../screens/width.js";

test.use({ person: "visitor" });

test("texts are shown to the letter and never as markup", async ({ page, api }) => {
  const log = new LogScreen(page, api, world().hostile);
  await log.open("type=post.failed");
  const texts = await log.links.evaluateAll((links) => links.map((link) => link.textContent));
  expect(texts).toEqual([QUOTES, CONTROLS, EMOJI, RIGHT_TO_LEFT, LONG_WORD, SCRIPT]);
  await expect(page.getByRole("banner")).toContainText("Hostile <b>&amp;</b> Texts");
  await expectNoSidewaysScroll(page);

  for (const event of await log.expected()) {
    await log.link(event.id).click();
    const heading = log.drawer.getByRole("heading", { level: 2 });
    await expect.poll(() => heading.textContent()).toBe(event.description);
    await log.drawer.locator("summary").filter({ hasText: "Raw JSON" }).click();
    expect(JSON.parse((await log.drawer.getByLabel("Raw JSON").textContent()) ?? "")).toEqual(event);
    await expect(log.drawer.getByRole("region", { name: "Targets" }).getByRole("link").first()).toHaveAttribute("href", event.targets?.[0]?.url ?? "");
    await expect(log.drawer.getByRole("region", { name: "What went wrong" }).locator("code")).toHaveText(event.error?.code ?? "");
    await expectNoSidewaysScroll(page);
    const made = page.locator("main img, main script, main b > b, aside img, aside script, aside i");
    await expect(made).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(log.drawer).toHaveCount(0);
  }
  expect(await page.title()).not.toContain("owned");
});
