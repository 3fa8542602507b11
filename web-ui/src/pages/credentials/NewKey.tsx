import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconLoader2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type CredentialCreated, credentialGet } from "../../api/credentials";
import { domainChoices, sendingDomains } from "../../api/domains";
import type { ServerPath } from "../../api/servers";
import { infoGet } from "../../api/session";
import { Page } from "../../components/Page";
import { useUser } from "../../components/scope";
import { Snippets } from "../../components/Snippets";
import { paths } from "../../paths";
import { CodeBlock } from "../../ui/CodeBlock";
import { Mark } from "../../ui/Mark";
import { Section } from "../../ui/Section";
import { apiSnippets, smtpSnippets } from "../../util/snippets";

const lookEveryMilliseconds = 3000;

/** The key, once, with code that sends the first message; it says by itself when that has arrived. */
export function NewKey({ path, credential }: { path: ServerPath; credential: CredentialCreated }) {
  const { key } = credential;
  return (
    <Page
      title={credential.name}
      action={
        <Button component={Link} to={paths.credentials(path)} variant="default">
          Done
        </Button>
      }
    >
      {key && credential.type !== "SMTP-IP" ? (
        <>
          <Section title={credential.type === "API" ? "Your API key" : "Your SMTP password"}>
            <Stack gap={12} maw={760}>
              <CodeBlock code={key} label={credential.type === "API" ? "API key" : "SMTP password"} wrap />
              <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
                Copy it now. It is shown only once; if it gets lost, create another credential.
              </Alert>
            </Stack>
          </Section>
          <Section title="Send the first message" help="Ready to run, with this key and this server.">
            <Examples path={path} credential={credential} secret={key} />
          </Section>
        </>
      ) : (
        <Section title="Ready to use">
          <Text maw={680}>Clients from this network can now send through this server without a password.</Text>
        </Section>
      )}
      <FirstUse path={path} uuid={credential.uuid} />
    </Page>
  );
}

interface ExamplesProps {
  path: ServerPath;
  credential: CredentialCreated;
  secret: string;
}

function Examples({ path, credential, secret }: ExamplesProps) {
  const user = useUser();
  const { data: info } = useQuery(infoGet());
  const domains = useQuery(domainChoices(path));
  const [domain] = sendingDomains(domains.data ?? []);
  const sending = {
    webUrl: window.location.origin,
    smtpHost: info?.smtp_hostname ?? window.location.hostname,
    smtpPort: info?.smtp_port ?? 25,
    username: `${path.org}/${path.server}`,
    key: secret,
    from: `test@${domain?.name ?? "your-domain.example"}`,
    to: user.email_address,
  };
  return (
    <Stack gap={12} maw={860}>
      {!domain && domains.data && (
        <Text c="var(--tone-amber)">
          This server has no verified domain yet, so the From address below is only an example.{" "}
          <Link to={paths.domains(path)}>See domains</Link>
        </Text>
      )}
      <Snippets
        snippets={credential.type === "API" ? apiSnippets(sending) : smtpSnippets(sending)}
        label="Examples by tool"
      />
    </Stack>
  );
}

function FirstUse({ path, uuid }: { path: ServerPath; uuid: string }) {
  const { data } = useQuery({
    ...credentialGet(path, uuid),
    refetchInterval: (query) => (query.state.data?.last_used_at ? false : lookEveryMilliseconds),
  });
  return (
    <Group role="status" mt={8} gap={12}>
      {data?.last_used_at ? (
        <>
          <Mark tone="green" icon={IconCircleCheck} filled>
            Your first message is here
          </Mark>
          <Link to={paths.messages(path)}>See messages</Link>
        </>
      ) : (
        <Mark tone="blue" icon={IconLoader2} filled>
          Waiting for your first message…
        </Mark>
      )}
    </Group>
  );
}
