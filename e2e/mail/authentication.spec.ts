/** Who really sent it: SPF, DKIM and DMARC with a real name server, what applications are told, and what routes refuse. */
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { run } from "../support/process.ts";
import { type NameServer, txt } from "../support/name_server.ts";
import type { Postfix } from "../support/postfix.ts";
import { expect, test } from "../fixtures.ts";

const boss = "boss@bank.example";
/** From where the bank sends, and nobody else. */
const bankAddress = "127.0.0.7";

const mail = (subject: string, { from = boss, fields = "" } = {}) =>
  `${fields}From: The Boss <${from}>
To: shop@shop.example
Subject: ${subject}
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <${subject.replaceAll(" ", ".")}@bank.example>

Pay at once.
`;

/** The bank wants what is not its own rejected, a careful company wants it in quarantine. Gives a signer for the bank. */
async function publish(nameServer: NameServer, postfix: Postfix): Promise<(mail: string) => Promise<string>> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const key = postfix.file("bank.key", privateKey);
  await nameServer.add([
    txt("bank.example", `v=spf1 ip4:${bankAddress} -all`),
    txt("_dmarc.bank.example", "v=DMARC1; p=reject"),
    txt("march._domainkey.bank.example", `v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`),
    txt("careful.example", "v=spf1 -all"),
    txt("_dmarc.careful.example", "v=DMARC1; p=quarantine"),
  ]);
  const dkimsign = join(import.meta.dirname, "../.venv/bin/dkimsign");
  return (text) => run(dkimsign, ["march", "bank.example", key], { input: text });
}

test("applications are told who really sent a mail, and nobody can tell them otherwise", async ({
  nameServer,
  sender,
  sink,
  routes,
  messages,
}) => {
  const sign = await publish(nameServer, sender);
  await routes.route("help", await routes.http(sink.url("/mail"), { format: "RawMessage" }));
  /** Sends it and gives all `Authentication-Results` that the application got, each on one line. */
  const results = async (tag: string, text: string) => {
    const recipient = `help+${tag}@shop.example`;
    await sender.sendmail(boss, [recipient], text);
    const { verification } = await messages.with("Sent", recipient);
    expect(verification).toBeDefined();
    const requests = sink.to("/mail").map(({ body }) => JSON.parse(body.toString("utf8")));
    const request = requests.find(({ rcpt_to }) => rcpt_to === recipient);
    const [header = ""] = Buffer.from(request.message, "base64").toString("latin1").split("\r\n\r\n");
    return header
      .replace(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .filter((line) => /^Authentication-Results:/i.test(line));
  };

  const stranger = await results("stranger", mail("From a stranger"));
  expect(stranger).toHaveLength(1);
  expect(stranger[0]).toMatch(/^Authentication-Results: postal\.example;/);
  expect(stranger[0]).toContain("spf=fail smtp.mailfrom=bank.example;");
  expect(stranger[0]).toContain("dkim=none;");
  expect(stranger[0]).toMatch(/dmarc=fail \(p=reject dis=reject\) header\.from=bank\.example/);

  const [signed] = await results("signed", await sign(mail("Signed")));
  expect(signed).toMatch(/spf=fail .*dkim=pass header\.d=bank\.example header\.s=march .*dmarc=pass/);

  const [changed] = await results("changed", (await sign(mail("Changed"))).replace("at once", "later"));
  expect(changed).toMatch(/dkim=fail .*header\.d=bank\.example .*dmarc=fail/);

  const forged = "Authentication-Results: postal.example; dmarc=pass header.from=bank.example\n";
  const foreign = "Authentication-Results: mx.other.example; spf=pass smtp.mailfrom=bank.example\n";
  const cleaned = await results("forged", mail("Forged", { fields: forged + foreign }));
  expect(cleaned).toHaveLength(2);
  expect(cleaned[0]).toMatch(/^Authentication-Results: postal\.example; .*dmarc=fail/);
  expect(cleaned[1]).toBe(foreign.trimEnd());

  await sender.change({ smtp_bind_address: bankAddress });
  const [honest] = await results("honest", mail("Honest"));
  expect(honest).toContain(`policy.iprev=${bankAddress} `);
  expect(honest).toMatch(/spf=pass smtp\.mailfrom=bank\.example; .*dmarc=pass \(p=reject dis=none\) header\.from=bank\.example/);
});

test("routes refuse mail whose sender cannot be authenticated, at the door if they can", async ({
  nameServer,
  sender,
  receiver,
  routes,
  messages,
}) => {
  const sign = await publish(nameServer, sender);
  await routes.route("strict", "Accept", { dmarc_mode: "Fail" });
  await routes.route("careful", "Accept", { dmarc_mode: "Quarantine" });
  await routes.route("open", "Accept");
  // The envelope says nothing false: reports come back to Ann.
  const ann = "ann@receiver.example";
  const send = (names: string[], text: string) =>
    sender.sendmail(ann, names.map((name) => `${name}@shop.example`), text);

  await test.step("the domain's owner wants it rejected, and so does the route", async () => {
    await send(["strict"], mail("Rejected"));
    await expect.poll(() => receiver.arrivedFor(ann).length).toBe(1);
    expect(receiver.arrivedFor(ann)[0]?.text).toMatch(/Diagnostic-Code: smtp; 550 5\.7\.26 /);
    expect(await messages.for("strict@shop.example")).toEqual([]);
  });

  await test.step("other recipients want it: each route decides for itself", async () => {
    await send(["strict+all", "careful+all", "open+all"], mail("To all"));
    await messages.with("Processed", "open+all@shop.example");
    const held = await messages.with("Held", "careful+all@shop.example");
    expect(await messages.lastDetails(held.id)).toMatch(/quarantine .*DMARC/);
    const failed = await messages.with("HardFail", "strict+all@shop.example");
    expect(await messages.lastDetails(failed.id)).toMatch(/could not be authenticated \(DMARC\)/);
  });

  await test.step("the domain's owner asks for quarantine, and gets no more than that", async () => {
    await send(["strict+company"], mail("Company", { from: "boss@careful.example" }));
    await messages.with("Held", "strict+company@shop.example");
  });

  await test.step("what is signed, and what has no policy, comes in", async () => {
    await send(["strict+signed"], await sign(mail("Signed")));
    await messages.with("Processed", "strict+signed@shop.example");
    await send(["strict+ann"], mail("Ann", { from: ann }));
    await messages.with("Processed", "strict+ann@shop.example");
  });
  expect(receiver.arrivedFor(ann)).toHaveLength(1);
});
