import { expect, test } from "../../fixtures/test.js";
import { TURNING } from "../../fixtures/turning.js";
import { world } from "../../fixtures/world.js";
import { FilterMenu } from "../../screens/filters.js";
import { LogScreen } from "../../screens/log.js";

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

test.describe("over changes of summer time", () => {
  test.use({ person: "traveller", timezoneId: "America/New_York" });

  test("days have 23 or 25 hours, as headings and as filters", async ({ page, api }) => {
    const log = new LogScreen(page, api, world().turning);
    const PLACE = "type=post.published";
    await log.open(PLACE);
    const days = await log.table.locator("tbody").evaluateAll((bodies) => {
      const groups: [day: string, texts: string[]][] = [];
      for (const body of bodies) {
        const links = [...body.querySelectorAll(".what a")].map((link) => link.textContent ?? "");
        if (body.classList.contains("day")) groups.push([body.querySelector("th")?.textContent ?? "", []]);
        else groups.at(-1)?.[1].push(...links);
      }
      return groups;
    });
    const wanted: [string, string[]][] = [];
    for (const [, day, clock] of TURNING) {
      const number = String(Number(day.slice(8)));
      if (wanted.at(-1)?.[0] !== number) wanted.push([number, []]);
      wanted.at(-1)?.[1].push(`It was ${clock} on ${day}`);
    }
    expect(days).toEqual(wanted);

    const menu = new FilterMenu(page);
    for (const day of ["2026-11-01", "2026-03-08"]) {
      await log.open(PLACE);
      await menu.range.click();
      await log.reload(() => menu.rangePanel.getByLabel("From").fill(day));
      await log.reload(() => menu.rangePanel.getByLabel("Until, included").fill(day));
      const texts = TURNING.filter(([, of]) => of === day).map(([, of, clock]) => `It was ${clock} on ${of}`);
      await expect(log.links).toHaveText(texts);
    }
  });
});
