import { Alert, Anchor, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconRefresh, IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, redirect, useNavigate, useParams } from "react-router";
import { ApiError, messageOf } from "../../api/errors";
import {
  type Domain,
  type DomainOwner,
  domainCheck,
  domainDelete,
  domainGet,
  domainRecords,
  domainVerify,
  domainZoneFileUrl,
} from "../../api/domains";
import { pollMilliseconds, refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { useDenial } from "../../components/roles";
import { domainOwnerOf, useDomainOwner } from "../../components/scope";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { DkimKeys } from "./DkimKeys";
import { DomainMark } from "./marks";
import { Ownership } from "./Ownership";
import { RecordItem } from "./RecordItem";
import { TrackingLine } from "./TrackingLine";

export async function loader({ params }: LoaderFunctionArgs) {
  const owner = domainOwnerOf(params);
  const uuid = params.domain ?? "";
  try {
    await queryClient.query(domainGet(owner, uuid));
  } catch (error) {
    // What a server's pages link to may be the organization's.
    if (owner.server === undefined || !(error instanceof ApiError) || error.status !== 404) throw error;
    await queryClient.query(domainGet({ org: owner.org }, uuid));
    return redirect(paths.domain({ org: owner.org }, uuid));
  }
  return null;
}

export default function DomainPage() {
  const owner = useDomainOwner();
  const { server } = owner;
  const uuid = useParams().domain ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: domain } = useSuspenseQuery(domainGet(owner, uuid));
  const records = useQuery(domainRecords(owner, uuid));
  const isReady = Boolean(domain.verified_at) && domain.dns_ok;
  const mayCheck = useDenial("change domains") === undefined;
  const check = useCheck(domain, mayCheck && !isReady);

  const remove = () =>
    ask({
      title: `Delete ${domain.name}?`,
      body: "Mail from this domain will be refused, and what is queued from it will fail. A domain added again gets a new DKIM key.",
      confirmLabel: "Delete domain",
      success: `${domain.name} has been deleted`,
      action: async () => {
        await domainDelete(owner, uuid);
        await navigate(paths.domains(owner));
        await refresh(queryClient, "domain_list", "server_header");
      },
    });

  return (
    <Page
      title={domain.name}
      lead={
        <Group gap={12}>
          <DomainMark domain={domain} filled />
          <span role="status">
            {check.isFetching ? (
              "Looking at DNS…"
            ) : domain.dns_checked_at ? (
              <>
                Checked <Time at={domain.dns_checked_at} />
              </>
            ) : (
              "Not checked yet"
            )}
          </span>
        </Group>
      }
      action={
        <ActionButton
          needs="change domains"
          leftSection={<IconRefresh size={16} aria-hidden />}
          variant={isReady ? "default" : "filled"}
          loading={check.now.isPending}
          onClick={() => check.now.mutate()}
        >
          Check now
        </ActionButton>
      }
    >
      {isReady && (
        <Alert color="green" icon={<IconCircleCheck aria-hidden />} title="Everything is in place" mb={24}>
          <Group justify="space-between">
            <span>{domain.name} is verified, and its mail is signed and authorized.</span>
            {server !== undefined && (
              <ActionButton
                needs="send messages"
                to={paths.messageNew({ org: owner.org, server })}
                variant="default"
                leftSection={<IconSend size={16} aria-hidden />}
              >
                Send a test message
              </ActionButton>
            )}
          </Group>
        </Alert>
      )}
      {check.now.isError && (
        <Alert color="red" role="alert" mb={24}>
          {messageOf(check.now.error)}
        </Alert>
      )}
      {!isReady && (
        <Text c="dimmed" maw={680} mb={8}>
          Publish these records where {domain.name} has its DNS.
          {mayCheck &&
            " While this page is open they are looked up every 10 seconds; a new record may take some minutes to be seen."}
        </Text>
      )}
      <Anchor href={domainZoneFileUrl(owner, uuid)} download>
        Download as zone file
      </Anchor>
      {records.isPending && (
        <Stack gap={24} aria-label="Loading records" role="status">
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} height={96} />
          ))}
        </Stack>
      )}
      {records.isError && (
        <Alert color="red" title="The records could not be loaded">
          {messageOf(records.error)}
        </Alert>
      )}
      {!domain.verified_at && <Ownership owner={owner} domain={domain} />}
      {records.data?.items.map((record) => (
        <RecordItem key={`${record.purpose} ${record.full_name} ${record.value}`} record={record} domain={domain} />
      ))}
      {records.data && <DkimKeys owner={owner} domain={domain} records={records.data.items} />}
      {server !== undefined && <TrackingLine domain={domain} path={{ org: owner.org, server }} />}
      <DangerZone>
        <Danger
          title="Delete this domain"
          help="Mail from it will be refused, and its routes go with it. Its DKIM key is lost."
          label="Delete domain"
          needs="change domains"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}

/** Checks by itself while the page is open and something is still missing. */
function useCheck(domain: Domain, enabled: boolean) {
  const owner = useDomainOwner();
  const queryClient = useQueryClient();
  const run = async () => {
    const checked = await (domain.verified_at ? domainCheck(owner, domain.uuid) : verifyAndCheck(owner, domain));
    queryClient.setQueryData(domainGet(owner, domain.uuid).queryKey, checked);
    await refresh(queryClient, "domain_records", "server_header");
    return null;
  };
  const background = useQuery({
    queryKey: ["domain_check", owner, domain.uuid],
    queryFn: run,
    enabled,
    refetchInterval: pollMilliseconds,
    retry: false,
    gcTime: 0,
  });
  return { isFetching: background.isFetching, now: useMutation({ mutationFn: run }) };
}

/** An unverified domain may have become ours meanwhile; when it has not, that is no error. */
async function verifyAndCheck(owner: DomainOwner, { uuid, verification_method: method }: Domain): Promise<Domain> {
  if (method === "DNS") await domainVerify(owner, uuid).catch(() => null);
  return domainCheck(owner, uuid);
}
