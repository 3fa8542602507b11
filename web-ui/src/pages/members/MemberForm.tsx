import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { invitationCreate } from "../../api/invitations";
import { refresh } from "../../api/list";
import { type Member, memberAdd, memberUpdate } from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { type Rights, RightsFields, rightsOf } from "./RightsFields";

const newcomer: Rights = { role: "developer", has_all_servers: true, servers: [] };

interface ChangeFormProps {
  org: string;
  member: Member;
  onDone: () => void;
}

export function MemberChangeForm({ org, member, onDone }: ChangeFormProps) {
  const queryClient = useQueryClient();
  const { role, has_all_servers, servers } = member;
  const form = useForm<Rights & Record<string, unknown>>({ initialValues: { role, has_all_servers, servers } });
  return (
    <ApiForm
      form={form}
      submitLabel="Save"
      onCancel={onDone}
      onSubmit={async (values) => {
        await memberUpdate(org, member.user.uuid, rightsOf(values));
        await refresh(queryClient, "member_list");
        succeed("The member has been changed");
        onDone();
      }}
    >
      <RightsFields org={org} form={form} />
    </ApiForm>
  );
}

interface NewcomerFormProps {
  org: string;
  /** `invite`: by a mail with a link, whether there is an account or not. `add`: an account, at once. */
  by: "invite" | "add";
  onDone: () => void;
}

export function NewcomerForm({ org, by, onDone }: NewcomerFormProps) {
  const queryClient = useQueryClient();
  const form = useForm<Rights & { email_address: string } & Record<string, unknown>>({
    initialValues: { email_address: "", ...newcomer },
    validate: { email_address: (value) => (value.trim() === "" ? "Enter an e-mail address" : null) },
  });
  return (
    <ApiForm
      form={form}
      submitLabel={by === "invite" ? "Send invitation" : "Add member"}
      onCancel={onDone}
      onSubmit={async (values) => {
        const email_address = values.email_address.trim();
        if (by === "invite") {
          await invitationCreate(org, { email_address, ...rightsOf(values) });
          await refresh(queryClient, "invite_list");
          succeed(`An invitation is on its way to ${email_address}`);
        } else {
          await memberAdd(org, { email_address, ...rightsOf(values) });
          await refresh(queryClient, "member_list");
          succeed("The member has been added");
        }
        onDone();
      }}
    >
      <TextInput
        label="E-mail address"
        type="email"
        description={
          by === "invite"
            ? "A link is mailed there. It works for seven days; an account is made when there is none."
            : "Of somebody who has an account on this installation. They are a member at once."
        }
        data-autofocus
        {...form.getInputProps("email_address")}
      />
      <RightsFields org={org} form={form} />
    </ApiForm>
  );
}
