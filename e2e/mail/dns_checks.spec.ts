/** DNS checks with a real name server: what is right, wrong, doubled or missing, and servers that fail or are slow. */
import type { Api } from "../support/api.ts";
import { DnsProxy } from "../support/dns_proxy.ts";
import { txt } from "../support/name_server.ts";
import type { Shop } from "../support/postal.ts";
import { Smtp } from "../support/smtp.ts";
import { until } from "../support/process.ts";
import { expect, test as base } from "../fixtures.ts";

/** The installation asks through a name server that can fail. */
const test = base.extend<{ dns: DnsProxy }>({
  dns: async ({ nameServer }, use) => {
    const dns = await DnsProxy.start(nameServer.port);
    await use(dns);
    await dns.close();
  },
  environment: async ({ dns }, use) => {
    await use({
      DNS_NAMESERVERS: dns.address,
      DNS_TIMEOUT: "2",
      DNS_MX_RECORDS: "mx1.postal.example,mx2.postal.example",
    });
  },
});

type Check = { status?: string; error?: string; lookup_failed_at?: string };
type Domain = {
  uuid: string;
  name: string;
  verified_at?: string;
  dns_ok: boolean;
  spf: Check;
  dkim: Check;
  mx: Check;
  return_path: Check;
};
type DnsRecord = { type: string; full_name: string; value: string; purpose: string };

/** The shop's domain as an owner sees it. */
class Records {
  private constructor(
    private readonly api: Api,
    private readonly path: string,
    /** What has to stand in the DNS, by purpose. */
    readonly wanted: { [purpose: string]: DnsRecord },
  ) {}

  static async of(api: Api, shop: Shop): Promise<Records> {
    const domains = await api.all<Domain>(`${shop.server}/domains`);
    const path = `${shop.server}/domains/${domains.find(({ name }) => name === shop.domain)?.uuid}`;
    const { items } = await api.get<{ items: DnsRecord[] }>(`${path}/records`);
    return new Records(api, path, Object.fromEntries(items.map((record) => [record.purpose, record])));
  }

  check(): Promise<Domain> {
    return this.api.post<Domain>(`${this.path}/check`);
  }

  get dkimName(): string {
    return this.wanted["dkim"]?.full_name ?? "";
  }
}

const ok = { status: "OK" };
const missing = (error: string) => ({ status: "Missing", error });
const invalid = (error: string) => ({ status: "Invalid", error });

test("an owner is told what is right, wrong, doubled and missing", async ({ nameServer, api, shop }) => {
  const records = await Records.of(api, shop);
  const { domain } = shop;
  const { dkimName } = records;
  // What was answered before is remembered for a second.
  const shows = (expected: Record<string, unknown>) => expect.poll(() => records.check()).toMatchObject(expected);
  const right = txt(dkimName, records.wanted["dkim"]?.value ?? "");

  await test.step("what is required is there, what is optional is not", async () => {
    await shows({
      dns_ok: true,
      spf: ok,
      dkim: ok,
      mx: missing(`There are no MX records for ${domain}`),
      return_path: missing(`There is no return path record at psrp.${domain}`),
    });
  });

  await test.step("all is there, among other records", async () => {
    await nameServer.add([
      `${domain}. MX 5 mx.backup.example.`,
      `${domain}. MX 10 mx1.postal.example.`,
      `${domain}. MX 20 mx2.postal.example.`,
      txt(domain, "google-site-verification=x"),
      `psrp.${domain}. CNAME rp.postal.example.`,
    ]);
    await shows({ dns_ok: true, spf: ok, dkim: ok, mx: ok, return_path: ok });
  });

  await test.step("everything is wrong", async () => {
    const key = "v=DKIM1; t=s; h=sha256; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7;";
    await nameServer.replace(
      [domain, dkimName, `psrp.${domain}`],
      [
        txt(domain, "v=spf1 include:spf.other.example -all"),
        txt(dkimName, key),
        `${domain}. MX 10 mx1.postal.example.`,
        `psrp.${domain}. CNAME rp.other.example.`,
      ],
    );
    await shows({
      dns_ok: false,
      spf: invalid("An SPF record exists but it doesn't include spf.postal.example"),
      dkim: invalid(
        `The DKIM record at ${dkimName} does not match the record we have provided. Please check it has been copied correctly.`,
      ),
      mx: invalid("MX record for mx2.postal.example are missing and are required."),
      return_path: invalid(
        `There is a CNAME record at psrp.${domain} but it points to rp.other.example which is incorrect. It should point to rp.postal.example.`,
      ),
    });
  });

  await test.step("one too many, and somebody else's", async () => {
    await nameServer.replace([domain, dkimName], [right, txt(dkimName, "v=DKIM1; p=abcd"), `${domain}. MX 10 mx.other.example.`]);
    await shows({
      dns_ok: false,
      spf: missing("No SPF record exists for this domain"),
      dkim: invalid(`There are 2 records for at ${dkimName}. There should only be one.`),
      mx: missing("You have MX records but none of them point to us."),
    });
  });

  await test.step("nothing is left", async () => {
    await nameServer.replace([domain, dkimName, `psrp.${domain}`], []);
    await shows({
      dns_ok: false,
      spf: missing("No SPF record exists for this domain"),
      dkim: missing(`No TXT records were returned for ${dkimName}`),
    });
  });
});

test("a domain is somebody's once its TXT record says so, and sends from then on", async ({
  postal,
  receiver,
  nameServer,
  dns,
  shop,
}) => {
  const mia = await postal.member("acme", "mia@shop.example", "developer");
  const domain = await mia.post<Domain>(`${shop.server}/domains`, { name: "new.example" });
  expect(domain.verified_at).toBeUndefined();
  const path = `${shop.server}/domains/${domain.uuid}`;
  const { items } = await mia.get<{ items: DnsRecord[] }>(`${path}/records`);
  const proof = items.find(({ purpose }) => purpose === "verification");
  expect(proof).toMatchObject({ type: "TXT", full_name: "new.example", value: expect.stringMatching(/^postal-verification \w+$/) });
  const value = proof?.value ?? "";
  const verify = () => mia.post<Domain>(`${path}/verify_dns`);
  const send = async (subject: string) => {
    const smtp = await Smtp.connect(postal.smtpPort);
    await smtp.command("EHLO client.example");
    const reply = await smtp.send("mia@new.example", "bob@receiver.example", subject);
    smtp.close();
    return reply;
  };

  expect(await send("too early")).toMatch(/^530 /);
  await expect(verify()).rejects.toThrow(/4\d\d .*postal-verification/s);
  await nameServer.add([txt("new.example", "v=spf1 -all"), txt("new.example", `${value}x`), txt("new.example", `x ${value}`)]);
  await expect(verify()).rejects.toThrow(/4\d\d .*postal-verification/s);
  dns.trouble("new.example", "SERVFAIL");
  await expect.poll(() => verify().catch((error: Error) => error.message)).toMatch(/lookup_failed.*Server Failure/);
  dns.trouble("new.example");
  await nameServer.add([txt("new.example", value)]);
  await until("it is proven", async () => (await verify().catch(() => undefined))?.verified_at);
  expect(await send("hello")).toMatch(/^250 /);
  await expect.poll(() => receiver.arrived().map(({ subject }) => subject)).toEqual(["hello"]);
});

test("a name server that fails or is slow takes nothing away", async ({ nameServer, dns, api, shop }) => {
  const records = await Records.of(api, shop);
  const { dkimName } = records;
  /** Whether the look-ups of SPF and DKIM failed, which never makes the records wrong. */
  const failures = async () => {
    const checked = await records.check();
    expect(checked).toMatchObject({ dns_ok: true, spf: { status: "OK" }, dkim: { status: "OK" } });
    return [checked.spf, checked.dkim].map((check) => check.lookup_failed_at !== undefined);
  };
  expect(await failures()).toEqual([false, false]);

  for (const trouble of ["SERVFAIL", "REFUSED", "silent"] as const) {
    await test.step(trouble, async () => {
      for (const name of [shop.domain, dkimName]) dns.trouble(name, trouble);
      // What was answered before is remembered for a second.
      await expect.poll(failures).toEqual([true, true]);
      for (const name of [shop.domain, dkimName]) dns.trouble(name);
      await expect.poll(failures).toEqual([false, false]);
    });
  }

  await test.step("slow is not wrong", async () => {
    const asked = () => [shop.domain, dkimName].map((name) => dns.asked(name, "TXT"));
    const before = asked();
    for (const name of [shop.domain, dkimName]) dns.trouble(name, 1200);
    await until("both are asked again", async () => {
      expect(await failures()).toEqual([false, false]);
      return asked().every((count, n) => count > (before[n] ?? 0));
    });
  });

  await test.step("once it answers again, what it says counts", async () => {
    await nameServer.replace([shop.domain, dkimName], []);
    for (const name of [shop.domain, dkimName]) dns.trouble(name, "SERVFAIL");
    await expect.poll(failures).toEqual([true, true]);
    for (const name of [shop.domain, dkimName]) dns.trouble(name);
    await expect
      .poll(() => records.check())
      .toMatchObject({ dns_ok: false, spf: { status: "Missing" }, dkim: { status: "Missing" } });
  });
});
