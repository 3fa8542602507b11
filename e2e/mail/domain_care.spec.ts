/** What happens to domains over time: proof by mail, keys that are exchanged, records that break, and who hears of it. */
import type { Api } from "../support/api.ts";
import { curl, python } from "../support/clients.ts";
import { txt } from "../support/name_server.ts";
import type { Postal, Shop } from "../support/postal.ts";
import { Receiver } from "../support/postfix.ts";
import { until } from "../support/process.ts";
import { legacyEvents, openWebhook } from "../support/webhooks.ts";
import { expect, test as base } from "../fixtures.ts";

const test = base.extend({
  // Mail of the product itself goes there, too.
  receiver: async ({}, use) => {
    const receiver = await Receiver.start(["receiver.example", "postal.example", "new.example"]);
    await use(receiver);
    await receiver.close();
  },
  environment: async ({ receiver }, use) => {
    await use({
      SMTP_HOST: "127.0.0.1",
      SMTP_PORT: String(receiver.postfix.port),
      // Its certificate is nobody's.
      SMTP_OPENSSL_VERIFY_MODE: "none",
    });
  },
});

type Domain = { uuid: string; name: string; verified_at?: string };
type DnsRecord = { type: string; full_name: string; value: string; purpose: string; dkim_key?: string };

async function shopDomain(api: Api, shop: Shop): Promise<string> {
  const domains = await api.all<Domain>(`${shop.server}/domains`);
  return `${shop.server}/domains/${domains.find(({ name }) => name === shop.domain)?.uuid}`;
}

async function dkimRecords(api: Api, path: string): Promise<DnsRecord[]> {
  const { items } = await api.get<{ items: DnsRecord[] }>(`${path}/records`);
  return items.filter(({ purpose }) => purpose === "dkim");
}

test("a domain is somebody's who can read the mail of its postmaster", async ({ postal, receiver, shop }) => {
  const mia = await postal.member("acme", "mia@shop.example", "developer");
  const { uuid } = await mia.post<Domain>(`${shop.server}/domains`, { name: "new.example", verification_method: "Email" });
  const path = `${shop.server}/domains/${uuid}`;
  await expect(mia.post(`${path}/verify_email_send`, { address: "mia@receiver.example" })).rejects.toThrow(/ 4\d\d /);
  await mia.post(`${path}/verify_email_send`, { address: "postmaster@new.example" });
  const mail = await until("the code", () => receiver.arrivedFor("postmaster@new.example")[0]);
  expect(mail.subject).toBe("Verify your ownership of new.example");
  expect(mail.text).toContain("mia@shop.example");
  const [, code = ""] = /^\s+(\d{8})$/m.exec(mail.text) ?? [];
  const wrong = String((Number(code) + 1) % 100_000_000).padStart(8, "0");
  const confirm = (text: string) => mia.post<Domain>(`${path}/verify_email_confirm`, { code: text });
  await expect(confirm(wrong)).rejects.toThrow(/ 4\d\d /);
  expect((await confirm(` ${code} `)).verified_at).toBeDefined();
  expect(receiver.arrivedFor("postmaster@new.example")).toHaveLength(1);
});

test("a DKIM key is exchanged without a mail that cannot be verified", async ({ postal, receiver, nameServer, api, shop }) => {
  const path = await shopDomain(api, shop);
  const http = { url: postal.url, key: shop.apiKey, from: shop.from };
  const selector = async (recipient: string) => {
    await curl([recipient], http);
    const mail = await until(`mail for ${recipient}`, () => receiver.arrivedFor(recipient)[0]);
    return /^DKIM-Signature:[^]*?\bs=([^;]+);/m.exec(mail.text)?.[1];
  };
  const [first] = await dkimRecords(api, path);
  const name = (record: DnsRecord | undefined) => record?.full_name.replace(`._domainkey.${shop.domain}`, "");
  expect(await selector("one@receiver.example")).toBe(name(first));

  await api.post(`${path}/dkim_rotate`);
  const second = (await dkimRecords(api, path)).find(({ full_name }) => full_name !== first?.full_name);
  expect(second?.value).toMatch(/^v=DKIM1; /);
  expect(second?.value).not.toBe(first?.value);
  await api.post(`${path}/check`);
  expect(await selector("two@receiver.example")).toBe(name(first));

  await nameServer.add([txt(second?.full_name ?? "", second?.value ?? "")]);
  await until("the new key is seen", async () => {
    await api.post(`${path}/check`);
    const records = await dkimRecords(api, path);
    return records.find(({ full_name }) => full_name === second?.full_name)?.dkim_key !== second?.dkim_key;
  });
  // Every process knows within five seconds.
  let attempt = 0;
  await until("the new key signs", async () => (await selector(`three${(attempt += 1)}@receiver.example`)) === name(second));

  const unsigned = await python(
    [`${import.meta.dirname}/../support/verify_dkim.py`, String(nameServer.port), shop.domain],
    receiver.arrived().map(({ file }) => file).join("\n"),
  );
  expect(unsigned).toBe("");
});

/** The hourly check, an hour later. */
async function nextCheck(postal: Postal): Promise<void> {
  await postal.database("set", "domains", "dns_checked_at = dns_checked_at - 7200000000");
  await postal.command(["tasks", "run", "CheckAllDNSScheduledTask"]);
}

test("records that break are told once, until something else breaks", async ({
  postal,
  receiver,
  nameServer,
  api,
  shop,
  sink,
}) => {
  await postal.member("acme", "mia@receiver.example", "admin");
  await openWebhook(api, shop, sink.url("/events"), { events: ["DomainDNSError"] });
  const told = () => legacyEvents(sink.to("/events"));
  const path = await shopDomain(api, shop);
  const { items } = await api.get<{ items: DnsRecord[] }>(`${path}/records`);
  const record = (purpose: string) => {
    const found = items.find((item) => item.purpose === purpose);
    return { name: found?.full_name ?? "", line: txt(found?.full_name ?? "", found?.value ?? "") };
  };
  await nextCheck(postal);
  expect(told()).toEqual([]);

  await nameServer.replace([record("spf").name], [txt(shop.domain, "v=spf1 -all")]);
  // One odd answer is not believed.
  await nextCheck(postal);
  expect(told()).toEqual([]);
  await nextCheck(postal);
  await expect.poll(() => told().length).toBe(1);
  expect(told()[0]).toMatchObject({
    event: "DomainDNSError",
    payload: {
      server: { name: "Mail", permalink: "mail", organization: "acme" },
      domain: shop.domain,
      spf_status: "Invalid",
      spf_error: "An SPF record exists but it doesn't include spf.postal.example",
      dkim_status: "OK",
      dkim_error: null,
    },
  });
  const subject = `[acme/mail] The DNS records of ${shop.domain} are no longer right`;
  await expect.poll(() => receiver.arrivedFor("mia@receiver.example").map((mail) => mail.subject)).toEqual([subject]);

  await nextCheck(postal);
  await nameServer.replace([record("dkim").name], []);
  await nextCheck(postal);
  await nextCheck(postal);
  await expect.poll(() => told().length).toBe(2);
  expect(told()[1]?.payload).toMatchObject({ spf_status: "Invalid", dkim_status: "Missing" });

  await nameServer.replace([record("spf").name], [record("spf").line, record("dkim").line]);
  await until("all is well", async () => (await api.post<{ dns_ok: boolean }>(`${path}/check`)).dns_ok);
  await nextCheck(postal);
  expect(told()).toHaveLength(2);
  expect(receiver.arrivedFor("mia@receiver.example")).toHaveLength(1);
});
