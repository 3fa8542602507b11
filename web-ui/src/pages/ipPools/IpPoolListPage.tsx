import { Button } from "@mantine/core";
import { IconNetwork, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { type IpPool, ipPoolList } from "../../api/ipPools";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { PoolsOff } from "./PoolsOff";
import { DefaultMark } from "./words";

export default function IpPoolListPage() {
  const query = useInfiniteQuery(ipPoolList());
  const create = (
    <Button component={Link} to={paths.ipPoolNew()} leftSection={<IconPlus size={16} aria-hidden />}>
      New IP pool
    </Button>
  );
  const name = (pool: IpPool) => <bdi style={{ fontWeight: 500 }}>{pool.name}</bdi>;
  return (
    <Page
      title="IP pools"
      lead="Addresses that mail leaves from. Organizations use the pools you give them."
      action={create}
    >
      <PoolsOff />
      <QueryTable
        label="IP pools"
        query={query}
        rowKey={({ uuid }) => uuid}
        rowTo={({ uuid }) => paths.ipPool(uuid)}
        columns={[
          { id: "name", header: "Name", cell: name },
          {
            id: "default",
            header: "New organizations",
            width: 190,
            cell: (pool) => (pool.default ? <DefaultMark /> : null),
          },
          { id: "created", header: "Created", width: 160, cell: (pool) => <Time at={pool.created_at} /> },
        ]}
        narrow={(pool) => ({
          first: name(pool),
          second: <Time at={pool.created_at} />,
          side: pool.default ? <DefaultMark /> : null,
        })}
        empty={
          <EmptyState icon={IconNetwork} title="No IP pool yet" action={create}>
            Until there is one, mail leaves from the address that the system chooses.
          </EmptyState>
        }
      />
    </Page>
  );
}
