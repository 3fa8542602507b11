import { Alert, Button, Center, Divider, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle, IconMailbox } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type LoaderFunctionArgs, redirect, useNavigate, useSearchParams } from "react-router";
import { messageOf } from "../../api/errors";
import { queryClient } from "../../api/queryClient";
import { infoGet, login, sessionGet } from "../../api/session";
import { safeReturnTo } from "../../util/returnTo";
import classes from "./LoginPage.module.css";

export async function loader({ request }: LoaderFunctionArgs) {
  const target = safeReturnTo(new URL(request.url).searchParams.get("return_to"));
  // When the server cannot be asked, the form is still the best that can be shown.
  const session = await queryClient.query({ ...sessionGet(), staleTime: "static" }).catch(() => null);
  return session ? redirect(target) : null;
}

export default function LoginPage() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  const info = useQuery(infoGet());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: { email_address: "", password: "" },
    validate: {
      email_address: (value) => (value.trim() === "" ? "Enter your e-mail address" : null),
      password: (value) => (value === "" ? "Enter your password" : null),
    },
  });

  const submit = form.onSubmit(async ({ email_address, password }) => {
    setBusy(true);
    setProblem(null);
    try {
      const session = await login(email_address.trim(), password);
      queryClient.setQueryData(sessionGet().queryKey, session);
      await navigate(safeReturnTo(search.get("return_to")), { replace: true });
    } catch (error) {
      setProblem(messageOf(error));
      form.setFieldValue("password", "");
    } finally {
      setBusy(false);
    }
  });

  const localLogin = info.data?.local_authentication_enabled ?? true;
  return (
    <Center component="main" className={classes.page}>
      <title>Log in · Postal</title>
      <Stack gap={24} w="100%" maw={360}>
        <Stack gap={8} align="center">
          <IconMailbox size={36} stroke={1.5} aria-hidden color="var(--mantine-color-anchor)" />
          <Title order={1}>Log in to Postal</Title>
        </Stack>
        {problem && (
          <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
            {problem}
          </Alert>
        )}
        {info.data?.oidc_enabled && (
          <form method="post" action="/auth/oidc">
            <Button type="submit" variant="default" fullWidth>
              Log in with {info.data.oidc_name}
            </Button>
          </form>
        )}
        {info.data?.oidc_enabled && localLogin && <Divider label="or" />}
        {localLogin && (
          <form onSubmit={submit} noValidate>
            <Stack gap={16}>
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
              <Button type="submit" loading={busy} fullWidth>
                Log in
              </Button>
            </Stack>
          </form>
        )}
        <Text c="dimmed" size="xs" ta="center">
          {info.data ? `Postal ${info.data.version}` : "\u00a0"}
        </Text>
      </Stack>
    </Center>
  );
}
