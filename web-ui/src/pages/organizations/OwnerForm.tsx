import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Organization, organizationSetOwner } from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { openDialog } from "../../ui/overlays";

export function openOwnerForm(organization: Organization): void {
  const close = openDialog({
    title: `Change the owner of ${organization.name}`,
    children: <OwnerForm organization={organization} onDone={() => close()} />,
  });
}

function OwnerForm({ organization, onDone }: { organization: Organization; onDone: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { user: "" } });
  return (
    <ApiForm
      form={form}
      submitLabel="Change owner"
      onCancel={onDone}
      onSubmit={async ({ user }) => {
        await organizationSetOwner(organization.permalink, user.trim());
        await refresh(queryClient, "organization_get", "member_list");
        succeed(`${organization.name} has another owner`);
        onDone();
      }}
    >
      <TextInput
        label="E-mail address of the new owner"
        type="email"
        description="A member or any other user, who becomes a member with all rights. The owner until now stays a member, if one."
        data-autofocus
        {...form.getInputProps("user")}
      />
    </ApiForm>
  );
}
