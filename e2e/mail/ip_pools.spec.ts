/** Mail leaves from the addresses of IP pools, under their names: what a real Postfix sees of that. */
import type { Api, Delivery, Message } from "../support/api.ts";
import type { Shop } from "../support/postal.ts";
import type { Receiver } from "../support/postfix.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

type Pool = { uuid: string };
type Address = { id: number; machines: string[] };

test.use({ environment: { POSTAL_USE_IP_POOLS: "true" } });

/** A pool with one address, which is called `ip` and its last number. */
async function pool(api: Api, name: string, ipv4: string): Promise<Pool & { address: string }> {
  const made = await api.post<Pool>("/ip-pools", { name });
  const hostname = `ip${ipv4.split(".").at(-1)}.pool.example`;
  const { id } = await api.post<Address>(`/ip-pools/${made.uuid}/addresses`, { ipv4, hostname });
  return { ...made, address: `/ip-pools/${made.uuid}/addresses/${id}` };
}

/** What Postfix wrote about the host that brought the mail: `ip2.pool.example (unknown [127.0.0.2])`. */
async function broughtBy(receiver: Receiver, recipient: string): Promise<string | undefined> {
  await expect.poll(() => receiver.arrivedFor(recipient).length).toBe(1);
  return /^Received: from (.*)$/m.exec(receiver.arrivedFor(recipient)[0]?.text ?? "")?.[1]?.trim();
}

async function send(postal: { smtpPort: number }, shop: Shop, recipient: string): Promise<void> {
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  expect(await smtp.send(shop.from, recipient, recipient)).toMatch(/^250/);
  smtp.close();
}

test("mail leaves by the pool of the server, and by rules from elsewhere", async ({ postal, receiver, api, shop }) => {
  const [main, bulk] = [await pool(api, "Main", "127.0.0.2"), await pool(api, "Bulk", "127.0.0.3")];
  await api.request("PUT", "/organizations/acme/ip-pools", { ip_pools: [main.uuid, bulk.uuid] });
  await api.request("PATCH", shop.server, { ip_pool: main.uuid });
  await api.post(`${shop.server}/ip-pool-rules`, { ip_pool: bulk.uuid, to_text: "news@receiver.example" });
  for (const [recipient, last] of [["one", 2], ["news", 3], ["two", 2], ["news+tag", 3]] as const) {
    const address = `${recipient}@receiver.example`;
    await send(postal, shop, address);
    expect(await broughtBy(receiver, address)).toBe(`ip${last}.pool.example (unknown [127.0.0.${last}])`);
  }
  const [newest] = await api.all<Message>(`${shop.server}/messages`);
  const [delivery] = await api.all<Delivery>(`${shop.server}/messages/${newest?.id}/deliveries`);
  expect(delivery?.details).toMatch(/^Message for .* accepted by 127\.0\.0\.1:\d+ \(mx\.receiver\.example\) \(from 127\.0\.0\.3\)$/);
  // The worker has looked at its machine by now.
  await expect.poll(async () => (await api.get<Address>(main.address)).machines.length).toBe(1);
});

test("an application names the pool for one message", async ({ postal, receiver, api, shop }) => {
  const bulk = await pool(api, "Bulk", "127.0.0.3");
  await api.request("PUT", "/organizations/acme/ip-pools", { ip_pools: [bulk.uuid] });
  const message = { from: shop.from, text: "x", subject: "x" };
  await api.post(`${shop.server}/messages`, {
    ...message,
    to: ["wish@receiver.example"],
    options: { ip_pool: bulk.uuid },
  });
  expect(await broughtBy(receiver, "wish@receiver.example")).toBe("ip3.pool.example (unknown [127.0.0.3])");
  await api.post(`${shop.server}/messages`, { ...message, to: ["none@receiver.example"] });
  expect(await broughtBy(receiver, "none@receiver.example")).toMatch(/\[127\.0\.0\.1\]\)$/);
  expect(postal.log()).not.toContain("cannot be noted");
});

test("an address that is not on the machine is named, and its mail goes on once it is out of the pool", async ({
  postal,
  receiver,
  api,
  shop,
}) => {
  const main = await pool(api, "Main", "192.0.2.77");
  await api.request("PUT", "/organizations/acme/ip-pools", { ip_pools: [main.uuid] });
  await api.request("PATCH", shop.server, { ip_pool: main.uuid });
  const recipient = "stuck@receiver.example";
  await send(postal, shop, recipient);
  const [{ id }] = (await api.all<Message>(`${shop.server}/messages`)) as [Message];
  const deliveries = () => api.all<Delivery>(`${shop.server}/messages/${id}/deliveries`);
  await expect.poll(async () => (await deliveries())[0]?.status).toBe("SoftFail");
  expect((await deliveries())[0]?.details).toContain("192.0.2.77, and that address is not on this machine");
  await api.request("DELETE", main.address);
  await api.post(`/ip-pools/${main.uuid}/addresses`, { ipv4: "127.0.0.4", hostname: "ip4.pool.example" });
  await api.post(`${shop.server}/messages/${id}/retry`);
  expect(await broughtBy(receiver, recipient)).toBe("ip4.pool.example (unknown [127.0.0.4])");
});
