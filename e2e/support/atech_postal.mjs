/**
 * Sends by the npm package @atech/postal, as its README says, and prints what it answers as JSON.
 *
 *     NODE_EXTRA_CA_CERTS=ca.pem node atech_postal.mjs HOST KEY FROM TO CC BCC
 *
 * The package speaks HTTPS on port 443 only.
 */
import Postal from "@atech/postal";

const [host, key, from, to, cc, bcc] = process.argv.slice(2);
const client = new Postal.Client(host, key);
const recipients = (result) =>
  Object.fromEntries(
    Object.entries(result.recipients()).map(([address, message]) => [address, { id: message.id(), token: message.token() }]),
  );

const message = new Postal.SendMessage(client);
message.to(to);
message.cc(cc);
message.bcc(bcc);
message.from(`Shop <${from}>`);
message.replyTo("help@shop.example");
message.subject("@atech/postal: Grüße");
message.tag("node");
message.header("X-Campaign", "e2e");
message.plainBody("Sent by @atech/postal. Grüße!");
message.htmlBody("<p>Sent by <b>@atech/postal</b>. Grüße!</p>");
message.attach("numbers.bin", "application/octet-stream", Buffer.from([...Array(256).keys()]));

const raw = new Postal.SendRawMessage(client);
raw.mailFrom(from);
raw.rcptTo(to);
raw.data(`From: ${from}\r\nTo: ${to}\r\nSubject: raw by @atech/postal\r\n\r\nRaw.\r\n`);

const empty = new Postal.SendMessage(client);
empty.to(to);
empty.from(from);

const stranger = new Postal.SendMessage(new Postal.Client(host, "wrong"));
stranger.to(to);

console.log(
  JSON.stringify({
    sent: recipients(await message.send()),
    raw: recipients(await raw.send()),
    refused: await empty.send().then(() => null, (error) => error),
    unknown: await stranger.send().then(() => null, (error) => error),
  }),
);
