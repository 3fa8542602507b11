import { Alert, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { messageOf } from "../../api/errors";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import {
  type TrackDomain,
  trackDomainCheck,
  trackDomainDelete,
  trackDomainGet,
  trackDomainOperations,
  trackDomainUpdate,
} from "../../api/trackDomains";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { CopyButton } from "../../ui/CopyButton";
import { Facts } from "../../ui/Facts";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";
import { TrackDomainForm } from "./TrackDomainForm";
import { TrackDomainMark } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(trackDomainGet(serverPathOf(params), params.track ?? ""));
  return null;
}

export default function TrackDomainPage() {
  const path = useServerPath();
  const uuid = useParams().track ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: domain } = useSuspenseQuery(trackDomainGet(path, uuid));
  const changed = () => refresh(queryClient, ...trackDomainOperations);
  const check = useMutation({ mutationFn: () => trackDomainCheck(path, uuid), onSuccess: changed });
  const remove = () =>
    ask({
      title: `Delete ${domain.full_name}?`,
      body: "Mail that is sent from now on is not tracked. Links in mail that was sent only go on working while a proxy leads them here and says so.",
      confirmLabel: "Delete tracking domain",
      success: `${domain.full_name} has been deleted`,
      action: async () => {
        await trackDomainDelete(path, uuid);
        await navigate(paths.trackDomains(path));
        await changed();
      },
    });
  return (
    <Page
      title={domain.full_name}
      lead={
        <Group gap={16}>
          <TrackDomainMark domain={domain} />
          <span role="status">
            {domain.dns_checked_at ? (
              <>
                Checked <Time at={domain.dns_checked_at} />
              </>
            ) : (
              "Not checked yet"
            )}
          </span>
          <span>
            Mail from <Link to={paths.domain(path, domain.domain_uuid)}>{domain.domain}</Link>
          </span>
        </Group>
      }
      action={
        <ActionButton
          needs="change domains"
          variant={domain.dns_status === "OK" ? "default" : "filled"}
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate()}
        >
          Check now
        </ActionButton>
      }
    >
      {check.isError && (
        <Alert color="red" role="alert" mb={24}>
          {messageOf(check.error)}
        </Alert>
      )}
      <Section title="DNS record" help="Mail is tracked only while this record is right.">
        <RecordFacts domain={domain} />
      </Section>
      <Section title="What is tracked" help="For mail that is sent from now on.">
        <TrackDomainForm
          domain={domain}
          onSubmit={async (values, version) => {
            const saved = await trackDomainUpdate(path, uuid, values, version);
            await changed();
            return saved;
          }}
        />
      </Section>
      <DangerZone>
        <Danger
          title="Delete this tracking domain"
          help="Mail from the domain is no longer tracked."
          label="Delete tracking domain"
          needs="change domains"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}

function RecordFacts({ domain }: { domain: TrackDomain }) {
  const value = (text: string, label: string) => (
    <Group gap={8}>
      <code>{text}</code>
      <CopyButton value={text} label={label} text="Copy" />
    </Group>
  );
  return (
    <Facts
      facts={[
        ["Type", "CNAME"],
        ["Name", value(domain.full_name, "Copy name of the CNAME record")],
        ["Value", value(domain.cname_target, "Copy value of the CNAME record")],
        ["Seen now", domain.dns_error ? <Text c="var(--tone-amber)">{domain.dns_error}</Text> : null],
      ]}
    />
  );
}
