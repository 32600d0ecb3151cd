import { expect, test } from "../../fixtures/test.js";
import { OWNER, PASSWORD, reader, world } from "../../fixtures/world.js";
import { SignInScreen } from "../../screens/sign_in.js";

test.use({ person: "nobody" });

const me = () => reader(test.info().parallelIndex);

test.describe("a wrong password", () => {
  test.use({ tolerated: /401 \(Unauthorized\)/ });

  test("is refused in words that do not say which of the two was wrong", async ({ page }) => {
    const door = new SignInScreen(page);
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in$/);
    for (const email of [me(), "nobody@nowhere.example"]) {
      await door.signIn(email, "not the password");
      await expect(door.message).toHaveText("Email or password is not right. Check both and try again.");
      await expect(door.password).toBeFocused();
      await expect(door.email).toHaveValue(email);
    }
    await expect(page).toHaveURL(/\/sign-in$/);
  });
});

test("the owner of the demo signs in and finds a workspace of theirs", async ({ page }) => {
  await page.goto("/");
  await new SignInScreen(page).signIn(OWNER, PASSWORD);
  await expect(page).toHaveURL(/\/w\/wsp_[0-9a-z]{26}\/log$/);
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await page.getByRole("button", { name: "Workspace" }).click();
  await page.getByRole("group", { name: "Workspaces" }).getByRole("link", { name: "Northwind Social" }).click();
  await expect(page).toHaveURL(`/w/${world().northwind}/log`);
  await expect(page).toHaveTitle(/Northwind Social/);
});

test("it leads to the page that was asked for, with its filters", async ({ page, log }) => {
  const query = "state=failed&platform_not=x&q=%25+post&range=30d";
  await page.goto(log.path(query));
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const response = await log.reload(() => new SignInScreen(page).signIn(me(), PASSWORD));
  await expect(page).toHaveURL(log.path(query));
  expect(new URL(response.url()).searchParams.get("q")).toBe("% post");
});

test("the page that led here is gone: what it shows is asked for once, by the page that comes", async ({ page, log }) => {
  await page.goto(log.path("state=failed"));
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.endsWith("/events")) asked.push(search);
  });
  await log.reload(() => new SignInScreen(page).signIn(me(), PASSWORD));
  await expect.poll(() => asked).toEqual([`?state=failed&limit=${log.rows}`, "?state=failed&limit=1"]);
});

test("it never leads to another site", async ({ page, log }) => {
  for (const next of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
    await log.reload(() => new SignInScreen(page).signIn(me(), PASSWORD));
    await expect(page).toHaveURL(log.path());
    await page.evaluate(() => localStorage.clear());
    await page.context().clearCookies();
  }
});

test("a reload keeps the session, signing out ends it", async ({ page, log, context }) => {
  await page.goto(log.path());
  await log.reload(() => new SignInScreen(page).signIn(me(), PASSWORD));
  await log.reload(() => page.reload());
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect((await context.cookies()).map((cookie) => cookie.value).filter(Boolean)).toEqual([]);
  await page.goto(log.path());
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await expect(log.links).toHaveCount(0);
});

test.describe("an access token that has expired", () => {
  test.use({ person: "reader", tolerated: /401 \(Unauthorized\)/ });

  test("is renewed, and nobody notices", async ({ page, log }) => {
    await log.open();
    let refusals = 1;
    await page.route("**/events?*", async (route) => {
      if (refusals-- > 0) return route.fulfill({ status: 401, json: problem(401, "unauthenticated", "Sign in first") });
      return route.fallback();
    });
    const renewed = page.waitForResponse((response) => response.url().endsWith("/v1/auth/refresh"));
    await log.reload(() => log.turn("older"));
    expect((await renewed).status()).toBe(200);
    expect(refusals).toBeLessThan(0);
  });

  test("with a session that has ended leads to the door and back to the same place", async ({ page, log, context }) => {
    await log.open("state=failed");
    await context.clearCookies();
    // The answer that must be refused is the list's; a list of one asks only whether there is anything new, whenever it likes.
    const isList = ({ pathname, searchParams }: URL) => pathname.endsWith("/events") && searchParams.get("limit") !== "1";
    await page.route(isList, (route) => route.fulfill({ status: 401, json: problem(401, "unauthenticated", "Sign in first") }));
    await log.turn("older");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.unroute(isList);
    await log.reload(() => new SignInScreen(page).signIn(me(), PASSWORD));
    await expect(page).toHaveURL(/\/log\?state=failed&cursor=/);
  });
});

function problem(status: number, code: string, title: string) {
  return { type: `/docs/errors#${code}`, title, status, detail: "the test says so", code, request_id: "test" };
}
