import { Pill, PillsInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { addAddresses } from "../util/addresses";
import classes from "./AddressesInput.module.css";

interface AddressesInputProps {
  label: string;
  value?: string[];
  onChange: (value: string[]) => void;
  error?: ReactNode;
}

/**
 * A field for several addresses. Enter, a comma, a semicolon, a space or leaving the field ends one. Mantine's TagsInput
 * calls itself a combobox even without a list to choose from, and keeps its remove buttons from screen readers.
 */
export function AddressesInput({ label, value = [], onChange, error }: AddressesInputProps) {
  const [text, setText] = useState("");
  const take = (typed: string) => {
    setText("");
    onChange(addAddresses(value, typed));
  };
  return (
    <PillsInput label={label} error={error}>
      <Pill.Group>
        {value.map((address) => (
          <Pill
            key={address}
            className={classes.pill}
            title={address}
            withRemoveButton
            removeButtonProps={{ "aria-label": `Remove ${address}`, "aria-hidden": false, tabIndex: 0 }}
            onRemove={() => onChange(value.filter((other) => other !== address))}
          >
            {address}
          </Pill>
        ))}
        <PillsInput.Field
          inputMode="email"
          autoCapitalize="none"
          value={text}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            if (/[\s,;]/.test(typed)) take(typed);
            else setText(typed);
          }}
          onPaste={(event) => {
            event.preventDefault();
            take(`${text}${event.clipboardData.getData("text")}`);
          }}
          onBlur={() => {
            if (text !== "") take(text);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && text !== "") {
              event.preventDefault();
              take(text);
            }
            if (event.key === "Backspace" && text === "") onChange(value.slice(0, -1));
          }}
        />
      </Pill.Group>
    </PillsInput>
  );
}
