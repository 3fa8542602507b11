/** The stream of events across `kill -9`: whoever comes back with the last id misses nothing and sees nothing twice. */
import { EventStream, type StreamedEvent } from "../support/event_stream.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

test("a client of the event stream sees every event once, though the server is killed twice", async ({
  postal,
  api,
  shop,
  receiver,
}) => {
  const stream = new EventStream(api, `${shop.server}/events/stream`);
  await expect.poll(() => stream.connections).toBe(1);
  let next = 0;
  /** Sends until the server is gone, or as many as are wanted. */
  const send = async (count: number) => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    for (let sent = 0; sent < count; sent += 1) {
      next += 1;
      expect(await smtp.send(shop.from, `live${next % 20}@receiver.example`, `Live ${next}`)).toMatch(/^250/);
    }
    smtp.close();
  };
  for (const wanted of [50, 150]) {
    const senders = Promise.allSettled(Array.from({ length: 5 }, () => send(1000)));
    await expect.poll(() => stream.events.length, { intervals: [20], timeout: 120_000 }).toBeGreaterThan(wanted);
    await postal.down("SIGKILL");
    await senders;
    await postal.up();
  }
  await send(5);
  await expect.poll(() => receiver.arrived().some(({ subject }) => subject === `Live ${next}`)).toBe(true);
  await expect.poll(async () => (await api.all(`${shop.server}/queue`)).length, { timeout: 120_000 }).toBe(0);

  const all = (await api.all<StreamedEvent>(`${shop.server}/events`)).map(({ id }) => id).toSorted((a, b) => a - b);
  const last = all.at(-1) ?? 0;
  await expect.poll(() => stream.events.at(-1)?.id).toBe(last);
  // Ids grow by one; the stream began before the first event.
  expect(all).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(stream.events.map(({ id }) => id)).toEqual(all);
  expect(stream.connections).toBe(3);
  await stream.close();
});

test("a stream with conditions tells of what they mean, and ends with its token", async ({ api, shop, postal }) => {
  const { token, uuid } = await api.post<{ token: string; uuid: string }>("/tokens", {
    name: "brief",
    scopes: ["messages:read"],
  });
  const path = `${shop.server}/events/stream?type=message.sent&to=wanted@receiver.example`;
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${postal.url}/api/v2${path}`, { headers });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async () => {
    const piece = await reader?.read();
    text += piece?.value ?? "";
    return piece?.done === true;
  };
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  for (const to of ["other", "wanted"]) await smtp.send(shop.from, `${to}@receiver.example`, `For ${to}`);
  smtp.close();
  while (!text.includes("data: ")) expect(await read()).toBe(false);
  expect(text).toContain('"type":"message.sent"');
  expect(text).toContain("For wanted");
  await api.request("DELETE", `/tokens/${uuid}`);
  while (!(await read()));
  expect(text).not.toContain("For other");
});
