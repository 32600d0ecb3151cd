import { expect, test } from "../../fixtures/test.js";
import { FilterMenu } from "../../screens/filters.js";
import { Palette } from "../../screens/palette.js";
import { Volume } from "../../screens/volume.js";

test("f filters, p opens the presets, g l leads to the log, l is live", async ({ page, log }) => {
  await log.open("state=failed");
  await page.keyboard.press("f");
  await expect(new FilterMenu(page).panel).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("p");
  await expect(page.getByRole("dialog", { name: "Presets" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  const live = page.getByRole("button", { name: "Live", exact: true });
  await expect(live).toHaveAttribute("aria-pressed", "false");
  await page.keyboard.press("g");
  await log.reload(() => page.keyboard.press("l"));
  await expect(page).toHaveURL(log.path());
  await expect(live, "l after g does not").toHaveAttribute("aria-pressed", "false");
});

test("c copies a link whose range stays where it is; other ranges and places stay as they are", async ({ page, log, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = async () => {
    await page.keyboard.press("c");
    await expect(page.getByText("Copied", { exact: true })).toBeAttached();
    const address = new URL(await page.evaluate(() => navigator.clipboard.readText()));
    await expect(page.getByText("Copied", { exact: true })).toHaveCount(0);
    return address;
  };
  await log.open("state=failed&range=24h");
  const frozen = await copied();
  expect(frozen.pathname).toBe(log.path());
  const [from = NaN, to = NaN] = ["from", "to"].map((key) => Date.parse(frozen.searchParams.get(key) ?? ""));
  expect(to - from).toBe(24 * 3_600_000);
  expect(Math.abs(Date.now() - to)).toBeLessThan(60_000);
  expect(frozen.searchParams.get("range")).toBeNull();
  await expect(page, "the view itself stays relative").toHaveURL(log.path("state=failed&range=24h"));
  await log.reload(() => page.goto(frozen.href));

  await log.open("category=posts");
  await log.reload(() => page.keyboard.press("]"));
  expect((await copied()).href).toBe(page.url());
});

test("the bars are reached, told and chosen by keyboard", async ({ page, log }) => {
  await log.open("range=7d&category=posts");
  const volume = new Volume(page);
  const buckets = await volume.buckets();
  const bars = volume.strip.getByRole("slider", { name: "Bars of the volume" });
  await bars.focus();
  await expect(bars).toHaveAttribute("aria-valuenow", `${buckets}`);
  await page.keyboard.press("ArrowLeft");
  await expect(bars).toHaveAttribute("aria-valuenow", `${buckets - 1}`);
  await expect(bars).toHaveAttribute("aria-valuetext", /\d\d:00 – \d\d:00: /);
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await log.reload(() => page.keyboard.press("Enter"));
  const params = new URL(page.url()).searchParams;
  const [from = NaN, to = NaN] = ["from", "to"].map((key) => Date.parse(params.get(key) ?? ""));
  expect((to - from) / 3_600_000).toBe(3 * 3);
  await expect(bars).toBeFocused();
});

test("letters are letters in the palette", async ({ page, log }) => {
  await log.open();
  const palette = new Palette(page);
  await palette.open();
  await page.keyboard.type("fp?l");
  await expect(palette.box).toHaveValue("fp?l");
  await expect(palette.help).toHaveCount(0);
});
