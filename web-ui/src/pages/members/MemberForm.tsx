import { Checkbox, MultiSelect, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Member, memberAdd, memberUpdate, type Role } from "../../api/organizations";
import { serverList } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { roles, roleWords } from "../../components/roles";

interface MemberFormProps {
  org: string;
  /** `null`: a new one. */
  member: Member | null;
  onDone: () => void;
}

export function MemberForm({ org, member, onDone }: MemberFormProps) {
  const queryClient = useQueryClient();
  const servers = useInfiniteQuery(serverList(org));
  const initialRole: Role = member?.role ?? "developer";
  const form = useForm({
    initialValues: {
      email_address: member?.user.email_address ?? "",
      role: initialRole,
      has_all_servers: member?.has_all_servers ?? true,
      servers: member?.servers ?? [],
    },
  });
  const options = servers.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <ApiForm
      form={form}
      submitLabel={member ? "Save" : "Add member"}
      onCancel={onDone}
      onSubmit={async ({ email_address, role, has_all_servers, servers: chosen }) => {
        const rights = { role, has_all_servers, servers: has_all_servers ? [] : chosen };
        if (member) await memberUpdate(org, member.user.uuid, rights);
        else await memberAdd(org, { email_address: email_address.trim(), ...rights });
        await refresh(queryClient, "member_list");
        succeed(member ? "The member has been changed" : "The member has been added");
        onDone();
      }}
    >
      {!member && (
        <TextInput
          label="E-mail address"
          type="email"
          description="Of somebody who has an account on this installation."
          data-autofocus
          {...form.getInputProps("email_address")}
        />
      )}
      <Select
        label="Role"
        data={roles.map((role) => ({ value: role, label: roleWords[role].label }))}
        description={roleWords[form.values.role].help}
        allowDeselect={false}
        {...form.getInputProps("role")}
      />
      <Checkbox label="All servers, also later ones" {...form.getInputProps("has_all_servers", { type: "checkbox" })} />
      {!form.values.has_all_servers && (
        <MultiSelect
          label="Servers"
          data={options.map((server) => ({ value: server.permalink, label: server.name }))}
          searchable
          {...form.getInputProps("servers")}
        />
      )}
    </ApiForm>
  );
}
