import { IconArrowBackUp, IconMailOff, IconThumbDown, IconUser, type Icon } from "@tabler/icons-react";
import type { Suppression, SuppressionKind } from "../../api/suppressions";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/tone";

interface KindWords {
  word: string;
  icon: Icon;
  tone: Tone;
  meaning: string;
}

export const kindWords: Record<SuppressionKind, KindWords> = {
  bounce: { word: "Bounce", icon: IconArrowBackUp, tone: "red", meaning: "Mail to it failed for good" },
  complaint: { word: "Complaint", icon: IconThumbDown, tone: "amber", meaning: "Somebody called the mail spam" },
  unsubscribe: { word: "Unsubscribed", icon: IconMailOff, tone: "grey", meaning: "Somebody wants no more mail" },
  manual: { word: "By hand", icon: IconUser, tone: "violet", meaning: "Added by a person or a program" },
};

export const kinds: SuppressionKind[] = ["bounce", "complaint", "unsubscribe", "manual"];

export const kindChoices = kinds.map((kind) => ({ value: kind, label: kindWords[kind].word }));

export function KindMark({ kind }: { kind: SuppressionKind }) {
  const { word, icon, tone, meaning } = kindWords[kind];
  return (
    <Mark tone={tone} icon={icon} title={meaning}>
      {word}
    </Mark>
  );
}

export const listWords: Record<Suppression["list"], string> = {
  server: "This server",
  organization: "Organization",
};

export const listChoices = [
  { value: "server", label: listWords.server },
  { value: "organization", label: listWords.organization },
];

/** What a field with choices gives back, as a kind. */
export const kindOf = (text: string | null): SuppressionKind | undefined => kinds.find((kind) => kind === text);
