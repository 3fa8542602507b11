import { NativeSelect, Radio, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { kindChoices, kindOf, kindWords } from "./kinds";

/** What an entry says besides its address. */
export interface EntryValues extends Record<string, unknown> {
  kind: string;
  note: string;
  ends: "never" | "then";
  /** Local time, as the browser writes it. */
  keep_until: string;
}

export const noEntry: EntryValues = { kind: "manual", note: "", ends: "never", keep_until: "" };

/** The values as the API wants them. An end that is missing is sent, so that the API says so. */
export function entryOf({ kind, note, ends, keep_until }: EntryValues) {
  const end = new Date(keep_until);
  return {
    kind: kindOf(kind) ?? ("manual" as const),
    ...(note.trim() !== "" && { note: note.trim() }),
    ...(ends === "then" && { keep_until: Number.isNaN(end.getTime()) ? keep_until : end.toISOString() }),
  };
}

export function EntryFields<V extends EntryValues>({ form }: { form: UseFormReturnType<V> }) {
  const { values } = form;
  return (
    <>
      <NativeSelect
        label="Kind"
        data={kindChoices}
        description={kindWords[kindOf(values.kind) ?? "manual"].meaning}
        {...form.getInputProps("kind")}
      />
      <TextInput label="Note" description="For yourselves." {...form.getInputProps("note")} />
      <Radio.Group label="Ends" {...form.getInputProps("ends")} error={undefined}>
        <Stack gap={10} mt={8}>
          <Radio value="never" label="Never" />
          <Radio value="then" label="At a time" />
        </Stack>
      </Radio.Group>
      {values.ends === "then" && (
        <TextInput label="End" type="datetime-local" w={240} {...form.getInputProps("keep_until")} />
      )}
    </>
  );
}
