import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconNetworkOff, IconPencil, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type IpAddress, ipAddressDelete, ipAddressList, ipPoolOperations } from "../../api/ipPools";
import { pollMilliseconds, refresh } from "../../api/list";
import { ask } from "../../components/ask";
import { QueryTable } from "../../components/QueryTable";
import { EmptyState } from "../../ui/EmptyState";
import { PresenceMark } from "./words";

interface AddressTableProps {
  /** UUID of the pool. */
  pool: string;
  onEdit: (address: IpAddress) => void;
  /** Adds the first one. */
  create: ReactNode;
}

export function AddressTable({ pool, onEdit, create }: AddressTableProps) {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery({ ...ipAddressList(pool), refetchInterval: pollMilliseconds });
  const remove = (address: IpAddress) =>
    ask({
      title: `Remove ${address.ipv4}?`,
      body: "Nothing is sent from it any more. Messages that wait for it get another address at their next attempt.",
      confirmLabel: "Remove address",
      success: `${address.ipv4} has been removed`,
      action: async () => {
        await ipAddressDelete(pool, address.id);
        await refresh(queryClient, ...ipPoolOperations);
      },
    });
  const actions = (address: IpAddress) => (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${address.ipv4}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onEdit(address)}>
          Change
        </Menu.Item>
        <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} color="red" onClick={() => remove(address)}>
          Remove
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <QueryTable
      label="Addresses"
      query={query}
      rowKey={({ id }) => id}
      columns={[
        { id: "ipv4", header: "IPv4", width: 150, cell: ({ ipv4 }) => <b style={{ fontWeight: 500 }}>{ipv4}</b> },
        { id: "ipv6", header: "IPv6", optional: true, cell: ({ ipv6 }) => ipv6 ?? "None" },
        { id: "hostname", header: "Host name", cell: ({ hostname }) => <span title={hostname}>{hostname}</span> },
        {
          id: "priority",
          header: "Priority",
          width: 90,
          align: "right",
          cell: ({ priority }) => <span className="tabular">{priority}</span>,
        },
        { id: "state", header: "On a machine", width: 140, cell: (address) => <PresenceMark address={address} /> },
        { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
      ]}
      narrow={(address) => ({
        first: (
          <>
            {address.ipv4} <PresenceMark address={address} />
          </>
        ),
        second: `${address.hostname} · priority ${address.priority}${address.ipv6 ? ` · ${address.ipv6}` : ""}`,
        side: actions(address),
      })}
      empty={
        <EmptyState icon={IconNetworkOff} title="This pool is empty" action={create}>
          Mail that is to leave by it leaves from the address that the system chooses.
        </EmptyState>
      }
    />
  );
}
