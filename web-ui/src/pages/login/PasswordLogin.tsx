import { Anchor, Checkbox, Group, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "react-router";
import { login, sessionPersist } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { fail } from "../../components/ask";
import { paths } from "../../paths";
import { useEnter } from "./useEnter";

/** `returnTo`: a path of ours. */
export function PasswordLogin({ returnTo }: { returnTo: string }) {
  const enter = useEnter();
  const form = useForm({
    initialValues: { email_address: "", password: "", remember: false },
    validate: {
      email_address: (value) => (value.trim() === "" ? "Enter your e-mail address" : null),
      password: (value) => (value === "" ? "Enter your password" : null),
    },
  });
  return (
    <ApiForm
      look="entry"
      form={form}
      submitLabel="Log in"
      onSubmit={async ({ email_address, password, remember }) => {
        const session = await login(email_address.trim(), password).catch((error: unknown) => {
          form.setFieldValue("password", "");
          throw error;
        });
        await enter(remember ? await persisted(session) : session, returnTo);
      }}
    >
      <TextInput
        label="E-mail address"
        type="email"
        autoComplete="username"
        autoFocus
        {...form.getInputProps("email_address")}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ "aria-label": "Show password" }}
        {...form.getInputProps("password")}
      />
      <Group justify="space-between" gap={8}>
        <Checkbox
          label="Remember me"
          title="Stay logged in on this device for two months"
          {...form.getInputProps("remember", { type: "checkbox" })}
        />
        <Anchor
          component={Link}
          to={paths.passwordForgotten(returnTo === paths.home() ? undefined : returnTo)}
          state={form.values.email_address}
        >
          Forgot your password?
        </Anchor>
      </Group>
    </ApiForm>
  );
}

/** The login stands even when it cannot be remembered. */
async function persisted<T>(session: T) {
  try {
    return await sessionPersist();
  } catch (error) {
    fail(error);
    return session;
  }
}
