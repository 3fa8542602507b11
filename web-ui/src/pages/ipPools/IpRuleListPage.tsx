import { Text } from "@mantine/core";
import { IconArrowsSplit2, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type IpRule, ipRuleList } from "../../api/ipPools";
import { serverGet } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { PoolsOff } from "./PoolsOff";
import { useRuleOwner } from "./useRuleOwner";
import { conditionText } from "./words";

export default function IpRuleListPage() {
  const owner = useRuleOwner();
  const query = useInfiniteQuery(ipRuleList(owner));
  const create = (
    <ActionButton needs="change IP rules" to={paths.ipRuleNew(owner)} leftSection={<IconPlus size={16} aria-hidden />}>
      New rule
    </ActionButton>
  );
  const condition = (rule: IpRule) => <span title={conditionText(rule)}>{conditionText(rule)}</span>;
  const pool = (rule: IpRule) => <bdi style={{ fontWeight: 500 }}>{rule.ip_pool_name}</bdi>;
  return (
    <Page
      title="IP rules"
      lead="Which mail leaves by which pool. The first rule that matches counts, from the top."
      action={create}
    >
      <PoolsOff />
      <QueryTable
        label="IP rules"
        query={query}
        rowKey={({ uuid }) => uuid}
        rowTo={({ uuid }) => paths.ipRule(owner, uuid)}
        columns={[
          { id: "condition", header: "Mail", cell: condition },
          { id: "pool", header: "Leaves by", width: "30%", cell: pool },
        ]}
        narrow={(rule) => ({ first: conditionText(rule), second: <>Leaves by {pool(rule)}</> })}
        empty={
          <EmptyState icon={IconArrowsSplit2} title="No rule yet" action={create}>
            A rule sends mail of one author, or to one recipient or domain, by another pool.
          </EmptyState>
        }
      />
      <Text mt={16} c="dimmed">
        {owner.server === undefined ? (
          "Rules of a server are looked at before these."
        ) : (
          <Fallback org={owner.org} server={owner.server} />
        )}
      </Text>
    </Page>
  );
}

/** What becomes of mail that no rule of the server matches. */
function Fallback({ org, server }: { org: string; server: string }) {
  const { data } = useQuery(serverGet({ org, server }));
  return (
    <>
      Other mail follows the <Link to={paths.ipRules({ org })}>rules of the organization</Link>, then it leaves{" "}
      {data?.ip_pool_name ? (
        <>
          by the server’s pool, <bdi>{data.ip_pool_name}</bdi>.
        </>
      ) : (
        "from the address that the system chooses: the server has no pool."
      )}
    </>
  );
}
