import { Checkbox, MultiSelect, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Role } from "../../api/organizations";
import { serverList } from "../../api/servers";
import { rolesUpTo, roleWords, useRole } from "../../components/roles";

export interface Rights {
  role: Role;
  has_all_servers: boolean;
  servers: string[];
}

/** As the API wants them: servers are listed only for somebody who does not see all. */
export const rightsOf = ({ role, has_all_servers, servers }: Rights) => ({
  role,
  has_all_servers,
  ...(has_all_servers ? {} : { servers }),
});

/** What somebody may do in an organization, and on which of its servers. */
export function RightsFields<V extends Rights>({ org, form }: { org: string; form: UseFormReturnType<V> }) {
  const servers = useInfiniteQuery(serverList(org));
  const own = useRole(org);
  const options = servers.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Select
        label="Role"
        data={rolesUpTo(own).map((role) => ({ value: role, label: roleWords[role].label }))}
        description={`${roleWords[form.values.role].help}.`}
        allowDeselect={false}
        {...form.getInputProps("role")}
      />
      <Checkbox label="All servers, also later ones" {...form.getInputProps("has_all_servers", { type: "checkbox" })} />
      {!form.values.has_all_servers && (
        <MultiSelect
          label="Servers"
          description="Others are not shown. Without one there is nothing to see yet."
          data={options.map((server) => ({ value: server.permalink, label: server.name }))}
          searchable
          {...form.getInputProps("servers")}
        />
      )}
    </>
  );
}
