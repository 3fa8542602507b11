/** Health and metrics as an operator sees them: every listener, promtool, and the files that the manual ships. */
import { join, resolve } from "node:path";
import type { Message } from "../support/api.ts";
import { isListening, run } from "../support/process.ts";
import { Smtp } from "../support/smtp.ts";
import { expect, test } from "../fixtures.ts";

/** Names of Postal 3.3 that promtool would like to have another end. */
const known = ["postal_smtp_server_client_errors", "postal_worker_errors", "postal_worker_job_executions"];
const monitoring = resolve(import.meta.dirname, "../../docs/manual/monitoring");

const ask = (port: number, path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init);

/** What `promtool check metrics` has to say about a text: one line per finding. */
async function findings(text: string): Promise<string[]> {
  const said = await run("sh", ["-c", "promtool check metrics 2>&1; true"], { input: text });
  return said.split("\n").filter((line) => line !== "");
}

test("every role has a listener with health and metrics, and promtool reads them", async ({ postal, shop, api, receiver }) => {
  const smtp = await Smtp.connect(postal.smtpPort);
  await smtp.command("EHLO client.example");
  await smtp.command("NONSENSE");
  expect(await smtp.send(shop.from, "counted@receiver.example", "Counted")).toMatch(/^250/);
  smtp.close();
  await expect.poll(() => receiver.arrivedFor("counted@receiver.example").length).toBe(1);
  await expect.poll(async () => (await api.all<Message>(`${shop.server}/messages`))[0]?.status).toBe("Sent");

  const roles = [
    ["worker", postal.healthPorts.worker],
    ["smtp-server", postal.healthPorts.smtp],
    ["web-server", postal.healthPorts.web],
  ] as const;
  for (const [name, port] of roles) {
    expect(await (await ask(port, "/")).text()).toMatch(new RegExp(`^${name} \\(pid: ${postal.pid}, host: .+\\)$`));
    for (const path of ["/health", "/livez", "/readyz", "/health/ready"]) {
      const answer = await ask(port, path);
      expect([path, answer.status, await answer.text()]).toEqual([path, 200, "OK"]);
    }
    const missing = await ask(port, "/nothing");
    expect([missing.status, await missing.text()]).toEqual([404, "Not Found"]);

    const metrics = await ask(port, "/metrics");
    expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    const text = await metrics.text();
    for (const sample of [
      'postal_smtp_server_messages_total{tls="no",type="outgoing"} 1.0',
      'postal_smtp_server_client_errors{error="invalid-command"} 1.0',
      'postal_worker_job_executions{job="ProcessQueuedMessagesJob",thread="0"}',
      'postal_deliveries_total{scope="outgoing",status="Sent"} 1.0',
      'postal_http_requests_total{api="v2",operation="message_list",status="200"}',
      'postal_queue_messages{state="due"} 0.0',
      'postal_tls_certificate_expiry_seconds{use="smtp_server"} ',
      "process_open_fds ",
    ]) {
      expect(text).toContain(sample);
    }
    const lines = await findings(text);
    const unknown = lines.filter((line) => !known.some((name) => line.startsWith(`${name} counter metrics should have "_total" suffix`)));
    expect(unknown).toEqual([]);
    expect(lines).not.toEqual([]);
  }
  // The web listener, for a probe that knows only an address.
  for (const path of ["/livez", "/readyz"]) expect((await ask(postal.webPort, path)).status).toBe(200);
  const log = postal.log();
  for (const [, port] of roles) expect(log).toContain(`started health server on port ${port}`);
});

test("the listeners close with the process, after everything else", async ({ postal }) => {
  await postal.down();
  const lines = postal.log().split("\n");
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(at("shutting down")).toBeGreaterThan(-1);
  expect(at("stopped health server")).toBeGreaterThan(at("shutting down"));
  for (const port of Object.values(postal.healthPorts)) expect(await isListening(port)).toBe(false);
});

test("promtool takes the configuration and the rules of the manual", async () => {
  await run("promtool", ["check", "config", join(monitoring, "prometheus.yml")]);
  const rules = await run("promtool", ["check", "rules", join(monitoring, "postal.rules.yml")]);
  expect(rules).toMatch(/SUCCESS: 15 rules found/);
});
