import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { infoGet } from "../../api/session";

/** Says that pools have no effect, where the configuration does not use them. */
export function PoolsOff() {
  const { data } = useQuery(infoGet());
  if (!data || data.use_ip_pools) return null;
  return (
    <Alert color="yellow" icon={<IconInfoCircle aria-hidden />} mb={24} maw={640} title="IP pools are not in use">
      Mail leaves from the address that the system chooses until <code>postal.use_ip_pools</code> is set in the
      configuration.
    </Alert>
  );
}
