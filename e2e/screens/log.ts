// The log page: the table of a desktop and the cards of a phone.

import { type Locator, type Page, type Response, expect } from "@playwright/test";

import { type Api, type ListQuery, type Event, list } from "../client/api.js";

export const DESKTOP_ROWS = 100;
export const PHONE_ROWS = 30;

const REPEATED = ["type", "category", "platform", "state", "actor", "actor_kind", "target"] as const;
const SINGLE = ["q", "from", "to", "tz", "cursor"] as const;

export class LogScreen {
  readonly table: Locator;
  readonly search: Locator;
  readonly newer: Locator;
  readonly older: Locator;
  readonly drawer: Locator;
  readonly chips: Locator;

  constructor(
    readonly page: Page,
    private readonly api: Api,
    readonly workspace: string,
  ) {
    this.table = page.getByRole("table", { name: "Activity, newest first" });
    this.search = page.getByRole("searchbox", { name: "Search description, type, platform and actor" });
    this.newer = page.getByRole("button", { name: "Newer", exact: true });
    this.older = page.getByRole("button", { name: "Older", exact: true });
    this.drawer = page.getByRole("complementary", { name: "Event" });
    this.chips = page.getByRole("main").getByRole("list", { name: "Filters" }).getByRole("listitem");
  }

  path(query = ""): string {
    return `/w/${this.workspace}/log${query ? `?${query}` : ""}`;
  }

  /** Opens the log and waits for its rows. */
  async open(query = ""): Promise<void> {
    await this.reload(() => this.page.goto(this.path(query)));
  }

  /** Turns to the page before or after: by button where the table has them, by key over the cards of a phone. */
  async turn(to: "older" | "newer"): Promise<void> {
    if (this.rows === PHONE_ROWS) await this.page.keyboard.press(to === "older" ? "]" : "[");
    else await this[to].click();
  }

  /** Does something that loads another page of the list, and waits for it. */
  async reload(action: () => Promise<unknown>): Promise<Response> {
    // A list of one asks only whether there is anything new.
    const isList = (response: Response) => {
      const { pathname, searchParams } = new URL(response.url());
      return pathname.endsWith("/events") && searchParams.get("limit") !== "1" && response.ok();
    };
    const [response] = await Promise.all([this.page.waitForResponse(isList), action()]);
    // The browser does not keep every body; what it has forgotten is asked for again.
    const again = () => list(this.api, this.workspace, { ...queryOf(response.url()), limit: this.rows });
    const shown: { data: Event[] } = await response.json().catch(again);
    await expect.poll(() => this.ids()).toEqual(shown.data.map((event) => event.id));
    return response;
  }

  /** The links that open events: one in each row or card. */
  get links(): Locator {
    return this.page.locator("#main a[id^='row-evt_']");
  }

  /** The row or card of an event. */
  link(id: string): Locator {
    return this.page.locator(`#row-${id}`);
  }

  /** The ids of the events that are shown, in order. */
  async ids(): Promise<string[]> {
    return this.links.evaluateAll((links) => links.map((link) => link.id.replace("row-", "")));
  }

  get rows(): number {
    return (this.page.viewportSize()?.width ?? 0) >= 900 ? DESKTOP_ROWS : PHONE_ROWS;
  }

  /** What the API itself answers to the query in the address. */
  async expected(): Promise<Event[]> {
    return (await list(this.api, this.workspace, { ...queryOf(this.page.url()), limit: this.rows })).data;
  }

  /** Expects the page to show what the API answers to this query, and the address to hold the query. */
  async expectRowsOf(query: string): Promise<Event[]> {
    await expect.poll(() => new URL(this.page.url()).search).toBe(query ? `?${query}` : "");
    const events = await this.expected();
    await expect.poll(() => this.ids()).toEqual(events.map((event) => event.id));
    return events;
  }

  /** An event of the demo, found through the API. */
  async find(query: ListQuery, fits: (event: Event) => boolean = () => true): Promise<Event> {
    const found = (await list(this.api, this.workspace, { ...query, limit: 500 })).data.find(fits);
    if (!found) throw new Error(`the demo has no event for ${JSON.stringify(query)}`);
    return found;
  }
}

/** The list's query in an address of the log. */
export function queryOf(address: string): ListQuery {
  const params = new URL(address).searchParams;
  const query: ListQuery = {};
  for (const key of REPEATED.flatMap((key) => [key, `${key}_not`])) {
    // Which values there are is for the server to say.
    if (params.has(key)) Object.assign(query, { [key]: params.getAll(key) });
  }
  for (const key of SINGLE) {
    const value = params.get(key);
    if (value !== null) query[key] = value;
  }
  const ranges = ["1h", "today", "24h", "7d", "30d", "this_month"] as const;
  const range = ranges.find((range) => range === params.get("range"));
  return range ? { ...query, range } : query;
}
