import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, messageOf } from "../api/errors";
import { meGet, sessionConfirm } from "../api/session";
import { stepUp } from "../api/stepUp";

/** Asks for the password (of users without one, for a code) while a dangerous request waits for it. */
export function StepUpDialog() {
  return (
    <Modal
      opened
      onClose={() => stepUp.answer(false)}
      title="Confirm that it is you"
      // Above the dialog that asked whether to do it at all.
      zIndex={1000}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Question />
    </Modal>
  );
}

function Question() {
  const { data: me, error } = useQuery(meGet());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm({ initialValues: { password: "", code: "" } });
  if (error) return <Text role="alert">{messageOf(error)}</Text>;
  if (!me) return null;
  if (!me.has_password && !me.two_factor) {
    return <Text>Your account has no password. Log out and in again, then repeat this.</Text>;
  }
  const submit = form.onSubmit(async ({ password, code }) => {
    setBusy(true);
    setProblem(null);
    try {
      await sessionConfirm(me.has_password ? { password } : { code });
      stepUp.answer(true);
    } catch (failure) {
      setProblem(failure instanceof ApiError && failure.fields[0] ? failure.fields[0].message : messageOf(failure));
      form.reset();
      setBusy(false);
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={16}>
        <Text>
          This needs {me.has_password ? "your password" : "a code of your app"} once more: you gave it a while ago.
        </Text>
        {me.has_password ? (
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            data-autofocus
            visibilityToggleButtonProps={{ "aria-label": "Show password" }}
            {...form.getInputProps("password")}
            error={problem}
          />
        ) : (
          <TextInput
            label="Code"
            autoComplete="one-time-code"
            data-autofocus
            {...form.getInputProps("code")}
            error={problem}
          />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => stepUp.answer(false)}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
