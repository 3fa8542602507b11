/** Applications that refuse, fail, hang, hang up or lead elsewhere: what becomes of the mail, and what its sender hears. */
import { readFileSync } from "node:fs";
import { type Answer, HttpSink } from "../support/http_sink.ts";
import { Receiver } from "../support/postfix.ts";
import { run, until } from "../support/process.ts";
import { readReport } from "../support/reports.ts";
import { expect, test } from "../fixtures.ts";

const ann = "ann@receiver.example";
const mail = (subject: string, fields = "") =>
  `From: Ann <${ann}>
To: shop@shop.example
Subject: ${subject}
Message-ID: <${subject}@receiver.example>
${fields}
Hello.
`;

test("what an application answers decides between delivered, bounced and tried again", async ({
  receiver,
  sender,
  sink,
  routes,
  messages,
}) => {
  const answers: { [name: string]: Answer } = {
    fine: 204,
    refused: 404,
    moved: (response) => response.writeHead(301, { Location: sink.url("/elsewhere") }).end(),
    broken: 500,
    busy: (response) => response.writeHead(429, { "Retry-After": "120" }).end("too many"),
    slow: () => undefined,
    dropped: (_, socket) => socket.destroy(),
  };
  for (const [name, answer] of Object.entries(answers)) {
    sink.answer(`/${name}`, answer);
    await routes.route(name, await routes.http(sink.url(`/${name}`), { timeout: 5 }));
  }
  const names = Object.keys(answers);
  await Promise.all(names.map((name) => sender.sendmail(ann, [`${name}@shop.example`], mail(name))));

  await test.step("2xx: delivered", async () => {
    await messages.with("Sent", "fine@shop.example");
  });

  await test.step("404 and 301: failed, and the sender gets a report", async () => {
    for (const [name, code] of [["refused", 404], ["moved", 301]] as const) {
      const { id } = await messages.with("HardFail", `${name}@shop.example`);
      const details = await messages.lastDetails(id);
      expect(details).toContain(`Received a ${code} from ${sink.url(`/${name}`)}`);
      const bounce = await messages.get(Number(/Sent bounce message to sender \(see message <msg:(\d+)>\)/.exec(details)?.[1]));
      expect(bounce).toMatchObject({ rcpt_to: ann, is_bounce: true, bounce_for_id: id, scope: "outgoing" });

      const subject = `Mail Delivery Failed (${name})`;
      await expect.poll(() => receiver.arrivedFor(ann).filter((each) => each.subject === subject).length).toBe(1);
      const [arrived] = receiver.arrivedFor(ann).filter((each) => each.subject === subject);
      if (arrived === undefined) throw new Error("it has gone");
      const report = await readReport(arrived);
      expect(report).toMatchObject({
        type: "multipart/report",
        reportType: "delivery-status",
        parts: ["text/plain", "message/delivery-status", "text/rfc822-headers"],
        header: { "return-path": "<>", "auto-submitted": "auto-replied", to: ann },
        message: { "reporting-mta": expect.stringMatching(/^dns; ?postal\.example$/) },
        recipient: {
          "final-recipient": expect.stringMatching(new RegExp(`^rfc822; ?${name}@shop\\.example$`)),
          action: "failed",
          status: expect.stringMatching(/^5\./),
        },
        original: { subject: name, "message-id": `<${name}@receiver.example>` },
        defects: [],
      });
      expect(report.text).toContain("cannot be delivered");
    }
    expect(sink.to("/elsewhere")).toEqual([]);
  });

  await test.step("500, no answer in 5 s, a closed connection: tried again, without a report", async () => {
    for (const [name, code, output] of [
      ["broken", "500", "answer 500"],
      ["dropped", "-2", ""],
      ["slow", "-1", "Timed out after 5s"],
    ] as const) {
      const { id, queue } = await messages.with("SoftFail", `${name}@shop.example`);
      const [delivery] = await messages.deliveries(id);
      expect(delivery?.details).toContain(`Received a ${code} from ${sink.url(`/${name}`)}`);
      expect(delivery?.output).toContain(output);
      expect(queue?.attempts).toBe(1);
      expect(sink.to(`/${name}`)).toHaveLength(1);
    }
  });

  await test.step("429: tried again when it says, and not counted as an attempt", async () => {
    const { id, queue } = await messages.with("SoftFail", "busy@shop.example");
    expect(await messages.lastDetails(id)).toContain("Received a 429");
    expect(queue?.attempts).toBe(0);
    const wait = (Date.parse(queue?.due_at ?? "") - Date.now()) / 1000;
    expect(wait).toBeGreaterThan(60);
    expect(wait).toBeLessThan(150);
  });

  await test.step("once they work again, a retry delivers, with the same key", async () => {
    for (const name of ["broken", "busy", "slow", "dropped"]) {
      sink.answer(`/${name}`, 200);
      const [message] = await messages.for(`${name}@shop.example`);
      await messages.retry(message?.id ?? 0);
      await messages.with("Sent", `${name}@shop.example`);
      const keys = sink.to(`/${name}`).map(({ headers }) => headers["idempotency-key"]);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    }
  });
  expect(receiver.arrivedFor(ann)).toHaveLength(2);
});

test("no report goes to a sender that must not get one", async ({ receiver, sender, sink, routes, messages }) => {
  sink.answer("/refused", 404);
  await routes.route("refused", await routes.http(sink.url("/refused")));
  const unreported: [string, string, string][] = [
    ["null sender", "<>", ""],
    ["auto-reply", ann, "Auto-Submitted: auto-replied\n"],
    ["list", ann, "List-Id: <all.receiver.example>\nPrecedence: list\n"],
  ];
  for (const [subject, from, fields] of unreported) {
    await sender.sendmail(from, [`refused+${subject.replace(" ", "-")}@shop.example`], mail(subject, fields));
  }
  for (const [subject] of unreported) {
    const { id } = await messages.with("HardFail", `refused+${subject.replace(" ", "-")}@shop.example`);
    expect(await messages.lastDetails(id)).toMatch(/Received a 404 .*No bounce message was sent/s);
  }
  // Her host does not take the report, and then it is over.
  const deaf = "deaf@receiver.example";
  receiver.answer(deaf, "550 5.7.1 no reports please");
  await sender.sendmail(deaf, ["refused+deaf@shop.example"], mail("deaf"));
  await messages.with("HardFail", "refused+deaf@shop.example");
  expect(await messages.with("HardFail", deaf)).toMatchObject({ is_bounce: true });
  // Reports are in order: behind them one that is due.
  await sender.sendmail(ann, ["refused@shop.example"], mail("person"));
  await messages.with("HardFail", "refused@shop.example");
  await messages.with("Sent", ann);
  await expect.poll(() => receiver.arrived().map(({ subject }) => subject)).toEqual(["Mail Delivery Failed (person)"]);
  expect(await messages.for(ann)).toHaveLength(1);
  expect(await messages.for(deaf)).toHaveLength(1);
});

test("the sender hears what the next mail host said", async ({ receiver, sender, routes, messages }) => {
  const office = await Receiver.start(["shop.example"]);
  try {
    await routes.route("office", await routes.smtp("127.0.0.1", office.postfix.port));
    office.answer("office@shop.example", "550 5.1.1 she has left");
    office.answer("office+later@shop.example", "451 4.3.0 not now");
    await sender.sendmail(ann, ["office@shop.example"], mail("gone"));
    await sender.sendmail(ann, ["office+later@shop.example"], mail("later"));

    await messages.with("HardFail", "office@shop.example");
    const arrived = await until("the report", () => receiver.arrivedFor(ann)[0]);
    expect(await readReport(arrived)).toMatchObject({
      header: { subject: "Mail Delivery Failed (gone)" },
      recipient: {
        action: "failed",
        status: "5.1.1",
        "diagnostic-code": expect.stringMatching(/^smtp; ?550 5\.1\.1 .*she has left/s),
        "remote-mta": expect.stringMatching(/^dns; ?127\.0\.0\.1$|^dns; ?\[127\.0\.0\.1\]$/),
      },
      defects: [],
    });

    const { id } = await messages.with("SoftFail", "office+later@shop.example");
    office.answer("office+later@shop.example");
    await messages.retry(id);
    await messages.with("Sent", "office+later@shop.example");
    expect(office.arrived().map(({ subject }) => subject)).toEqual(["later"]);
    // Its own reports would come to us, and be known (not forgeable) there.
    expect(office.arrived()[0]?.text).toMatch(/^Return-Path: <\w+\+\w+-[a-z2-7]{16}@rp\.postal\.example>$/m);
    expect(receiver.arrivedFor(ann)).toHaveLength(1);
  } finally {
    await office.close();
  }
});

test.describe("with one attempt", () => {
  test.use({ environment: { POSTAL_DEFAULT_MAXIMUM_DELIVERY_ATTEMPTS: "1" } });

  test("a message whose attempts are used up bounces", async ({ receiver, sender, sink, routes, messages }) => {
    sink.answer("/broken", 500);
    await routes.route("broken", await routes.http(sink.url("/broken")));
    await sender.sendmail(ann, ["broken@shop.example"], mail("broken"));
    const { id } = await messages.with("SoftFail", "broken@shop.example");
    await messages.retry(id);
    await messages.with("HardFail", "broken@shop.example");
    expect(await messages.lastDetails(id)).toMatch(
      /^Maximum number of delivery attempts \(1\) has been reached\. Bounce sent to sender \(see message <msg:\d+>\)/,
    );
    expect(sink.to("/broken")).toHaveLength(1);
    const report = await readReport(await until("the report", () => receiver.arrivedFor(ann)[0]));
    expect(report).toMatchObject({ recipient: { action: "failed", status: "4.4.7" }, original: { subject: "broken" } });
  });
});

test("a certificate that nobody vouches for is not accepted", async ({ sender, routes, messages }) => {
  const [key, certificate] = [sender.file("tls.key", ""), sender.file("tls.cert", "")];
  await run("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=127.0.0.1".split(" "),
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
  ]);
  const sink = await HttpSink.start("127.0.0.1", { key: readFileSync(key), cert: readFileSync(certificate) });
  try {
    await routes.route("secret", await routes.http(sink.url("/secret")));
    await sender.sendmail(ann, ["secret@shop.example"], mail("secret"));
    const { id } = await messages.with("SoftFail", "secret@shop.example");
    const [delivery] = await messages.deliveries(id);
    expect(delivery).toMatchObject({
      details: expect.stringContaining(`Received a -3 from ${sink.url("/secret")}`),
      output: "Invalid SSL certificate",
    });
    expect(sink.requests).toEqual([]);
  } finally {
    await sink.close();
  }
});

test("nothing leads to a private address: not a URL, not a name, not a redirect", async ({
  nameServer,
  sender,
  sink,
  routes,
  messages,
}) => {
  // Loopback too, but not what the installation allows.
  const intern = await HttpSink.start("127.0.0.2");
  try {
    await expect(routes.http(intern.url("/url"))).rejects.toThrow(/422 .*leads to a private address/s);
    await expect(routes.http(`http://[::ffff:127.0.0.2]:${intern.port}/mapped`)).rejects.toThrow(/422 .*private address/s);

    await nameServer.add(["intern.example. A 127.0.0.2", "mixed.example. A 127.0.0.1", "mixed.example. A 127.0.0.2"]);
    for (const name of ["intern", "mixed"]) {
      const url = `http://${name}.example:${intern.port}/name`;
      await routes.route(name, await routes.http(url));
      await sender.sendmail(ann, [`${name}@shop.example`], mail(name));
      const { id } = await messages.with("SoftFail", `${name}@shop.example`);
      const [delivery] = await messages.deliveries(id);
      expect(delivery?.details).toContain(`Received a -4 from ${url}`);
      expect(delivery?.output).toBe(`Destination '${name}.example' (127.0.0.2) is not permitted`);
    }

    sink.answer("/leads-away", (response) => response.writeHead(302, { Location: intern.url("/redirect") }).end());
    await routes.route("leads-away", await routes.http(sink.url("/leads-away")));
    await sender.sendmail(ann, ["leads-away@shop.example"], mail("leads-away"));
    const { id } = await messages.with("HardFail", "leads-away@shop.example");
    expect(await messages.lastDetails(id)).toContain("Received a 302");

    expect(intern.connections).toBe(0);
  } finally {
    await intern.close();
  }
});
