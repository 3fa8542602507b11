import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import type { OrganizationIpPool } from "../../api/ipPools";

interface PoolSelectProps extends Omit<NativeSelectProps, "data"> {
  /** What may be chosen. */
  pools: Pick<OrganizationIpPool, "uuid" | "name" | "default">[];
  /** What is chosen now, and may have been taken away. */
  kept?: { uuid: string; name: string } | undefined;
  /** Words for no pool, where that is a choice. */
  none?: string;
}

export function PoolSelect({ pools, kept, none, ...select }: PoolSelectProps) {
  const choices = pools.map((pool) => ({
    value: pool.uuid,
    label: pool.default ? `${pool.name} (default)` : pool.name,
  }));
  if (kept && !pools.some(({ uuid }) => uuid === kept.uuid)) {
    choices.push({ value: kept.uuid, label: `${kept.name} (taken away)` });
  }
  return <NativeSelect data={none === undefined ? choices : [...choices, { value: "", label: none }]} {...select} />;
}
