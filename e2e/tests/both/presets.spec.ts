import { expect, test } from "../../fixtures/test.js";
import { Presets, forget } from "../../screens/presets.js";

test.beforeEach(async ({ api, log }) => forget(api, log.workspace));
test.afterEach(async ({ api, log }) => forget(api, log.workspace));

test("five come built in; three are tabs, and each shows what the API answers to its filter", async ({ page, log }) => {
  const presets = new Presets(page);
  await log.open();
  await expect(presets.tabs).toHaveText(["All events", "Publishing failures", "TikTok pipeline", "Account health"]);
  await expect(presets.tab("All events")).toHaveAttribute("aria-current", "true");
  await log.reload(() => presets.tab("TikTok pipeline").click());
  await expect(presets.tab("TikTok pipeline")).toHaveAttribute("aria-current", "true");
  const events = await log.expected();
  expect(new Set(events.map((event) => event.type))).toEqual(
    new Set(["tiktok.video_uploaded", "tiktok.video_published", "tiktok.error"]),
  );
  await presets.open();
  await expect(presets.dialog.getByText("Built in")).toHaveCount(5);
  await log.reload(() => presets.row("AI actions today").getByRole("button", { name: /^AI actions today/ }).click());
  // A relative range stays one, and begins at the viewer's own midnight.
  expect(new URL(page.url()).searchParams.get("range")).toBe("today");
  await expect(presets.tab("AI actions today")).toHaveAttribute("aria-current", "true");
});

test("a view is saved under a name, found again, and marked when it changes", async ({ page, log }) => {
  const presets = new Presets(page);
  const name = "Śledź 🐟 <b>all</b>";
  await log.open("platform=tiktok&range=30d");
  await presets.open();
  await presets.name.fill(name);
  await page.keyboard.press("Enter");
  await expect(presets.dialog).toBeHidden();
  await expect(presets.tab(name)).toHaveAttribute("aria-current", "true");
  const address = page.url();
  expect(new URL(address).searchParams.get("range")).toBe("30d");
  await log.reload(() => page.goto(`${address}&state=failed`));
  await expect(presets.tab(name)).toContainText("changed since it was saved");
  await presets.open();
  await presets.dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(presets.dialog).toBeHidden();
  await expect(presets.tab(name)).not.toContainText("changed since it was saved");
  await log.reload(() => page.reload());
  await expect(presets.tab(name)).not.toContainText("changed since it was saved");
});

test.describe("a name that is taken", () => {
  test.use({ tolerated: /409/ });

  test("is refused in words, and what was typed stays", async ({ page, log }) => {
    const presets = new Presets(page);
    await log.open("platform=tiktok");
    for (const name of ["Morning", "morning"]) {
      await log.reload(() => page.goto(log.path("platform=tiktok")));
      await presets.open();
      await presets.name.fill(name);
      await presets.dialog.getByRole("button", { name: "Save preset" }).click();
      if (name === "Morning") await expect(presets.dialog).toBeHidden();
    }
    await expect(presets.dialog.getByRole("alert").filter({ hasText: /morning/i })).toBeVisible();
    await expect(presets.name).toHaveValue("morning");
  });
});

test("presets are pinned, moved, made the beginning, renamed and deleted", async ({ page, log }) => {
  const presets = new Presets(page);
  await log.open("platform=tiktok");
  await presets.open();
  await presets.name.fill("Mine");
  await page.keyboard.press("Enter");
  await expect(presets.dialog).toBeHidden();
  await presets.open();
  const row = () => presets.row("Mine");
  await row().getByRole("button", { name: "Pin “Mine” as a tab" }).click();
  await expect(row().getByRole("button", { name: "Pin “Mine” as a tab" })).toHaveAttribute("aria-pressed", "true");
  await row().getByRole("button", { name: "Move “Mine” up" }).click();
  await expect(presets.dialog.getByRole("listitem").nth(4)).toContainText("Mine");
  await expect(row().getByRole("button", { name: "Move “Mine” up" })).toBeFocused();
  await row().getByRole("button", { name: "Begin with “Mine”" }).click();
  await expect(row()).toContainText("begins here");
  await row().getByRole("button", { name: "Rename “Mine”" }).click();
  await row().getByRole("textbox", { name: "New name" }).fill("Ours");
  await page.keyboard.press("Enter");
  await expect(presets.row("Ours")).toBeVisible();
  await presets.close();

  // The next visit begins with it.
  await log.reload(() => page.goto("/"));
  expect(new URL(page.url()).searchParams.get("platform")).toBe("tiktok");
  await expect(presets.tabs).toHaveText(["All events", "Publishing failures", "TikTok pipeline", "Ours", "Account health"]);

  await presets.open();
  await presets.row("Ours").getByRole("button", { name: "Delete “Ours”" }).click();
  await presets.row("Ours").getByRole("button", { name: "Delete", exact: true }).click();
  await expect(presets.row("Ours")).toHaveCount(0);
  await presets.close();
  await expect(presets.tabs).toHaveCount(4);
});

test("a fifth tab is the last", async ({ page, log }) => {
  const presets = new Presets(page);
  await log.open();
  await presets.open();
  for (const name of ["Instagram activity", "AI actions today"]) {
    const pin = presets.row(name).getByRole("button", { name: `Pin “${name}” as a tab` });
    await pin.click();
    await expect(pin).toHaveAttribute("aria-pressed", "true");
  }
  await expect(presets.dialog.locator("[aria-pressed=true]")).toHaveCount(5);
});

test.describe("a server that fails", () => {
  test.use({ tolerated: /503/ });

  test("leaves the arrangement as it was, and says so", async ({ page, log }) => {
    const presets = new Presets(page);
    await log.open();
    await page.route("**/presets/arrangement", (route) => route.fulfill({ status: 503, body: "away" }));
    await presets.open();
    const pin = presets.row("Instagram activity").getByRole("button", { name: /^Pin/ });
    await pin.click();
    await expect(presets.dialog.getByRole("alert")).toContainText("Nothing was changed");
    await expect(pin).toHaveAttribute("aria-pressed", "false");
  });
});

test.describe("the owner", () => {
  test.use({ person: "owner" });

  test("shares one with the workspace", async ({ page, log }) => {
    const presets = new Presets(page);
    await log.open("state=failed");
    await presets.open();
    await presets.name.fill("What failed");
    await presets.dialog.getByRole("checkbox", { name: "Share it with the whole workspace" }).check();
    await page.keyboard.press("Enter");
    await expect(presets.dialog).toBeHidden();
    await presets.open();
    await expect(presets.row("What failed")).toContainText("Shared by");
  });
});
