import { walk } from "../../client/api.js";
import { expect, test } from "../../fixtures/test.js";
import { Printing, sheetsOf } from "../../screens/print.js";

const FILTER = "platform=instagram&state=received&range=30d";
// Some hundreds of events, more than one answer of the API holds.
const MANY = "category=webhooks&range=7d";

test("the page prints as one clean sheet that says what it shows, of when, and who printed it", async ({ page, log }) => {
  const printing = await Printing.watch(page);
  await log.open(FILTER);
  const before = await log.ids();
  const pdf = await page.pdf({ preferCSSPageSize: true, format: "A4" });
  expect(sheetsOf(pdf)).toBeGreaterThan(1);
  const hidden = page.locator(".print-head");
  await expect(hidden, "the screen does not show it").toBeHidden();
  expect(await log.ids(), "the screen is as it was").toEqual(before);

  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const head = page.locator(".print-head");
  await expect(head.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await expect(head).toContainText(/^ActivityNorthwind Social · Last 30 days · times in Europe\/Dublin, GMT\+[01] · /);
  await expect(head).toContainText(new RegExp(`· ${log.rows} of [0-9,]+ events · printed .* by Reader ${test.info().parallelIndex}`));
  await expect(head.getByRole("listitem")).toHaveText(["Platform is Instagram", "State is Received"]);
  const rows = log.table.getByRole("row").filter({ has: page.getByRole("link") });
  await expect(rows, "cards become a table too").toHaveCount(log.rows);
  await expect(log.table.locator("thead")).toHaveCSS("display", "table-header-group");
  const [first] = await log.expected();
  const told = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Dublin", timeStyle: "medium" }).format(new Date(first?.occurred_at ?? ""));
  await expect(rows.first().locator(".c-time .tip b")).toContainText(told);
  await expect(rows.first().locator(".c-time .tip b")).toBeVisible();
  await expect(rows.first().locator(".c-time time")).toBeHidden();
  const mark = rows.first().locator(".c-state button").evaluate((button) => getComputedStyle(button, "::after").display);
  expect(await mark, "nothing on paper looks as if it could be pressed").toBe("none");
  for (const gone of ["header.top", ".volume", ".log-tools, .m-head", ".log-foot, .m-more"]) {
    await expect(page.locator(gone).first()).toBeHidden();
  }
  // Black on white, from the dark theme too.
  await expect(log.table).toHaveCSS("background-color", "rgb(255, 255, 255)");
  await expect(rows.first().getByRole("link")).toHaveCSS("color", "rgb(27, 25, 34)");
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await expect(printing.menu).toBeVisible();
});

test("of more than this page there is a choice; this page is what is shown", async ({ page, log }) => {
  const printing = await Printing.watch(page);
  await log.open(FILTER);
  await printing.ask();
  await printing.dialog.getByRole("button", { name: `This page (${log.rows} events)` }).click();
  await printing.expectAsked(1);
  await expect(printing.dialog).toHaveCount(0);
  await page.pdf({ preferCSSPageSize: true });
  await expect(printing.menu).toBeFocused();
});

test("everything that matches is loaded and printed, and dropped afterwards", async ({ page, log, api }) => {
  const printing = await Printing.watch(page);
  const pages = await walk(api, log.workspace, { category: ["webhooks"], range: "7d", limit: 500 });
  const all = pages.flatMap(({ data }) => data);
  expect(all.length).toBeGreaterThan(300);
  await log.open(MANY);
  await expect(page.getByRole("region", { name: "Volume" })).toContainText(`${all.length.toLocaleString("en-GB")} events`);
  await printing.ask();
  await printing.dialog.getByRole("button", { name: `Everything that matches (${all.length.toLocaleString("en-GB")})` }).click();
  await printing.expectAsked(1);
  await expect(printing.sheet.locator("tbody.rows tr")).toHaveCount(all.length);
  const times = await printing.sheet.locator("time").evaluateAll((times) => times.map((time) => time.getAttribute("datetime")));
  expect(times).toEqual(all.map((event) => event.occurred_at));
  await expect(printing.sheet.locator(".print-head")).toContainText(`all ${all.length.toLocaleString("en-GB")} events`);
  expect(await printing.onPaper(), "nothing but the sheet").toEqual({ rows: all.length, tables: 1 });
  const pdf = await page.pdf({ preferCSSPageSize: true, format: "Letter" });
  expect(sheetsOf(pdf)).toBeGreaterThan(all.length / 40);
  await page.emulateMedia({ media: "screen" });
  await expect(printing.sheet).toHaveCount(0);
  await expect(log.links).toHaveCount(log.rows);
});

test("a list of one page is printed at once", async ({ page, log }) => {
  const printing = await Printing.watch(page);
  await log.open("type=post.overdue&range=7d");
  expect((await log.ids()).length).toBeLessThan(log.rows);
  await printing.ask();
  await printing.expectAsked(1);
  await expect(printing.dialog).toHaveCount(0);
});

test("of more than a sheet takes, it says what it prints", async ({ page, log }) => {
  const printing = await Printing.watch(page);
  await log.open();
  await expect(page.getByRole("region", { name: "Volume" })).toContainText(/[0-9],[0-9]{3}\+? events/);
  await printing.ask();
  await expect(printing.dialog.getByRole("button", { name: /^The newest 5,000 of [0-9]+,[0-9]{3}\+?$/ })).toBeVisible();
  await expect(printing.dialog).toContainText("More match than one sheet takes.");
  await page.keyboard.press("Escape");
  await expect(printing.dialog).toHaveCount(0);
  await expect(printing.menu).toBeFocused();
});

test.describe("when the server is away", () => {
  test.use({ tolerated: /503 \(Service Unavailable\)/ });

  test("what was loaded is kept, and trying again goes on from there", async ({ page, log, api }) => {
    const printing = await Printing.watch(page);
    const all = (await walk(api, log.workspace, { category: ["webhooks"], range: "7d", limit: 500 })).flatMap(({ data }) => data);
    expect(all.length, "a second answer is needed").toBeGreaterThan(500);
    await log.open(MANY);
    let asked = 0;
    await page.route(/limit=500/, async (route) => {
      asked += 1;
      if (asked === 2) await route.fulfill({ status: 503, contentType: "text/plain", body: "away" });
      else await route.continue();
    });
    await printing.ask();
    await printing.dialog.getByRole("button", { name: /^Everything that matches/ }).click();
    await expect(printing.dialog.getByRole("alert")).toContainText("What was loaded is kept.");
    await expect(printing.dialog.getByRole("status")).toContainText("500 of");
    await printing.dialog.getByRole("button", { name: "Try now" }).click();
    await printing.expectAsked(1);
    await expect(printing.sheet.locator("tbody.rows tr")).toHaveCount(all.length);
    expect(asked, "what was loaded is not loaded again").toBe(Math.ceil(all.length / 500) + 1);
  });
});

test("it can be cancelled while it loads", async ({ page, log }) => {
  const printing = await Printing.watch(page);
  await log.open(MANY);
  await page.route(/limit=500/, () => undefined);
  await printing.ask();
  await printing.dialog.getByRole("button", { name: /^Everything that matches/ }).click();
  await expect(printing.dialog.getByRole("progressbar", { name: "Events loaded" })).toBeVisible();
  await printing.dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(printing.dialog).toHaveCount(0);
  await expect(printing.menu).toBeFocused();
  await expect(printing.sheet).toHaveCount(0);
});
