/** Tracking changes links and adds images, and nothing else, whatever the mail looks like; readers end where they wanted to. */
import { join } from "node:path";
import { python } from "../support/clients.ts";
import { removeFolder, run, temporaryFolder } from "../support/process.ts";
import { TrackDomain, differences, sendMails, trackedLinks, writeMails } from "../support/tracking.ts";
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
