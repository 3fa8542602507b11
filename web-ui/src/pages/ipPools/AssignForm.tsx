import { Checkbox, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { ipPoolAll, ipPoolOperations, type OrganizationIpPool, organizationIpPoolSet } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { paths } from "../../paths";

interface AssignFormProps {
  org: string;
  /** What it may use, and what it still uses. */
  pools: OrganizationIpPool[];
  onDone: () => void;
}

export function AssignForm({ org, pools, onDone }: AssignFormProps) {
  const queryClient = useQueryClient();
  const all = useQuery(ipPoolAll());
  const form = useForm({
    initialValues: { ip_pools: pools.filter(({ assigned }) => assigned).map(({ uuid }) => uuid) },
  });
  const chosen = form.values.ip_pools;
  const left = pools.filter(({ uuid, servers, rules }) => servers + rules > 0 && !chosen.includes(uuid));
  return (
    <ApiForm
      form={form}
      submitLabel="Save"
      onCancel={onDone}
      onSubmit={async ({ ip_pools }) => {
        await organizationIpPoolSet(org, ip_pools);
        await refresh(queryClient, ...ipPoolOperations);
        succeed("The pools have been set");
        onDone();
      }}
    >
      <Checkbox.Group
        label="Mail may leave by"
        description="Members choose among these for their servers and rules."
        value={chosen}
        onChange={(ip_pools) => form.setFieldValue("ip_pools", ip_pools)}
        error={form.errors.ip_pools}
      >
        <Stack gap={10} mt={12}>
          {all.data?.map(({ uuid, name }) => (
            <Checkbox key={uuid} value={uuid} label={<bdi>{name}</bdi>} />
          ))}
        </Stack>
      </Checkbox.Group>
      {all.data?.length === 0 && (
        <Text c="dimmed">
          There is no IP pool yet. <Link to={paths.ipPools()}>See IP pools</Link>
        </Text>
      )}
      {left.length > 0 && (
        <Text role="status" c="var(--tone-amber)">
          {left.map(({ name }) => name).join(", ")}: servers and rules that use it go on with it.
        </Text>
      )}
    </ApiForm>
  );
}
