import { Button, Group, Text } from "@mantine/core";
import { IconArrowsSplit2, IconNetwork, IconPencil } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs } from "react-router";
import { type OrganizationIpPool, organizationIpPools } from "../../api/ipPools";
import { queryClient } from "../../api/queryClient";
import { Page } from "../../components/Page";
import { useOrg, useUser } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { openDialog } from "../../ui/overlays";
import { Section } from "../../ui/Section";
import { plural } from "../../util/format";
import { AssignForm } from "./AssignForm";
import classes from "./OrganizationIpPoolsPage.module.css";
import { PoolsOff } from "./PoolsOff";
import { DefaultMark, TakenAwayMark } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(organizationIpPools(params.org ?? ""));
  return null;
}

export default function OrganizationIpPoolsPage() {
  const org = useOrg();
  const user = useUser();
  const { data } = useSuspenseQuery(organizationIpPools(org));
  const openForm = () => {
    const close = openDialog({
      title: "IP pools of this organization",
      children: <AssignForm org={org} pools={data.items} onDone={() => close()} />,
    });
  };
  const choose = user.admin && (
    <Button leftSection={<IconPencil size={16} aria-hidden />} onClick={openForm}>
      Choose pools
    </Button>
  );
  return (
    <Page title="IP pools" lead="Addresses that mail of this organization may leave from." action={choose}>
      <PoolsOff />
      {data.items.length === 0 ? (
        <EmptyState icon={IconNetwork} title="No IP pool" action={choose}>
          Mail of this organization leaves from the address that the system chooses.
          {!user.admin && " An administrator of the installation can give it a pool."}
        </EmptyState>
      ) : (
        <>
          {data.items.map((pool) => (
            <PoolSection key={pool.uuid} org={org} pool={pool} />
          ))}
          <Group gap={8}>
            <IconArrowsSplit2 size={18} aria-hidden />
            <Link to={paths.ipRules({ org })}>Rules that choose a pool by author or recipient</Link>
          </Group>
        </>
      )}
    </Page>
  );
}

function PoolSection({ org, pool }: { org: string; pool: OrganizationIpPool }) {
  const use = [pool.servers > 0 && plural(pool.servers, "server"), pool.rules > 0 && plural(pool.rules, "rule")].filter(
    (part) => part !== false,
  );
  return (
    <Section
      title={pool.name}
      help={
        <Group component="span" gap={12}>
          {pool.default && <DefaultMark />}
          {!pool.assigned && <TakenAwayMark />}
          <span>
            {use.length > 0 ? (
              <>
                Used by <Link to={paths.organization(org)}>{use.join(" and ")}</Link>
              </>
            ) : (
              "Not used yet"
            )}
          </span>
        </Group>
      }
    >
      {pool.addresses.length === 0 ? (
        <Text c="dimmed">It has no addresses yet.</Text>
      ) : (
        <ul className={classes.addresses} aria-label={`Addresses of ${pool.name}`}>
          {pool.addresses.map(({ ipv4, ipv6, hostname }) => (
            <li key={ipv4} className={classes.address}>
              <span className={classes.numbers}>
                {ipv4}
                {ipv6 && ` · ${ipv6}`}
              </span>
              <span className={classes.name}>{hostname}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
