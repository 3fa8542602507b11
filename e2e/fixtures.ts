/** What every story begins with: a name server, a receiving Postfix and a new installation, all of its own. */
import { test as base, expect } from "@playwright/test";
import type { Api } from "./support/api.ts";
import { HttpSink } from "./support/http_sink.ts";
import { Messages } from "./support/messages.ts";
import { NameServer } from "./support/name_server.ts";
import { Postal, type Shop, openShop } from "./support/postal.ts";
import { type Postfix, Receiver } from "./support/postfix.ts";
import { Routes } from "./support/routes.ts";

type Options = {
  /** Configuration of the installation beyond what all of them need. */
  environment: { [name: string]: string };
};
type World = { nameServer: NameServer; receiver: Receiver; postal: Postal; api: Api; shop: Shop };
/** What stories about incoming mail need besides. */
type Receiving = {
  /** The Postfix that also receives; here it sends, everything that is not its own to the installation. */
  sender: Postfix;
  /** The customer's application. */
  sink: HttpSink;
  routes: Routes;
  messages: Messages;
};

export const test = base.extend<Options & World & Receiving>({
  environment: [{}, { option: true }],
  nameServer: async ({}, use) => {
    const nameServer = await NameServer.start([
      "receiver.example. MX 10 mx.receiver.example.",
      "mx.receiver.example. A 127.0.0.1",
    ]);
    await use(nameServer);
    await nameServer.close();
  },
  receiver: async ({}, use) => {
    const receiver = await Receiver.start(["receiver.example"]);
    await use(receiver);
    await receiver.close();
  },
  postal: async ({ nameServer, receiver, environment }, use, info) => {
    const postal = await Postal.start(nameServer, receiver.postfix.port, environment);
    await use(postal);
    await postal.down();
    if (info.status !== info.expectedStatus) {
      await info.attach("postal.log", { body: postal.log(), contentType: "text/plain" });
      await info.attach("postfix.log", { body: receiver.postfix.log(), contentType: "text/plain" });
    }
    // A panic is a failure, whatever the test itself saw.
    expect(postal.log()).not.toContain("panicked at");
    await postal.close();
  },
  api: async ({ postal }, use) => {
    await use(await postal.api());
  },
  shop: async ({ api, nameServer }, use) => {
    await use(await openShop(api, nameServer));
  },
  sender: async ({ receiver, postal }, use) => {
    await receiver.postfix.relayTo(postal.smtpPort);
    await use(receiver.postfix);
  },
  sink: async ({}, use) => {
    const sink = await HttpSink.start();
    await use(sink);
    await sink.close();
  },
  routes: async ({ api, shop }, use) => {
    await use(await Routes.of(api, shop));
  },
  messages: async ({ api, shop }, use) => {
    await use(new Messages(api, shop.server));
  },
});

export { expect };
