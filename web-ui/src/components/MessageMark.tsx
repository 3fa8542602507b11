import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCalendarTime,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconClockPause,
  IconPlayerPause,
  type Icon,
} from "@tabler/icons-react";
import type { MessageStatus } from "../api/messages";
import { Mark } from "../ui/Mark";
import type { Tone } from "../ui/tone";

interface StatusWords {
  word: string;
  tone: Tone;
  icon: Icon;
  meaning: string;
}

/** The same word, icon and colour everywhere. */
export const statusWords: Record<MessageStatus, StatusWords> = {
  Pending: { word: "Pending", tone: "blue", icon: IconClock, meaning: "Accepted, not tried yet" },
  Scheduled: { word: "Scheduled", tone: "blue", icon: IconCalendarTime, meaning: "Not to be sent before its time" },
  Sent: { word: "Sent", tone: "green", icon: IconCircleCheck, meaning: "Accepted by the recipient's mail server" },
  Processed: { word: "Processed", tone: "green", icon: IconCircleCheck, meaning: "Received and handled" },
  SoftFail: { word: "Delayed", tone: "amber", icon: IconClockPause, meaning: "Failed for now, will be tried again" },
  HardFail: { word: "Failed", tone: "red", icon: IconCircleX, meaning: "Failed for good" },
  Bounced: { word: "Bounced", tone: "red", icon: IconArrowBackUp, meaning: "Came back after it had been sent" },
  Held: { word: "Held", tone: "violet", icon: IconPlayerPause, meaning: "Waits until somebody releases it" },
  HoldCancelled: { word: "Hold ended", tone: "grey", icon: IconBan, meaning: "The hold ended without sending" },
  Cancelled: { word: "Cancelled", tone: "grey", icon: IconBan, meaning: "Taken out of the queue before it was sent" },
  Error: { word: "Error", tone: "red", icon: IconAlertTriangle, meaning: "An error of ours, will be tried again" },
};

export const messageStatuses: MessageStatus[] = [
  "Pending",
  "Scheduled",
  "Sent",
  "SoftFail",
  "HardFail",
  "Bounced",
  "Held",
  "HoldCancelled",
  "Cancelled",
  "Processed",
  "Error",
];

export function MessageMark({ status, filled = false }: { status: MessageStatus; filled?: boolean }) {
  const { word, tone, icon, meaning } = statusWords[status];
  return (
    <Mark tone={tone} icon={icon} filled={filled} title={meaning}>
      {word}
    </Mark>
  );
}
