/** Real SpamAssassin, rspamd and ClamAV look at the mail: what is found, what becomes of it, and what when they are away. */
import { type Scanner, eicar, gtube, startClamd, startRspamd, startSpamd } from "../support/scanners.ts";
import { expect, test as base } from "../fixtures.ts";

const ann = "ann@receiver.example";
const mail = (subject: string, body: string) =>
  `From: Ann <${ann}>
To: shop@shop.example
Subject: ${subject}
Date: Thu, 01 Jan 2026 00:00:00 +0000
Message-ID: <${subject.replaceAll(" ", ".")}@receiver.example>

${body}
`;
const withAttachment = (subject: string, content: string) =>
  mail(subject, "").replace(
    /\n\n$/,
    `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/plain

See the attachment.
--part
Content-Type: application/octet-stream; name=invoice.com
Content-Disposition: attachment; filename=invoice.com
Content-Transfer-Encoding: base64

${Buffer.from(content).toString("base64")}
--part--
`,
  );

type Scanners = { spamd: Scanner; rspamd: Scanner; clamd: Scanner };
const test = base.extend<Scanners>({
  spamd: async ({}, use) => {
    const spamd = await startSpamd();
    await use(spamd);
    await spamd.stop();
  },
  rspamd: async ({ nameServer }, use) => {
    const rspamd = await startRspamd({ dns: nameServer.port });
    await use(rspamd);
    await rspamd.stop();
  },
  clamd: async ({}, use) => {
    const clamd = await startClamd();
    await use(clamd);
    await clamd.stop();
  },
});

/** Routes whose names say what they do with what is found, all to one application. */
const findings = ["mark", "quarantine", "fail"] as const;
const modes = { mark: "Mark", quarantine: "Quarantine", fail: "Fail" };
const statuses = { mark: "Sent", quarantine: "Held", fail: "HardFail" };

test.describe("SpamAssassin and ClamAV by TCP", () => {
  test.use({
    environment: async ({ spamd, clamd }, use) => {
      await use({
        ...{ SPAMD_ENABLED: "true", SPAMD_PORT: String(spamd.port) },
        ...{ CLAMAV_ENABLED: "true", CLAMAV_PORT: String(clamd.port) },
      });
    },
  });

  test("spam and viruses are marked, put into quarantine or failed, as each route says", async ({
    api,
    shop,
    sender,
    sink,
    routes,
    messages,
  }) => {
    // GTUBE has 1000 points, which is more than every usual threshold of failure.
    await api.request("PATCH", shop.server, { spam_failure_threshold: 2000 });
    const application = await routes.http(sink.url("/mail"), { format: "RawMessage" });
    for (const name of findings) {
      await routes.route(name, application, { spam_mode: modes[name], threat_mode: modes[name] });
      await sender.sendmail(ann, [`${name}+ham@shop.example`], mail("Hello there", "How are you?"));
      await sender.sendmail(ann, [`${name}+spam@shop.example`], mail("Buy now", gtube));
      await sender.sendmail(ann, [`${name}+virus@shop.example`], withAttachment("Invoice", eicar));
    }

    for (const name of findings) {
      const ham = await messages.with("Sent", `${name}+ham@shop.example`);
      expect(ham).toMatchObject({ spam_status: "NotSpam", threat: false });

      const spam = await messages.with(statuses[name], `${name}+spam@shop.example`);
      expect(spam).toMatchObject({ spam_status: "Spam", threat: false });
      expect(spam.spam_score).toBeGreaterThanOrEqual(990);
      expect(spam.spam_checks).toContainEqual(expect.objectContaining({ code: "GTUBE", score: 1000 }));
      expect(spam.spam_checks.reduce((sum, check) => sum + check.score, 0)).toBeCloseTo(spam.spam_score ?? 0, 3);

      const virus = await messages.with(statuses[name], `${name}+virus@shop.example`);
      expect(virus).toMatchObject({ threat: true, spam_status: "NotSpam" });
      expect(virus.threat_details).toContain("Postal.Test.EICAR");
    }
    const details = async (recipient: string) =>
      messages.lastDetails((await messages.for(`${recipient}@shop.example`))[0]?.id ?? 0);
    expect(await details("quarantine+spam")).toBe("Message placed into quarantine.");
    expect(await details("quarantine+virus")).toMatch(/^Message placed into quarantine .*Postal\.Test\.EICAR/);
    expect(await details("fail+spam")).toBe("Message is spam and the route specifies it should be failed.");
    expect(await details("fail+virus")).toMatch(/^Message contains a threat .*Postal\.Test\.EICAR/);

    // What the application gets says what was found.
    await expect.poll(() => sink.to("/mail").length).toBe(5);
    const marks = (recipient: string) => {
      const requests = sink.to("/mail").map(({ body }) => JSON.parse(body.toString("utf8")));
      const request = requests.find(({ rcpt_to }) => rcpt_to === `${recipient}@shop.example`);
      return Buffer.from(request?.message ?? "", "base64").toString("latin1").split("\r\n").slice(0, 4);
    };
    const number = expect.stringMatching(/^X-Postal-Spam-Score: -?\d+\.\d+$/);
    const threshold = "X-Postal-Spam-Threshold: 5.0";
    expect(marks("mark+ham")).toEqual(["X-Postal-Spam: no", threshold, number, "X-Postal-Threat: no"]);
    expect(marks("mark+spam")).toEqual(["X-Postal-Spam: yes", threshold, number, "X-Postal-Threat: no"]);
    expect(marks("mark+virus")).toEqual(["X-Postal-Spam: no", threshold, number, "X-Postal-Threat: yes"]);

    // A person looks at it and lets it through.
    const [quarantined] = await messages.for("quarantine+spam@shop.example");
    await messages.retry(quarantined?.id ?? 0);
    await messages.with("Sent", "quarantine+spam@shop.example");
    await expect.poll(() => marks("quarantine+spam")[0]).toBe("X-Postal-Spam: yes");
  });
});

test.describe("rspamd and ClamAV by Unix sockets", () => {
  test.use({
    environment: async ({ rspamd, clamd }, use) => {
      await use({
        ...{ RSPAMD_ENABLED: "true", RSPAMD_SOCKET: rspamd.socket },
        ...{ CLAMAV_ENABLED: "true", CLAMAV_SOCKET: clamd.socket },
      });
    },
  });

  test("thresholds of the mail server decide about incoming and outgoing mail", async ({
    api,
    receiver,
    shop,
    sender,
    routes,
    messages,
  }) => {
    // rspamd gives GTUBE as many points as its own `reject` needs: 15.
    await api.request("PATCH", shop.server, { spam_failure_threshold: 12 });
    await routes.route("fail", "Accept", { spam_mode: "Fail" });
    await routes.route("mark", "Accept");
    for (const [tag, body, subject] of [
      ["ham", "How are you?", "Hello there"],
      ["pills", "They are good.", "cheap pills"],
      ["gtube", gtube, "Buy now"],
    ] as const) {
      await sender.sendmail(ann, [`mark+${tag}@shop.example`, `fail+${tag}@shop.example`], mail(subject, body));
    }
    const ham = await messages.with("Processed", "mark+ham@shop.example");
    // rspamd is told who the client is.
    expect(ham.spam_checks).toContainEqual({ code: "E2E_CLIENT", score: 0.5, description: "The client is known" });
    expect(ham.spam_checks.map(({ code }) => code)).not.toContain("E2E_SUBMITTED");
    await messages.with("Processed", "fail+ham@shop.example");
    const pills = await messages.with("Processed", "mark+pills@shop.example");
    expect(pills.spam_status).toBe("Spam");
    expect(pills.spam_checks).toContainEqual({ code: "E2E_PILLS", score: 7.5, description: "The subject sells pills" });
    await messages.with("HardFail", "fail+pills@shop.example");
    // Whatever the route says.
    const { id, spam_score } = await messages.with("HardFail", "mark+gtube@shop.example");
    expect(spam_score).toBeGreaterThanOrEqual(15);
    expect(await messages.lastDetails(id)).toBe(
      "Message's spam score is higher than the failure threshold for this server. Threshold is currently 12.0.",
    );

    await test.step("other thresholds", async () => {
      await api.request("PATCH", shop.server, { spam_threshold: 10 });
      await sender.sendmail(ann, ["fail+later@shop.example"], mail("cheap pills", "They are good."));
      expect((await messages.with("Processed", "fail+later@shop.example")).spam_status).toBe("NotSpam");
    });

    await test.step("outgoing mail, once it is scanned", async () => {
      const send = async (to: string, text: string) => {
        // rspamd does not look for GTUBE in a text that is no longer than GTUBE.
        const body = { from: shop.from, to: [to], subject: "Offer", text: `Hello,\n\n${text}\n` };
        await api.post(`${shop.server}/messages`, body);
      };
      await send("before@receiver.example", gtube);
      expect((await messages.with("Sent", "before@receiver.example")).spam_status).toBe("NotChecked");
      await api.request("PATCH", shop.server, { outbound_spam_threshold: 6 });
      await send("spam@receiver.example", gtube);
      await send("ham@receiver.example", "How are you?");
      const refused = await messages.with("HardFail", "spam@receiver.example");
      expect(refused.spam_status).toBe("Spam");
      expect(await messages.lastDetails(refused.id)).toMatch(/spam/i);
      const sent = await messages.with("Sent", "ham@receiver.example");
      expect(sent.spam_status).toBe("NotSpam");
      expect(sent.spam_checks.map(({ code }) => code)).toContain("E2E_SUBMITTED");
      await expect.poll(() => receiver.arrived().map(({ recipient }) => recipient).sort()).toEqual([
        "before@receiver.example",
        "ham@receiver.example",
      ]);
    });
  });
});

for (const [policy, first, second] of [
  ["accept", "Processed", "Processed"],
  ["defer", "SoftFail", "SoftFail"],
  ["hold", "Held", "Held"],
] as const) {
  test.describe(`policy ${policy}`, () => {
    test.use({
      environment: async ({ clamd }, use) => {
        await use({
          ...{ CLAMAV_ENABLED: "true", CLAMAV_PORT: String(clamd.port), CLAMAV_MAX_SIZE: "1" },
          POSTAL_INSPECTION_FAILURE: policy,
        });
      },
    });

    test(`when ClamAV cannot look, mail meets the policy "${policy}"`, async ({ sender, clamd, routes, messages }) => {
      await routes.route("kept", "Accept", { threat_mode: "Fail" });
      await sender.sendmail(ann, ["kept+before@shop.example"], mail("Before", "Hello."));
      await messages.with("Processed", "kept+before@shop.example");

      await test.step("too large", async () => {
        // Waiting would not make it smaller.
        const status = policy === "defer" ? "Held" : first;
        await sender.sendmail(ann, ["kept+large@shop.example"], mail("Large", `${"x".repeat(70)}\n`.repeat(20_000)));
        const { id, threat_details } = await messages.with(status, "kept+large@shop.example");
        const [delivery] = await messages.deliveries(id);
        if (policy === "accept") expect(threat_details).toMatch(/too large/);
        else expect(delivery?.output).toContain("ClamAV could not inspect the message: the message is too large");
      });

      await test.step("away", async () => {
        await clamd.stop();
        await sender.sendmail(ann, ["kept+away@shop.example"], withAttachment("Away", eicar));
        const { id, threat } = await messages.with(second, "kept+away@shop.example");
        expect(threat).toBe(false);
        const [delivery] = await messages.deliveries(id);
        if (policy !== "accept") expect(delivery?.details).toMatch(/^The message could not be inspected/);
        if (policy === "defer") expect((await messages.get(id)).queue?.attempts).toBe(1);
      });
    });
  });
}
