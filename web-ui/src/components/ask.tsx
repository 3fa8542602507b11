import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { messageOf } from "../api/errors";
import { notify, openDialog } from "../ui/overlays";

interface Question<T> {
  title: string;
  /** What is lost. */
  body: ReactNode;
  /** A verb: "Delete domain". */
  confirmLabel: string;
  /** Has to be typed when the action cannot be undone. */
  confirmName?: string;
  action: () => Promise<T>;
  /** Said afterwards. */
  success: string | ((result: T) => string);
}

/** Names the object, says what is lost, and acts only on a yes. A failure is said in the dialog. */
export function ask<T>(question: Question<T>): void {
  const close = openDialog({
    title: question.title,
    children: <Answer question={question} onClose={() => close()} />,
  });
}

function Answer<T>({ question, onClose }: { question: Question<T>; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [state, setState] = useState<"idle" | "running">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const name = question.confirmName;
  const confirmed = name === undefined || typed.trim().toLowerCase() === name.trim().toLowerCase();
  const run = async () => {
    setState("running");
    setProblem(null);
    try {
      const result = await question.action();
      onClose();
      succeed(typeof question.success === "string" ? question.success : question.success(result));
    } catch (error) {
      setProblem(messageOf(error));
      setState("idle");
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed) void run();
      }}
    >
      <Stack gap={16}>
        <div>{question.body}</div>
        {name !== undefined && (
          <TextInput
            label={`Type “${name}” to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {problem && (
          <Text c="var(--tone-red)" role="alert">
            {problem}
          </Text>
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color="red.8"
            loading={state === "running"}
            disabled={!confirmed}
            title={confirmed ? undefined : "Type the name first"}
          >
            {question.confirmLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function succeed(message: string): void {
  notify({ message, color: "green", icon: <IconCheck size={18} aria-hidden /> });
}

export function fail(error: unknown): void {
  notify({
    title: "That did not work",
    message: messageOf(error),
    color: "red",
    icon: <IconAlertTriangle size={18} aria-hidden />,
    autoClose: 8000,
  });
}

/** Runs something quick and harmless and says how it ended. */
export async function act<T>(action: () => Promise<T>, success: string | ((result: T) => string)): Promise<void> {
  try {
    const result = await action();
    succeed(typeof success === "string" ? success : success(result));
  } catch (error) {
    fail(error);
  }
}
