import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ApiError, messageOf } from "../api/errors";
import classes from "./ApiForm.module.css";
import { type Deed, useDenial } from "./roles";
import { useUnsaved } from "./useLeaveQuestion";

interface ApiFormProps<V> {
  form: UseFormReturnType<V>;
  /** Sends the values. What it throws goes to the fields that the API names, the rest to the form. */
  onSubmit: (values: V) => Promise<void>;
  /** What the role must allow; otherwise the form can only be read. */
  needs?: Deed;
  /** A verb: "Create server". */
  submitLabel: string;
  /** Shown for a while after a success: "Saved". Without: the page goes elsewhere. */
  savedLabel?: string;
  onCancel?: () => void;
  /** `entry`: one wide button, and nothing is asked when it is left: for logins. */
  look?: "page" | "entry";
  /** Name of the form's field for a field of the API, where they differ. */
  fieldNames?: Record<string, string>;
  children: ReactNode;
}

/** One column, errors at the fields, a summary when there are several, and a question before changes are lost. */
export function ApiForm<V extends Record<string, unknown>>(props: ApiFormProps<V>) {
  const { form, onSubmit, needs, submitLabel, savedLabel, onCancel, fieldNames, children, look = "page" } = props;
  const denied = useDenial(needs);
  const [state, setState] = useState<"idle" | "saving" | "saved">("idle");
  const [problems, setProblems] = useState<string[]>([]);
  const leaving = useUnsaved(look === "page" && form.isDirty() && state === "idle");

  const submit = form.onSubmit(async (values) => {
    setProblems([]);
    setState("saving");
    try {
      leaving.allow();
      await onSubmit(values);
      form.resetDirty();
      setState("saved");
    } catch (error) {
      leaving.forbid();
      setState("idle");
      const { fields, rest } = assign(error, form.getValues(), fieldNames ?? {});
      form.setErrors(fields);
      setProblems(rest);
      focusFirstError();
    }
  });

  return (
    <form onSubmit={submit} noValidate onChange={() => setState((now) => (now === "saved" ? "idle" : now))}>
      <Stack gap={16} maw={560}>
        {problems.length > 0 && (
          <Alert
            color="red"
            icon={<IconAlertTriangle aria-hidden />}
            role="alert"
            title={problems.length > 1 ? "Not saved" : undefined}
          >
            {problems.map((problem) => (
              <div key={problem}>{problem}</div>
            ))}
          </Alert>
        )}
        {denied === undefined ? (
          children
        ) : (
          <fieldset disabled className={classes.fields}>
            <Stack gap={16}>{children}</Stack>
          </fieldset>
        )}
        {denied !== undefined && <Text c="dimmed">{denied}</Text>}
        <Group gap={12} mt={4}>
          {denied === undefined && (
            <Button type="submit" loading={state === "saving"} fullWidth={look === "entry"}>
              {submitLabel}
            </Button>
          )}
          {onCancel && (
            <Button variant="subtle" color="gray" onClick={onCancel}>
              Cancel
            </Button>
          )}
          {look === "page" && (
            <span role="status" style={{ color: "var(--tone-green)", display: "inline-flex", gap: 6 }}>
              {state === "saved" && savedLabel && (
                <>
                  <IconCheck size={18} aria-hidden /> {savedLabel}
                </>
              )}
            </span>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** Sorts what the API said: to the fields that the form has, and the rest. */
function assign(error: unknown, values: Record<string, unknown>, names: Record<string, string>) {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  if (error instanceof ApiError) {
    for (const problem of error.fields) {
      const [outer = ""] = problem.field.split("/");
      const name = names[problem.field] ?? names[outer] ?? outer;
      if (name in values) fields[name] = problem.message;
      else rest.push(problem.field ? `${problem.field}: ${problem.message}` : problem.message);
    }
  }
  const named = Object.keys(fields).length;
  if (named > 1) rest.unshift(`${named} fields need your attention.`);
  else if (named === 0 && rest.length === 0) rest.push(messageOf(error));
  return { fields, rest };
}

function focusFirstError() {
  requestAnimationFrame(() => {
    const field = document.querySelector("form [aria-invalid=true]");
    if (field instanceof HTMLElement) field.focus();
  });
}
