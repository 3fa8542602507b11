import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconDeviceMobile, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { messageOf } from "../../api/errors";
import { refresh } from "../../api/list";
import {
  type Enrolment,
  type TwoFactor as State,
  twoFactorConfirm,
  twoFactorDisable,
  twoFactorEnrol,
  twoFactorGet,
  twoFactorRenewCodes,
} from "../../api/twoFactor";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { CodeBlock } from "../../ui/CodeBlock";
import { Time } from "../../ui/Time";
import classes from "./TwoFactor.module.css";

type Step = { at: "state" | "password" | "renew" | "disable" } | { at: "scan"; enrolment: Enrolment };

/** Codes of an app beside the password: set up, new recovery codes, switched off. */
export function TwoFactor({ hasPassword }: { hasPassword: boolean }) {
  const queryClient = useQueryClient();
  const { data: state, error } = useQuery(twoFactorGet());
  const [step, setStep] = useState<Step>({ at: "state" });
  const [codes, setCodes] = useState<string[] | null>(null);
  const changed = () => refresh(queryClient, "two_factor_get", "session_get", "me_get");
  const back = () => setStep({ at: "state" });
  const show = async (fresh: string[]) => {
    setCodes(fresh);
    back();
    await changed();
  };
  if (error) return <Text role="alert">{messageOf(error)}</Text>;
  if (!state) return null;
  const form = (submitLabel: string, onGiven: (password: string) => Promise<void>) => (
    <PasswordStep hasPassword={hasPassword} submitLabel={submitLabel} onGiven={onGiven} onCancel={back} />
  );
  return (
    <Stack gap={16} align="stretch">
      {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />}
      {step.at === "state" && !codes && <Now state={state} onStep={(at) => setStep({ at })} />}
      {step.at === "password" &&
        form("Go on", async (password) => setStep({ at: "scan", enrolment: await twoFactorEnrol(password) }))}
      {step.at === "scan" && <Scan enrolment={step.enrolment} onConfirmed={show} onCancel={back} />}
      {step.at === "renew" &&
        form("Make new codes", async (password) => show((await twoFactorRenewCodes(password)).recovery_codes))}
      {step.at === "disable" &&
        form("Switch off", async (password) => {
          await twoFactorDisable(password);
          back();
          await changed();
          succeed("Your login needs no code any more");
        })}
    </Stack>
  );
}

function Now({ state, onStep }: { state: State; onStep: (at: "password" | "renew" | "disable") => void }) {
  if (!state.enabled) {
    return (
      <>
        {state.required && (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            This installation asks for a second factor. Until you have one, there is nothing else that you can do.
          </Alert>
        )}
        <div>
          <Button leftSection={<IconDeviceMobile size={16} aria-hidden />} onClick={() => onStep("password")}>
            Set up
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <Text>
        Your login needs a code
        {state.enabled_at && (
          <>
            , since <Time at={state.enabled_at} />
          </>
        )}
        . {state.recovery_codes_left === 1 ? "One recovery code is" : `${state.recovery_codes_left} recovery codes are`}{" "}
        left.
      </Text>
      <Group gap={12}>
        <Button variant="default" onClick={() => onStep("renew")}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={() => onStep("disable")}>
          Switch off
        </Button>
      </Group>
    </>
  );
}

interface PasswordStepProps {
  hasPassword: boolean;
  submitLabel: string;
  onGiven: (password: string) => Promise<void>;
  onCancel: () => void;
}

function PasswordStep({ hasPassword, submitLabel, onGiven, onCancel }: PasswordStepProps) {
  const form = useForm({
    initialValues: { current_password: "" },
    validate: { current_password: (value) => (hasPassword && value === "" ? "Enter your password" : null) },
  });
  return (
    <ApiForm
      form={form}
      submitLabel={submitLabel}
      onCancel={onCancel}
      onSubmit={({ current_password }) => onGiven(current_password)}
    >
      {hasPassword ? (
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          autoFocus
          visibilityToggleButtonProps={{ "aria-label": "Show your password" }}
          {...form.getInputProps("current_password")}
        />
      ) : (
        <Text>Go on?</Text>
      )}
    </ApiForm>
  );
}

interface ScanProps {
  enrolment: Enrolment;
  onConfirmed: (codes: string[]) => Promise<void>;
  onCancel: () => void;
}

function Scan({ enrolment, onConfirmed, onCancel }: ScanProps) {
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: (value) => (value.trim() === "" ? "Enter the code that the app shows" : null) },
  });
  return (
    <ApiForm
      form={form}
      submitLabel="Confirm"
      onCancel={onCancel}
      onSubmit={async ({ code }) => onConfirmed((await twoFactorConfirm(code)).recovery_codes)}
    >
      <Text>Scan this with the app that shall show the codes, or type the secret into it.</Text>
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(enrolment.qr_svg)}`}
        alt="QR code for the app"
        width={220}
        height={220}
      />
      <CodeBlock code={enrolment.secret} label="secret" wrap />
      <TextInput
        label="Code"
        description="Six digits, to see that it works."
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        {...form.getInputProps("code")}
      />
    </ApiForm>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = codes.join("\n");
  return (
    <Stack gap={12} maw={560}>
      <Text fw={500}>Recovery codes</Text>
      <CodeBlock code={text} label="recovery codes" />
      <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
        Keep them where your phone is not: each lets you in once when you have lost it. They are shown only now.
      </Alert>
      <Group gap={12}>
        <Button
          component="a"
          variant="default"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="postal-recovery-codes.txt"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Download
        </Button>
        <Button onClick={onDone}>I have kept them</Button>
      </Group>
    </Stack>
  );
}
