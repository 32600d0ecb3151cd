import { expect, test } from "../../fixtures/test.js";
import { PHONE_ROWS } from "../../screens/log.js";

test("a page is 30 cards, and no table", async ({ page, log }) => {
  await log.open("category_not=sign-in");
  await expect(page.getByRole("table")).toHaveCount(0);
  const cards = page.getByRole("listitem").filter({ has: page.locator("a[id^='row-evt_']") });
  await expect(cards).toHaveCount(PHONE_ROWS);
  const event = (await log.expected()).find((event) => event.platform && event.actor.kind === "member");
  const card = cards.filter({ has: log.link(event?.id ?? "") });
  await expect(card).toContainText(event?.description ?? "");
  await expect(card).toContainText(event?.actor.name ?? "");
  await expect(card).toContainText(new RegExp(event?.state ?? "", "i"));
});

test("an event opens over the list with a tap anywhere on its card, and closes back to it", async ({ page, log }) => {
  await log.open();
  const [, , third] = await log.ids();
  const link = log.link(third ?? "");
  await link.scrollIntoViewIfNeeded();
  const card = page.getByRole("listitem").filter({ has: link });
  const box = await card.boundingBox();
  await card.tap({ position: { x: (box?.width ?? 0) - 8, y: (box?.height ?? 0) - 8 } });
  await expect(page).toHaveURL(log.path(`event=${third}`));
  const drawer = await log.drawer.boundingBox();
  expect(drawer?.width).toBeCloseTo(390);
  await expect(page.getByRole("main"), "what is covered cannot be reached").toHaveAttribute("inert");
  await log.drawer.getByRole("button", { name: "Close (Esc)" }).tap();
  await expect(log.drawer).toHaveCount(0);
  await expect(link).toBeFocused();
});

test("everything that is tapped is large enough for a thumb", async ({ page, log }) => {
  await log.open("platform=x");
  const controls = page.locator("button:visible, a.card-what:visible, input:visible, header a:visible");
  for (const control of await controls.all()) {
    const box = await control.boundingBox();
    const size = Math.min(box?.width ?? 0, box?.height ?? 0);
    expect(size, await control.evaluate((element) => element.outerHTML.slice(0, 80))).toBeGreaterThanOrEqual(24);
  }
});
