import { Select, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { organizationDelete, organizationGet, organizationUpdate } from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { useOrg, useUser } from "../../components/scope";
import { paths } from "../../paths";
import { timeZones } from "../../util/timeZones";

export default function OrganizationSettingsPage() {
  const org = useOrg();
  const user = useUser();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: organization } = useSuspenseQuery(organizationGet(org));
  const form = useForm({
    initialValues: {
      name: organization.name,
      time_zone: organization.time_zone,
      requires_two_factor: organization.requires_two_factor,
    },
  });
  const remove = () =>
    ask({
      title: `Delete ${organization.name}?`,
      body: "All its mail servers stop at once. Their domains, credentials and messages are deleted with it.",
      confirmLabel: "Delete organization",
      confirmName: organization.name,
      success: `${organization.name} has been deleted`,
      action: async () => {
        await organizationDelete(org, organization.name);
        await navigate(paths.allOrganizations());
        await refresh(queryClient, "organization_list");
      },
    });
  return (
    <Page title="Organization settings">
      <ApiForm
        needs="change the organization"
        form={form}
        submitLabel="Save"
        savedLabel="Saved"
        onSubmit={async (values) => {
          const { requires_two_factor, ...rest } = values;
          // Only admins may send it, so only when it changes.
          const isChanged = requires_two_factor !== organization.requires_two_factor;
          await organizationUpdate(org, isChanged ? values : rest);
          await refresh(queryClient, "organization_get", "organization_list");
        }}
      >
        <TextInput label="Name" {...form.getInputProps("name")} />
        <TextInput
          label="Short name"
          description="Part of SMTP user names, so it stays as it is."
          value={organization.permalink}
          readOnly
        />
        <Select
          label="Time zone"
          data={timeZones(organization.time_zone)}
          searchable
          allowDeselect={false}
          {...form.getInputProps("time_zone")}
        />
        <Switch
          label="Members need a second factor"
          description="Members without one can do nothing in this organization until they have set one up. Yours comes first."
          {...form.getInputProps("requires_two_factor", { type: "checkbox" })}
        />
      </ApiForm>
      {user.admin && (
        <DangerZone>
          <Danger
            title="Delete this organization"
            help="All its mail servers, domains, credentials and messages go with it."
            label="Delete organization"
            needs="change the organization"
            onClick={remove}
          />
        </DangerZone>
      )}
    </Page>
  );
}
