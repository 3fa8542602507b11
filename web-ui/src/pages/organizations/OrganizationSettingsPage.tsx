import { Button, Checkbox, Group, Select, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import {
  type Organization,
  organizationDelete,
  organizationGet,
  organizationSuspend,
  organizationUnsuspend,
  organizationUpdate,
} from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { act, ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { useOrg, useUser } from "../../components/scope";
import { openSuspend } from "../../components/suspend";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { timeZones } from "../../util/timeZones";
import { openOwnerForm } from "./OwnerForm";

export default function OrganizationSettingsPage() {
  const user = useUser();
  const { data: organization } = useSuspenseQuery(organizationGet(useOrg()));
  return (
    <Page title="Organization settings">
      <Section title="General">
        <GeneralForm key={organization.uuid} organization={organization} />
      </Section>
      <Section title="Owner" help="Gets the mails about limits, suspensions and domains that break.">
        <Owner organization={organization} mayChange={user.admin} />
      </Section>
      {user.admin && <AdministratorActions organization={organization} />}
    </Page>
  );
}

function GeneralForm({ organization }: { organization: Organization }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      name: organization.name,
      time_zone: organization.time_zone,
      requires_two_factor: organization.requires_two_factor,
    },
  });
  return (
    <ApiForm
      needs="change the organization"
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      shown={organization}
      onSubmit={async (values, version) => {
        const { requires_two_factor, ...rest } = values;
        // Only admins may send it, so only when it changes.
        const isChanged = requires_two_factor !== organization.requires_two_factor;
        const saved = await organizationUpdate(organization.permalink, isChanged ? values : rest, version);
        await refresh(queryClient, "organization_get", "organization_list");
        return saved;
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
      <Checkbox
        label="Members need a second factor"
        description="Members without one can do nothing in this organization until they have set one up. Yours comes first."
        {...form.getInputProps("requires_two_factor", { type: "checkbox" })}
      />
    </ApiForm>
  );
}

function Owner({ organization, mayChange }: { organization: Organization; mayChange: boolean }) {
  const { owner } = organization;
  return (
    <Group gap={16}>
      <div>
        <Text fw={500} dir="auto">
          {owner ? `${owner.first_name} ${owner.last_name}` : "Nobody"}
        </Text>
        <Text c="dimmed">{owner?.email_address}</Text>
      </div>
      {mayChange && (
        <Button variant="default" onClick={() => openOwnerForm(organization)}>
          Change owner
        </Button>
      )}
    </Group>
  );
}

function AdministratorActions({ organization }: { organization: Organization }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { name, permalink } = organization;
  const changed = () =>
    refresh(queryClient, "organization_get", "organization_list", "server_get", "server_list", "server_header");
  const remove = () =>
    ask({
      title: `Delete ${name}?`,
      body: "All its mail servers stop at once. Their domains, credentials and messages are deleted with it.",
      confirmLabel: "Delete organization",
      confirmName: name,
      success: `${name} has been deleted`,
      action: async () => {
        await organizationDelete(permalink, name);
        await navigate(paths.allOrganizations());
        await refresh(queryClient, "organization_list");
      },
    });
  return (
    <DangerZone>
      {organization.suspended ? (
        <Danger
          title="Lift the suspension"
          help={`Suspended: ${organization.suspension_reason ?? "no reason given"}`}
          label="Lift suspension"
          onClick={() =>
            void act(async () => {
              await organizationUnsuspend(permalink);
              await changed();
            }, `${name} works again`)
          }
        />
      ) : (
        <Danger
          title="Suspend this organization"
          help="All its servers refuse new mail and hold what is queued."
          label="Suspend organization"
          onClick={() =>
            openSuspend({
              name,
              kind: "organization",
              suspend: async (reason) => {
                await organizationSuspend(permalink, reason);
                await changed();
              },
            })
          }
        />
      )}
      <Danger
        title="Delete this organization"
        help="All its mail servers, domains, credentials and messages go with it."
        label="Delete organization"
        onClick={remove}
      />
    </DangerZone>
  );
}
