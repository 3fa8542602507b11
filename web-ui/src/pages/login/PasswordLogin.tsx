import { Anchor, Checkbox, Group, PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "react-router";
import { type Challenge, isChallenge, login, type Session, sessionPersist } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { fail } from "../../components/ask";
import { paths } from "../../paths";
import { useEnter } from "./useEnter";

interface PasswordLoginProps {
  /** A path of ours. */
  returnTo: string;
  /** The account has a second factor; `then` goes on with the session. */
  onChallenge: (challenge: Challenge, then: (session: Session) => Promise<void>) => void;
}

export function PasswordLogin({ returnTo, onChallenge }: PasswordLoginProps) {
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
        const answer = await login(email_address.trim(), password).catch((error: unknown) => {
          form.setFieldValue("password", "");
          throw error;
        });
        const go = async (session: Session) => enter(remember ? await persisted(session) : session, returnTo);
        if (isChallenge(answer)) onChallenge(answer, go);
        else await go(answer);
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
async function persisted(session: Session) {
  try {
    return await sessionPersist();
  } catch (error) {
    fail(error);
    return session;
  }
}
