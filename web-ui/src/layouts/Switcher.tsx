import { Combobox, Group, UnstyledButton, useCombobox } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useNavigate } from "react-router";
import classes from "./Switcher.module.css";

export interface Choice {
  to: string;
  /** Searched and shown. */
  name: string;
  mark?: ReactNode;
  detail?: ReactNode;
}

interface SwitcherProps {
  /** What is chosen here: "Organization", "Server". */
  label: string;
  /** Name of what is chosen now, or what to do when nothing is. */
  current: string;
  icon?: ReactNode;
  muted?: boolean;
  choices: Choice[];
  /** Below the choices: "All servers", "New server". */
  extra: Choice[];
  onNavigate?: (() => void) | undefined;
}

/** A button with a searchable list of places to go to. */
export function Switcher({ label, current, icon, muted = false, choices, extra, onNavigate }: SwitcherProps) {
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch("");
    },
    onDropdownOpen: () => {
      combobox.focusSearchInput();
      combobox.selectFirstOption();
    },
  });
  // The first match is what Enter takes; options exist only after rendering.
  const selectFirst = useEffectEvent(() => combobox.selectFirstOption());
  useEffect(() => {
    if (search !== "") selectFirst();
  }, [search]);
  const wanted = search.trim().toLowerCase();
  const matching = choices.filter(({ name }) => name.toLowerCase().includes(wanted));
  const option = ({ to, name, mark, detail }: Choice) => (
    <Combobox.Option value={to} key={to}>
      <Group gap={8} wrap="nowrap">
        {mark}
        <span className={classes.optionName} dir="auto">
          {name}
        </span>
        {detail}
      </Group>
    </Combobox.Option>
  );
  return (
    <Combobox
      store={combobox}
      width={280}
      position="bottom-start"
      shadow="md"
      onOptionSubmit={(to) => {
        combobox.closeDropdown();
        onNavigate?.();
        void navigate(to);
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <UnstyledButton
          className={classes.button}
          aria-label={`${label}: ${current}`}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          onClick={() => combobox.toggleDropdown()}
        >
          {icon}
          <span className={muted ? classes.muted : classes.current} dir="auto">
            {current}
          </span>
          <IconChevronDown size={16} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder="Search"
          aria-label={`Search ${label.toLowerCase()}`}
        />
        <Combobox.Options mah={320} className={classes.options} aria-label={`${label} choices`}>
          {matching.map(option)}
          {matching.length === 0 && <Combobox.Empty>Nothing matches</Combobox.Empty>}
          <Combobox.Group>{extra.map(option)}</Combobox.Group>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
