import { expect, test } from "../../fixtures/test.js";

const clock = (time: string, timeZone: string) => new Date(time).toLocaleTimeString("en-GB", { timeZone });

test.describe("in a zone far from UTC", () => {
  test.use({ timezoneId: "Australia/Adelaide" });

  test("hover and focus tell the whole time, in the zone and in UTC", async ({ page, log }) => {
    await log.open("category=posts");
    const [event, next] = await log.expected();
    const row = log.table.getByRole("row").filter({ has: log.link(event?.id ?? "") });
    const tip = row.getByRole("tooltip", { includeHidden: true });
    await expect(tip).toBeHidden();
    await row.locator("time").hover();
    await expect(tip).toBeVisible();
    const time = event?.occurred_at ?? "";
    await expect(tip).toContainText(`${clock(time, "Australia/Adelaide")}`);
    await expect(tip).toContainText("Adelaide");
    await expect(tip).toContainText(`${clock(time, "UTC")} UTC`);
    expect(clock(time, "Australia/Adelaide")).not.toBe(clock(time, "UTC"));

    await page.mouse.move(0, 0);
    await expect(tip).toBeHidden();
    await log.search.focus();
    await page.keyboard.press("Escape");
    await expect(log.link(event?.id ?? "")).toBeFocused();
    await expect(tip).toBeVisible();
    await page.keyboard.press("j");
    await expect(log.link(next?.id ?? "")).toBeFocused();
    await expect(tip).toBeHidden();
    await expect(log.link(next?.id ?? "")).toHaveAccessibleDescription(new RegExp(clock(next?.occurred_at ?? "", "UTC")));
  });

  test("the page names the zone it tells times in", async ({ page, log }) => {
    await log.open();
    await expect(page.getByText(/^Times in Australia\/Adelaide, GMT\+(9|10):30$/)).toBeVisible();
    await expect(page.getByRole("banner")).toContainText("Adelaide");
  });
});

test.describe("a person with a zone of their own", () => {
  test.use({ person: "owner", timezoneId: "America/New_York" });

  test("reads in it wherever the browser is", async ({ page, log }) => {
    await log.open();
    await expect(page.getByText(/^Times in Europe\/Dublin, GMT/)).toBeVisible();
  });
});
