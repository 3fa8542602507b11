import { SegmentedControl, useMantineColorScheme } from "@mantine/core";

const choices = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the system" },
] as const;

/** The theme, which this browser remembers. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Theme"
      value={colorScheme}
      onChange={(value) => {
        const choice = choices.find((known) => known.value === value);
        if (choice) setColorScheme(choice.value);
      }}
      data={[...choices]}
    />
  );
}
