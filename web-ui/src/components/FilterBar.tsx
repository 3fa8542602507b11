import { ActionIcon, Combobox, Pill, PillsInput, useCombobox } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { isTyping } from "../ui/keys";
import { type Condition, conditionsOf, parseConditions, withCondition, withoutCondition } from "../util/filter";
import classes from "./FilterBar.module.css";

export interface FilterKey {
  key: string;
  help: string;
  /** What may follow; free text when absent. */
  values?: { value: string; label: string }[];
  /** A second value replaces the first. */
  single?: boolean;
}

/** The filter of a list: chips that are typed as `key: value`, with suggestions, kept in the URL. */
export function FilterBar({ keys, placeholder }: { keys: FilterKey[]; placeholder: string }) {
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const names = keys.map(({ key }) => key);
  const conditions = conditionsOf(search, names);
  useFocusKey(input);

  const change = (next: URLSearchParams) => setSearch(next, { preventScrollReset: true });
  const add = (added: Condition[]) =>
    change(
      added.reduce(
        (next, condition) =>
          withCondition(next, condition, keys.find(({ key }) => key === condition.key)?.single === true),
        search,
      ),
    );
  const commit = (typed: string) => {
    const { conditions: parsed, rest } = parseConditions(typed, names);
    const resolved = parsed.map((condition) => ({ ...condition, value: valueOf(keys, condition) }));
    const unknown = resolved.find((condition) => !isPossible(keys, condition));
    combobox.closeDropdown();
    if (unknown) {
      setProblem(`“${unknown.value}” is no ${unknown.key}. Choose one of the list.`);
      return;
    }
    if (resolved.length > 0) add(resolved);
    setText(rest);
    setProblem(
      rest === "" ? null : `“${rest}” is no condition. Write it as key: value, for example to: someone@example.com`,
    );
  };

  const suggestions = suggest(keys, text);
  return (
    <div>
      <Combobox
        store={combobox}
        position="bottom-start"
        width={340}
        shadow="md"
        onOptionSubmit={(value) => {
          if (value.endsWith(": ")) {
            setText(value);
            input.current?.focus();
          } else commit(value);
        }}
      >
        <Combobox.DropdownTarget>
          <PillsInput
            size="sm"
            leftSection={<IconFilter size={16} aria-hidden />}
            onClick={() => combobox.openDropdown()}
            className={classes.bar}
            error={problem}
            rightSection={
              conditions.length > 0 && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label="Clear filter"
                  onClick={() => change(conditions.reduce(withoutCondition, search))}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )
            }
          >
            <Pill.Group>
              {conditions.map((condition) => (
                <Pill
                  key={`${condition.key} ${condition.value}`}
                  withRemoveButton
                  removeButtonProps={{
                    "aria-label": `Remove ${condition.key}: ${labelOf(keys, condition)}`,
                    "aria-hidden": false,
                    tabIndex: 0,
                  }}
                  onRemove={() => change(withoutCondition(search, condition))}
                  className={classes.pill}
                >
                  <span className={classes.key}>{condition.key}:</span> {labelOf(keys, condition)}
                </Pill>
              ))}
              <Combobox.EventsTarget>
                <PillsInput.Field
                  ref={input}
                  value={text}
                  placeholder={conditions.length === 0 ? placeholder : "Add a condition"}
                  aria-label="Filter"
                  onFocus={() => combobox.openDropdown()}
                  onBlur={() => combobox.closeDropdown()}
                  onChange={(event) => {
                    setText(event.currentTarget.value);
                    setProblem(null);
                    combobox.openDropdown();
                    combobox.resetSelectedOption();
                  }}
                  onKeyDown={(event) => {
                    if (event.key === "Enter" && combobox.getSelectedOptionIndex() === -1 && text.trim() !== "") {
                      event.preventDefault();
                      commit(text);
                    }
                    const last = conditions.at(-1);
                    if (event.key === "Backspace" && text === "" && last) change(withoutCondition(search, last));
                    if (event.key === "Escape") input.current?.blur();
                  }}
                />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={suggestions.length === 0}>
          <Combobox.Options aria-label="Suggestions" mah={320} style={{ overflowY: "auto" }}>
            {suggestions.map(({ value, label, help }) => (
              <Combobox.Option key={value} value={value} className={classes.option}>
                <span>{label}</span>
                <span className={classes.help}>{help}</span>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </div>
  );
}

/** `f` goes to the filter. */
function useFocusKey(input: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [input]);
}

interface Suggestion {
  value: string;
  label: string;
  help: string;
}

/** Keys that begin like the typed text; after a key its values. */
function suggest(keys: FilterKey[], text: string): Suggestion[] {
  const [, name, typed = ""] = /^\s*([a-z_]+):\s*(.*)$/i.exec(text) ?? [];
  if (name !== undefined) {
    const values = keys.find(({ key }) => key === name.toLowerCase())?.values ?? [];
    return values
      .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
      .map(({ value, label }) => ({ value: `${name}: ${value}`, label: `${name}: ${label}`, help: "" }));
  }
  const wanted = text.trim().toLowerCase();
  return keys
    .filter(({ key }) => key.startsWith(wanted))
    .map(({ key, help }) => ({ value: `${key}: `, label: `${key}:`, help }));
}

/** People may write the word that they see ("delayed"); the API has its own. */
function valueOf(keys: FilterKey[], { key, value }: Condition): string {
  const wanted = value.toLowerCase();
  const values = keys.find((candidate) => candidate.key === key)?.values ?? [];
  return (
    values.find((known) => known.label.toLowerCase() === wanted || known.value.toLowerCase() === wanted)?.value ?? value
  );
}

/** Keys with a list of values take no others. */
function isPossible(keys: FilterKey[], { key, value }: Condition): boolean {
  const values = keys.find((candidate) => candidate.key === key)?.values;
  return values === undefined || values.some((known) => known.value === value);
}

function labelOf(keys: FilterKey[], { key, value }: Condition): string {
  const values = keys.find((candidate) => candidate.key === key)?.values ?? [];
  return values.find((known) => known.value === value)?.label.toLowerCase() ?? value;
}
