import { IconCircleCheck, IconPlayerPause } from "@tabler/icons-react";
import type { Credential } from "../../api/credentials";
import { Mark } from "../../ui/Mark";

export const kindWords: Record<Credential["type"], { label: string; help: string }> = {
  API: { label: "API key", help: "For the HTTP API. The shortest way to the first message." },
  SMTP: { label: "SMTP password", help: "For everything that can send through a mail server." },
  "SMTP-IP": { label: "SMTP by address", help: "No password: whoever connects from this network may send." },
};

/** As much of the key as is known: keys are shown once. */
export function keyText(credential: Credential): string {
  return credential.type === "SMTP-IP" ? (credential.network ?? credential.key_prefix) : `${credential.key_prefix}…`;
}

export function HoldMark({ credential }: { credential: Credential }) {
  return credential.hold ? (
    <Mark tone="violet" icon={IconPlayerPause} title="All its messages are held">
      Holding
    </Mark>
  ) : (
    <Mark tone="green" icon={IconCircleCheck} title="Its messages are sent">
      Active
    </Mark>
  );
}
