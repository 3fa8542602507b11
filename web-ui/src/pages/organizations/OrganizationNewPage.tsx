import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { organizationCreate } from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { paths } from "../../paths";
import { slug } from "../../util/slug";

export default function OrganizationNewPage() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: "", permalink: "" } });
  return (
    <Page title="New organization">
      <ApiForm
        form={form}
        submitLabel="Create organization"
        onCancel={() => void navigate(paths.home())}
        onSubmit={async ({ name, permalink }) => {
          const created = await organizationCreate({ name, permalink: permalink.trim() || undefined });
          await refresh(queryClient, "organization_list");
          await navigate(paths.organization(created.permalink));
        }}
      >
        <TextInput label="Name" autoFocus {...form.getInputProps("name")} />
        <TextInput
          label="Short name"
          description="Used in addresses of pages and as the first part of SMTP user names. It cannot be changed later."
          placeholder={slug(form.values.name)}
          {...form.getInputProps("permalink")}
        />
      </ApiForm>
    </Page>
  );
}
