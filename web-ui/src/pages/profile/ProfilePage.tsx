import { PasswordInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { infoGet, passwordChange } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useUser } from "../../components/scope";
import { Facts } from "../../ui/Facts";
import { Section } from "../../ui/Section";
import { Tokens } from "./Tokens";

export default function ProfilePage() {
  const user = useUser();
  const { data: info } = useQuery(infoGet());
  return (
    <Page title="My settings">
      <Section title="Account">
        <Facts
          facts={[
            ["Name", `${user.first_name} ${user.last_name}`.trim()],
            ["E-mail address", user.email_address],
            ["Time zone", user.time_zone],
            ["Rights", user.admin ? "Administrator of this installation" : "By membership in organizations"],
          ]}
        />
      </Section>
      {info?.local_authentication_enabled !== false && (
        <Section title="Password" help="Changing it ends all your other sessions.">
          <PasswordForm />
        </Section>
      )}
      <Section
        title="API tokens"
        help="For programs that use the management API in your name: Authorization: Bearer and the token."
      >
        <Tokens />
      </Section>
    </Page>
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
