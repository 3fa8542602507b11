/** Colour of a state. Always shown with a word and an icon. */
export type Tone = "green" | "blue" | "amber" | "red" | "violet" | "grey";

export const toneColor = (tone: Tone) => `var(--tone-${tone})`;
export const toneSoft = (tone: Tone) => `var(--tone-${tone}-soft)`;
