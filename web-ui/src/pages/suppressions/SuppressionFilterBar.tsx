import { Group, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { SuppressionFilter } from "../../api/suppressions";
import { kindChoices, kindOf, listChoices } from "./kinds";

/** The filter of the URL. */
export function suppressionFilterOf(search: URLSearchParams): SuppressionFilter {
  const prefix = search.get("prefix");
  const kind = kindOf(search.get("kind"));
  const state = (["live", "expired"] as const).find((known) => known === search.get("state"));
  const list = (["server", "organization"] as const).find((known) => known === search.get("list"));
  return { ...(prefix && { prefix }), ...(kind && { kind }), ...(state && { state }), ...(list && { list }) };
}

interface SuppressionFilterBarProps {
  /** There are entries of two lists. */
  hasLists: boolean;
}

export function SuppressionFilterBar({ hasLists }: SuppressionFilterBarProps) {
  const [search, setSearch] = useSearchParams();
  const { prefix = "", kind = "", state = "", list = "" } = suppressionFilterOf(search);
  const [typed, setTyped] = useState(prefix);
  const set = (name: string, value: string) =>
    setSearch(
      (old) => {
        if (value === "") old.delete(name);
        else old.set(name, value);
        return old;
      },
      { replace: true, preventScrollReset: true },
    );
  const find = useDebouncedCallback((value: string) => set("prefix", value), 300);
  return (
    <Group gap={12} align="flex-end" role="search">
      <TextInput
        label="Address begins with"
        type="search"
        autoCapitalize="none"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          find(event.currentTarget.value.trim());
        }}
      />
      <NativeSelect
        label="Kind"
        value={kind}
        onChange={(event) => set("kind", event.currentTarget.value)}
        data={[{ value: "", label: "All" }, ...kindChoices]}
      />
      {hasLists && (
        <NativeSelect
          label="List"
          value={list}
          onChange={(event) => set("list", event.currentTarget.value)}
          data={[{ value: "", label: "Both" }, ...listChoices]}
        />
      )}
      <SegmentedControl
        aria-label="State"
        value={state}
        onChange={(value) => set("state", value)}
        data={[
          { value: "", label: "All" },
          { value: "live", label: "In force" },
          { value: "expired", label: "Expired" },
        ]}
      />
    </Group>
  );
}
