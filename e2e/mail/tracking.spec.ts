/** Tracking changes links and adds images, and nothing else, whatever the mail looks like; readers end where they wanted to. */
import { join } from "node:path";
import { python } from "../support/clients.ts";
import { removeFolder, run, temporaryFolder } from "../support/process.ts";
import { TrackDomain, differences, sendMails, trackedLinks, writeMails } from "../support/tracking.ts";
import { legacyEvents, openWebhook } from "../support/webhooks.ts";
import { readMail } from "../support/mail.ts";
import { expect, test } from "../fixtures.ts";

test("mail of all kinds differs from what was sent in links and images only, and is signed as it arrives", async ({
  postal,
  receiver,
  nameServer,
  api,
  shop,
  messages,
}) => {
  const track = await TrackDomain.open(postal, api, shop, nameServer, { excluded_click_domains: ["private.example"] });
  const folder = temporaryFolder("tracking");
  try {
    const mails = await writeMails(folder, "receiver.example");
    expect(mails.length).toBeGreaterThanOrEqual(50);
    await sendMails(folder, "receiver.example", postal.smtpPort, shop.from);
    await expect.poll(() => receiver.arrived().length, { timeout: 120_000 }).toBe(mails.length);
    const arrivals = mails.map((mail) => {
      const file = receiver.arrivedFor(`${mail.name}@receiver.example`)[0]?.file;
      if (file === undefined) throw new Error(`${mail.name} has not arrived`);
      return { ...mail, before: join(folder, `${mail.name}.eml`), file, after: file };
    });

    await test.step("nothing else has changed", async () => {
      expect(await differences(track.base, arrivals)).toEqual([]);
    });

    await test.step("each link leads where the author wanted", async () => {
      const found = await trackedLinks(track.base, arrivals);
      for (const { name, links } of arrivals) {
        const targets = [];
        for (const [n, link] of (found[name] ?? []).entries()) {
          const { status, headers } = await track.visit(link, n % 2 === 0 ? "host" : "header");
          expect(status).toBe(307);
          targets.push(headers["location"]);
        }
        expect({ name, targets }).toEqual({ name, targets: links.map(([, target]) => target) });
      }
      // The same address twice in a mail is the same link.
      expect(new Set(found["twice"]).size).toBe(1);
    });

    await test.step("dkimpy takes every signature", async () => {
      const unsigned = await python(
        [join(import.meta.dirname, "../support/verify_dkim.py"), String(nameServer.port), shop.domain],
        arrivals.map(({ file }) => file).join("\n"),
      );
      expect(unsigned).toBe("");
    });

    await test.step("openssl takes the signatures of the authors", async () => {
      for (const { name, file } of arrivals.filter(({ name }) => name.startsWith("smime"))) {
        const content = await run("openssl", ["smime", "-verify", "-in", file, "-CAfile", join(folder, "smime.pem")]);
        expect(content, name).toContain("http://a.example/smime");
      }
    });

    await test.step("the messages say what was counted", async () => {
      for (const { name, links, images } of arrivals) {
        const message = await messages.with("Sent", `${name}@receiver.example`);
        expect({ name, links: message.tracked_links, images: message.tracked_images }).toEqual({
          name,
          links: links.length,
          images,
        });
      }
    });
  } finally {
    removeFolder(folder);
  }
});

type Activity = {
  loads: { ip_address: string; user_agent: string; timestamp: string }[];
  clicks: { url: string; ip_address: string; user_agent: string; timestamp: string }[];
};

test("readers are led on, counted, and told about", async ({ postal, receiver, nameServer, api, shop, sink }) => {
  const track = await TrackDomain.open(postal, api, shop, nameServer);
  await openWebhook(api, shop, sink.url("/events"), { events: ["MessageLinkClicked", "MessageLoaded"] });
  const target = "https://a.example/basket?x=1&y=%C3%BC#top";
  const headers = { "X-Server-API-Key": shop.apiKey, "Content-Type": "application/json" };
  const v1 = async (action: string, body: object) => {
    const response = await fetch(`${postal.url}/api/v1/${action}`, { method: "POST", headers, body: JSON.stringify(body) });
    const { status, data }: { status: string; data: any } = JSON.parse(await response.text());
    expect(status).toBe("success");
    return data;
  };
  const { messages } = await v1("send/message", {
    from: shop.from,
    to: ["bob@receiver.example"],
    subject: "Basket",
    tag: "shop",
    html_body: `<body><a href="${target.replaceAll("&", "&amp;")}">your basket</a></body>`,
  });
  const { id, token }: { id: number; token: string } = messages["bob@receiver.example"];
  await expect.poll(() => receiver.arrived().length).toBe(1);
  const [arrived] = receiver.arrived();
  if (arrived === undefined) throw new Error("it has gone");
  const html = (await readMail(arrived)).parts[0]?.text ?? "";
  const [, link = ""] = /<a href=['"]([^'"]+)['"]>your basket<\/a>/.exec(html) ?? [];
  const [, image = ""] = /<img src=['"]([^'"]+)['"]/.exec(html) ?? [];
  const [, server, linkToken] = /^http:\/\/click\.shop\.example\/([a-z0-9]{6})\/([A-Za-z0-9]{16})$/.exec(link) ?? [];
  expect(image).toBe(`${track.base}/img/${server}/${token}`);
  const activity = async (): Promise<Activity> =>
    (await v1("messages/message", { id, _expansions: ["activity_entries"] })).activity_entries;
  const agent = "Mozilla/5.0 (e2e reader)";
  const visit = { ip_address: "127.0.0.1", user_agent: agent };

  await test.step("a link, by the host's name and by the proxy's header", async () => {
    for (const way of ["host", "header"] as const) {
      const answer = await track.visit(link, way);
      expect(answer.status).toBe(307);
      expect(answer.headers["location"]).toBe(target);
    }
    await expect.poll(async () => (await activity()).clicks.length).toBe(2);
    expect((await activity()).clicks[0]).toMatchObject({ ...visit, url: target });
  });

  await test.step("the image", async () => {
    const answer = await track.visit(image);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({ "content-type": "image/png", "content-length": String(answer.body.length) });
    expect(answer.body.subarray(1, 4).toString()).toBe("PNG");
    expect(answer.headers["cache-control"]).toContain("no-store");
    await expect.poll(async () => (await activity()).loads.length).toBe(1);
    expect((await activity()).loads[0]).toMatchObject(visit);
  });

  await test.step("what is not there, and what is not given", async () => {
    const at = (path: string) => track.visit(`${track.base}${path}`);
    expect(await at(`/nobody/${linkToken}`)).toMatchObject({ status: 404, body: Buffer.from("Invalid Server Token") });
    expect(await at(`/${server}/nothingatall1234`)).toMatchObject({ status: 404, body: Buffer.from("Link not found") });
    expect(await at(`/img/nobody/${token}`)).toMatchObject({ status: 404, body: Buffer.from("Invalid Server Token") });
    expect(await at(`/img/${server}/nothingatall1234`)).toMatchObject({ status: 200 });
    expect(await at(`/img/${server}/${token}?src=http://a.example/`)).toMatchObject({
      status: 400,
      body: Buffer.from("Invalid/missing source image"),
    });
    expect(await at("/")).toMatchObject({ status: 200, body: Buffer.from("Hello.") });
    // The tracking host serves nothing else.
    expect(await at("/api/v2/info")).not.toMatchObject({ status: 200, headers: { "content-type": /json/ } });
  });

  await test.step("the webhook, as Postal 3 told it", async () => {
    const wanted = (event: string) => legacyEvents(sink.to("/events")).filter((each) => each.event === event);
    await expect.poll(() => wanted("MessageLinkClicked").length).toBe(2);
    await expect.poll(() => wanted("MessageLoaded").length).toBeGreaterThanOrEqual(1);
    const message = { id, token, direction: "outgoing", to: "bob@receiver.example", from: shop.from, subject: "Basket", tag: "shop" };
    expect(wanted("MessageLinkClicked")[0]?.payload).toEqual({
      message: expect.objectContaining(message),
      url: target,
      token: linkToken,
      ...visit,
    });
    expect(wanted("MessageLoaded")[0]?.payload).toEqual({ message: expect.objectContaining(message), ...visit });
  });
});
