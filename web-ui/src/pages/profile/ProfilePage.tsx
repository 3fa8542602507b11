import { PasswordInput, Select, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { emailChange, infoGet, meGet, meUpdate, passwordChange, sessionGet, type User } from "../../api/session";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useUser } from "../../components/scope";
import { Section } from "../../ui/Section";
import { timeZones } from "../../util/timeZones";
import { LinkedIdentity } from "./LinkedIdentity";
import { Tokens } from "./Tokens";
import { TwoFactor } from "./TwoFactor";

export default function ProfilePage() {
  const user = useUser();
  const { data: info } = useQuery(infoGet());
  const { data: me } = useQuery(meGet());
  const { data: session } = useSuspenseQuery(sessionGet());
  const secondFactor = (
    <Section
      title="Second factor"
      help="A code of an app on your phone, asked for after the password: so that a stolen password alone is worth nothing."
    >
      {me && <TwoFactor hasPassword={me.has_password} />}
    </Section>
  );
  // Until there is one, nothing else answers.
  if (session?.two_factor_required) return <Page title="My settings">{secondFactor}</Page>;
  return (
    <Page title="My settings">
      <Section title="Account" help={user.admin ? "You are an administrator of this installation." : undefined}>
        <AccountForm key={user.uuid} user={user} />
      </Section>
      <Section
        title="E-mail address"
        help="You log in with it. It changes when you follow the link in a mail to the new address."
      >
        <EmailForm key={user.email_address} user={user} />
      </Section>
      <LinkedIdentity />
      {info?.local_authentication_enabled !== false && (
        <Section title="Password" help="Changing it ends all your other sessions.">
          <PasswordForm />
        </Section>
      )}
      {secondFactor}
      <Section
        title="API tokens"
        help="For programs that use the management API in your name: Authorization: Bearer and the token."
      >
        <Tokens />
      </Section>
    </Page>
  );
}

function AccountForm({ user }: { user: User }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      first_name: user.first_name,
      last_name: user.last_name,
      time_zone: user.time_zone,
    },
  });
  return (
    <ApiForm
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      onSubmit={async (values) => {
        await meUpdate(values);
        await refresh(queryClient, "session_get");
      }}
    >
      <TextInput label="First name" autoComplete="given-name" {...form.getInputProps("first_name")} />
      <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps("last_name")} />
      <Select
        label="Time zone"
        data={timeZones(user.time_zone)}
        searchable
        allowDeselect={false}
        {...form.getInputProps("time_zone")}
      />
    </ApiForm>
  );
}

function EmailForm({ user }: { user: User }) {
  const initial = { email_address: user.email_address, current_password: "" };
  const form = useForm({ initialValues: initial });
  return (
    <ApiForm
      form={form}
      submitLabel="Change address"
      savedLabel="Follow the link in the mail to the new address"
      onSubmit={async ({ email_address, current_password }) => {
        await emailChange(email_address, current_password);
        form.setValues(initial);
      }}
    >
      <TextInput label="E-mail address" type="email" autoComplete="email" {...form.getInputProps("email_address")} />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ "aria-label": "Show current password" }}
        {...form.getInputProps("current_password")}
      />
    </ApiForm>
  );
}

function PasswordForm() {
  const initial = { current_password: "", password: "", confirmation: "" };
  const form = useForm({
    initialValues: initial,
    validate: {
      current_password: (value) => (value === "" ? "Enter your current password" : null),
      password: (value) => (value === "" ? "Enter a new password" : null),
      confirmation: (value, values) => (value === values.password ? null : "The two new passwords differ"),
    },
  });
  const toggle = (label: string) => ({ "aria-label": label });
  return (
    <ApiForm
      form={form}
      submitLabel="Change password"
      savedLabel="Your password has been changed"
      onSubmit={async ({ current_password, password }) => {
        await passwordChange(current_password, password);
        form.setValues(initial);
      }}
    >
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        visibilityToggleButtonProps={toggle("Show current password")}
        {...form.getInputProps("current_password")}
      />
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle("Show new password")}
        {...form.getInputProps("password")}
      />
      <PasswordInput
        label="New password again"
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle("Show new password again")}
        {...form.getInputProps("confirmation")}
      />
      <Text c="dimmed" size="xs">
        A long sentence is better than a short riddle.
      </Text>
    </ApiForm>
  );
}
