import { IconArrowBackUp, IconArrowRight, IconBan, IconInbox, IconPlayerPause, type Icon } from "@tabler/icons-react";
import type { Route, RouteMode, Treatment } from "../../api/routes";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/tone";
import { plural } from "../../util/format";

interface ModeWords {
  /** In the form. */
  label: string;
  help: string;
  /** In a list: where it goes. */
  goes: string;
  icon: Icon;
  tone: Tone;
}

export const modeWords: Record<RouteMode, ModeWords> = {
  Endpoint: {
    label: "Pass on to an endpoint",
    help: "Your application, another mail server or a mailbox gets it.",
    goes: "An endpoint",
    icon: IconArrowRight,
    tone: "green",
  },
  Accept: {
    label: "Accept",
    help: "Stored here to be read, and passed on to nobody.",
    goes: "Stored only",
    icon: IconInbox,
    tone: "grey",
  },
  Hold: {
    label: "Hold",
    help: "Stored, and listed under Held until somebody looks at it.",
    goes: "Held for a person",
    icon: IconPlayerPause,
    tone: "violet",
  },
  Bounce: {
    label: "Bounce",
    help: "Taken first; then its sender gets a message that it could not be delivered.",
    goes: "Returned to its sender",
    icon: IconArrowBackUp,
    tone: "amber",
  },
  Reject: {
    label: "Reject",
    help: "Refused while the sending server is still connected. Nothing is stored.",
    goes: "Refused",
    icon: IconBan,
    tone: "red",
  },
};

export const treatmentWords: Record<Treatment, { label: string; help: string }> = {
  Mark: { label: "Mark", help: "Goes on like other mail; header fields and the message's page say what was found." },
  Quarantine: { label: "Hold", help: "Waits under Held until somebody looks at it." },
  Fail: { label: "Refuse", help: "Goes nowhere and fails for good." },
};

/** Where its mail goes, in words. */
export function Destination({ route }: { route: Route }) {
  const { goes, icon, tone } = modeWords[route.mode];
  const further = route.additional_endpoints.length;
  const text = [route.endpoint_description ?? goes, ...(further > 0 ? [`and ${plural(further, "more", "more")}`] : [])];
  return (
    <Mark tone={tone} icon={icon} title={text.join(" ")}>
      <bdi>{text.join(" ")}</bdi>
    </Mark>
  );
}
