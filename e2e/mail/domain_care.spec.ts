/** What happens to domains over time: keys that are exchanged. */
import type { Api } from "../support/api.ts";
import { curl, python } from "../support/clients.ts";
import { txt } from "../support/name_server.ts";
import type { Shop } from "../support/postal.ts";
import { until } from "../support/process.ts";
import { expect, test } from "../fixtures.ts";

type Domain = { uuid: string; name: string };
type DnsRecord = { type: string; full_name: string; value: string; purpose: string; dkim_key?: string };

async function shopDomain(api: Api, shop: Shop): Promise<string> {
  const domains = await api.all<Domain>(`${shop.server}/domains`);
  return `${shop.server}/domains/${domains.find(({ name }) => name === shop.domain)?.uuid}`;
}

async function dkimRecords(api: Api, path: string): Promise<DnsRecord[]> {
  const { items } = await api.get<{ items: DnsRecord[] }>(`${path}/records`);
  return items.filter(({ purpose }) => purpose === "dkim");
}

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
