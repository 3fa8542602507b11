import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

// prettier-ignore
const accent: MantineColorsTuple = [
    "#eef3ff", "#dbe5ff", "#b9cbff", "#93affd", "#7093f8", "#4f78f0", "#3b66e6", "#2d55cf", "#2647ad", "#1f3a8a",
];

// prettier-ignore
const gray: MantineColorsTuple = [
  "#f7f8fa", "#eff1f4", "#e4e7ec", "#d5d9e0", "#b8bec9", "#969eab", "#717a89", "#566070", "#3b4351", "#242a35",
];

// prettier-ignore
const dark: MantineColorsTuple = [
  "#dfe3ea", "#b9c0cc", "#9aa3b2", "#6d7688", "#454d5c", "#343b48", "#272d38", "#1a1e26", "#14171d", "#0f1115",
];

/** One accent, grey for the rest; colour is for state (see `ui/tone.ts`). 14 px text on a 4 px grid, radius 8. */
export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 7,
  colors: { accent, gray, dark },
  fontFamily: '"Inter Variable", system-ui, sans-serif',
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  defaultRadius: 8,
  cursorType: "pointer",
  respectReducedMotion: true,
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "20px", lineHeight: "28px" },
      h2: { fontSize: "16px", lineHeight: "24px" },
      h3: { fontSize: "14px", lineHeight: "20px" },
    },
  },
  components: {
    Button: { defaultProps: { size: "sm" } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
    TextInput: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 140 } } },
    // Names without a blank stay inside the list.
    Select: { styles: { option: { overflowWrap: "anywhere" } } },
    MultiSelect: { styles: { option: { overflowWrap: "anywhere" } } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, multiline: true, maw: 360 } },
    Anchor: { defaultProps: { underline: "hover" } },
    // Coloured titles on a coloured ground stay below 4.5:1; the icon says it too.
    Alert: { styles: { title: { color: "var(--mantine-color-text)" } } },
    Loader: { defaultProps: { type: "dots" } },
  },
});

// Mantine's own muted and placeholder greys stay below 4.5:1.
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#1d2330",
    "--mantine-color-dimmed": "#5b6474",
    "--mantine-color-placeholder": "#667080",
    "--mantine-color-anchor": "#2d55cf",
    "--mantine-color-error": "#c01f2e",
    "--postal-hairline": "#e4e7ec",
    "--postal-sidebar": "#f7f8fa",
    "--postal-hover": "#f4f6f9",
    "--postal-active": "#e8edfb",
    "--postal-active-text": "#2647ad",
    "--postal-code": "#f5f6f8",
    "--tone-green": "#18794e",
    "--tone-blue": "#0b6a9c",
    "--tone-amber": "#945400",
    "--tone-red": "#c01f2e",
    "--tone-violet": "#6d3fc4",
    "--tone-grey": "#566070",
    "--tone-green-soft": "#e7f6ee",
    "--tone-blue-soft": "#e5f3fb",
    "--tone-amber-soft": "#fdf2df",
    "--tone-red-soft": "#fdebec",
    "--tone-violet-soft": "#f1ebfc",
    "--tone-grey-soft": "#eff1f4",
  },
  dark: {
    "--mantine-color-body": "#14171d",
    "--mantine-color-text": "#dfe3ea",
    "--mantine-color-dimmed": "#9aa3b2",
    "--mantine-color-placeholder": "#8b94a4",
    "--mantine-color-anchor": "#93affd",
    "--mantine-color-error": "#ff8a8f",
    "--postal-hairline": "#272d38",
    "--postal-sidebar": "#0f1115",
    "--postal-hover": "#1a1e26",
    "--postal-active": "#1d2741",
    "--postal-active-text": "#b9cbff",
    "--postal-code": "#0f1115",
    "--tone-green": "#5fd09b",
    "--tone-blue": "#6cc3f0",
    "--tone-amber": "#f2b24c",
    "--tone-red": "#ff8a8f",
    "--tone-violet": "#b99cf5",
    "--tone-grey": "#9aa3b2",
    "--tone-green-soft": "#12291f",
    "--tone-blue-soft": "#0f2735",
    "--tone-amber-soft": "#2e220d",
    "--tone-red-soft": "#35161a",
    "--tone-violet-soft": "#251c3a",
    "--tone-grey-soft": "#1f242d",
  },
});
