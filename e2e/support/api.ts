/** The management API as a client sees it: JSON over HTTP with a bearer token. */

export type Page<Item> = { items: Item[]; next_cursor: string | null };
export type Message = { id: number; status: string; rcpt_to: string; subject: string | null };
export type Delivery = { status: string; details: string; output: string | null };

export class Api {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  /** One request; an answer other than 2xx is an error that shows the whole answer. */
  async request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v2${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? JSON.parse("null") : JSON.parse(text);
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.request("GET", path);
  }

  post<Answer>(path: string, body: unknown = {}): Promise<Answer> {
    return this.request("POST", path, body);
  }

  /** All items of a list, page by page. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ""; ; ) {
      const page = await this.get<Page<Item>>(`${path}?limit=100${cursor}`);
      items.push(...page.items);
      if (page.next_cursor === null || page.next_cursor === undefined) return items;
      cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
    }
  }
}
