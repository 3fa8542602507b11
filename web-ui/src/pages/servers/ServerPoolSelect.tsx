import type { NativeSelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { organizationIpPools } from "../../api/ipPools";
import { PoolSelect } from "../ipPools/PoolSelect";

interface ServerPoolSelectProps extends Omit<NativeSelectProps, "data"> {
  org: string;
  /** The server's pool now, which may have been taken away. */
  kept?: { uuid: string; name: string } | undefined;
}

export function ServerPoolSelect({ org, kept, ...select }: ServerPoolSelectProps) {
  const { data } = useQuery(organizationIpPools(org));
  const pools = data?.items.filter(({ assigned }) => assigned) ?? [];
  // 3.3 has no choice without a pool; here it is one only where a server has none.
  const none = kept && pools.length > 0 ? undefined : "None: the system chooses the address";
  return (
    <PoolSelect
      label="IP pool"
      description="Mail of this server leaves by it, unless a rule says otherwise."
      pools={pools}
      kept={kept}
      none={none}
      {...select}
    />
  );
}
