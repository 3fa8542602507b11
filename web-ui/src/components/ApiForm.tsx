import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { ApiError, messageOf } from "../api/errors";
import { versionOf } from "../api/versions";
import classes from "./ApiForm.module.css";
import { Conflict } from "./Conflict";
import { differencesOf } from "./differences";
import { type Deed, useDenial } from "./roles";
import { useUnsaved } from "./useLeaveQuestion";

interface ApiFormProps<V> {
  form: UseFormReturnType<V>;
  /** What the form was filled from, when that exists: what somebody else changes meanwhile is shown, not overwritten. */
  shown?: object | null;
  /**
   * Sends the values, for the `version` that the form shows, and answers what is there then. What it throws goes to the
   * fields that the API names, the rest to the form.
   */
  onSubmit: (values: V, version: string | undefined) => Promise<unknown>;
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
  const {
    form,
    shown,
    onSubmit,
    needs,
    submitLabel,
    savedLabel,
    onCancel,
    fieldNames,
    children,
    look = "page",
  } = props;
  const denied = useDenial(needs);
  const [state, setState] = useState<"idle" | "saving" | "saved">("idle");
  const [problems, setProblems] = useState<string[]>([]);
  const [refusals, setRefusals] = useState(0);
  const element = useRef<HTMLFormElement>(null);
  const [known, setKnown] = useState(() => ({
    version: versionOf(shown),
    values: form.getValues(),
    /** What the page showed meanwhile. */
    seen: versionOf(shown),
  }));
  const [current, setCurrent] = useState<Record<string, unknown>>();
  const leaving = useUnsaved(look === "page" && form.isDirty() && state === "idle");

  const refused = () => setRefusals((count) => count + 1);
  // Somebody has changed something else, perhaps by another form of this page: what stands here was meant for that, too.
  const version = () => {
    const now = versionOf(shown);
    const isNews = now !== known.seen && differencesOf(known.values, { ...shown }, fieldNames).length === 0;
    return isNews ? now : known.version;
  };
  const know = (view: unknown, values: V) => setKnown({ version: versionOf(view), values, seen: versionOf(shown) });
  const submit = form.onSubmit(async (values) => {
    setProblems([]);
    setCurrent(undefined);
    setState("saving");
    try {
      leaving.allow();
      know(await onSubmit(values, version()), values);
      form.resetDirty();
      setState("saved");
    } catch (error) {
      leaving.forbid();
      setState("idle");
      if (error instanceof ApiError && error.current) {
        know(error.current, known.values);
        setCurrent(error.current);
        return;
      }
      const { fields, rest } = assign(error, form.getValues(), fieldNames ?? {});
      form.setErrors(fields);
      setProblems(rest);
      refused();
    }
  }, refused);

  // The fields are marked by then; a frame later somebody may be typing in another one.
  useLayoutEffect(() => {
    if (refusals === 0) return;
    const field = element.current?.querySelector("[aria-invalid=true]");
    if (field instanceof HTMLElement) field.focus();
  }, [refusals]);

  const differences = current ? differencesOf(form.getValues(), current, fieldNames) : [];
  const takeTheirs = () => {
    for (const { name, theirs } of differences) set(form, name, theirs);
    setCurrent(undefined);
    form.resetDirty();
  };

  return (
    <form
      ref={element}
      onSubmit={submit}
      noValidate
      onChange={() => setState((now) => (now === "saved" ? "idle" : now))}
    >
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
        {current && <Conflict differences={differences} onKeepMine={() => submit()} onTakeTheirs={takeTheirs} />}
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

/** A field by a name that is known at run time only. */
function set<V extends Record<string, unknown>>(form: UseFormReturnType<V>, name: string, value: unknown) {
  form.setValues((values) => ({ ...values, [name]: value }));
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
