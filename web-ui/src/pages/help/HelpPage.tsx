import { List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { domainChoices, sendingDomains } from "../../api/domains";
import { infoGet } from "../../api/session";
import { Page } from "../../components/Page";
import { useServerPath, useUser } from "../../components/scope";
import { Snippets } from "../../components/Snippets";
import { paths } from "../../paths";
import { CopyButton } from "../../ui/CopyButton";
import { Section } from "../../ui/Section";
import { apiSnippets, smtpSnippets } from "../../util/snippets";
import classes from "./HelpPage.module.css";

export default function HelpPage() {
  const path = useServerPath();
  const user = useUser();
  const { data: info } = useQuery(infoGet());
  const domains = useQuery(domainChoices(path));
  const verified = sendingDomains(domains.data ?? []);
  const sending = {
    webUrl: window.location.origin,
    smtpHost: info?.smtp_hostname ?? window.location.hostname,
    smtpPort: info?.smtp_port ?? 25,
    username: `${path.org}/${path.server}`,
    key: "YOUR-KEY",
    from: `test@${verified[0]?.name ?? "your-domain.example"}`,
    to: user.email_address,
  };
  return (
    <Page title="Help" lead="How to send through this server and how to receive with it.">
      <Section
        title="Send by SMTP"
        help={
          <>
            Any program that can use a mail server. You need an SMTP credential:{" "}
            <Link to={paths.credentials(path)}>see credentials</Link>.
          </>
        }
      >
        <Settings
          settings={[
            ["Server", sending.smtpHost],
            ["Port", String(sending.smtpPort)],
            ["Encryption", "STARTTLS"],
            ["User name", sending.username],
            ["Password", "The key of an SMTP credential"],
            ["Authentication", "PLAIN, LOGIN or CRAM-MD5"],
          ]}
          copyable={["Server", "Port", "User name"]}
        />
        <div className={classes.code}>
          <Snippets snippets={smtpSnippets(sending)} label="SMTP examples" />
        </div>
      </Section>
      <Section
        title="Send by HTTP"
        help={
          <>
            One request for one message with up to 50 recipients. You need an API credential:{" "}
            <Link to={paths.credentials(path)}>see credentials</Link>.
          </>
        }
      >
        <Settings
          settings={[
            ["URL", `${sending.webUrl}/api/v1/send/message`],
            ["Header", "X-Server-API-Key: the key"],
          ]}
          copyable={["URL"]}
        />
        <div className={classes.code}>
          <Snippets snippets={apiSnippets(sending)} label="HTTP examples" />
        </div>
        <Text mt={12}>
          The management API, which this web interface uses too, is described at <a href="/api/v2/docs">/api/v2/docs</a>
          .
        </Text>
      </Section>
      <Section title="What to know">
        <List spacing={8} maw={720}>
          <List.Item>
            From must be at a verified domain of this server
            {verified.length > 0 && (
              <>
                :{" "}
                {verified
                  .slice(0, 5)
                  .map((domain) => domain.name)
                  .join(", ")}
                {verified.length > 5 && " and others"}
              </>
            )}
            . <Link to={paths.domains(path)}>See domains</Link>
          </List.Item>
          <List.Item>Temporary failures are tried again by themselves, up to 18 times with growing pauses.</List.Item>
          <List.Item>
            Recipients that fail for good repeatedly go on the{" "}
            <Link to={paths.suppressions(path)}>suppression list</Link>.
          </List.Item>
        </List>
      </Section>
      <Section title="Receive">
        <List type="ordered" spacing={8} maw={720}>
          <List.Item>
            Make an endpoint, which is where mail goes:{" "}
            <Link to={paths.endpoints(path, "HTTPEndpoint")}>your application</Link>,{" "}
            <Link to={paths.endpoints(path, "SMTPEndpoint")}>another mail server</Link> or{" "}
            <Link to={paths.endpoints(path, "AddressEndpoint")}>a mailbox</Link>. Mail that is only stored, held or
            refused needs none.
          </List.Item>
          <List.Item>
            Make a <Link to={paths.routes(path)}>route</Link> from an address to the endpoint. The name * stands for all
            addresses of a domain that have no route of their own. Mail for sales+anything reaches the route sales.
          </List.Item>
          <List.Item>
            Publish the MX record that the page of your <Link to={paths.domains(path)}>domain</Link> shows, with
            priority 10. Or leave the MX record as it is, and have mail forwarded to the forward address of the route.
          </List.Item>
        </List>
        <Text mt={12} maw={720}>
          What is found to be spam or a threat, or not to come from whom it says, is marked, held or refused: each route
          says which. From a score on that you choose in the <Link to={paths.serverSettings(path)}>settings</Link> mail
          is refused by every route.
        </Text>
      </Section>
    </Page>
  );
}

function Settings({ settings, copyable }: { settings: [string, string][]; copyable: string[] }): ReactNode {
  return (
    <dl className={classes.settings}>
      {settings.map(([name, value]) => (
        <div key={name} className={classes.setting}>
          <dt>{name}</dt>
          <dd>{copyable.includes(name) ? <code>{value}</code> : value}</dd>
          {copyable.includes(name) && (
            <dd>
              <CopyButton value={value} label={`Copy ${name.toLowerCase()}`} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
