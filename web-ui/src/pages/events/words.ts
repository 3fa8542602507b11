import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCalendarTime,
  IconCircleCheck,
  IconCircleX,
  IconClick,
  IconClock,
  IconClockPause,
  IconGauge,
  IconInbox,
  IconMailOpened,
  IconMessageReport,
  IconPlayerPause,
  IconUserMinus,
  IconUserPlus,
  IconWorldX,
  type Icon,
} from "@tabler/icons-react";
import type { EventType } from "../../api/events";
import type { Tone } from "../../ui/tone";

interface EventWords {
  word: string;
  tone: Tone;
  icon: Icon;
}

export const eventWords: Record<EventType, EventWords> = {
  "message.queued": { word: "Accepted", tone: "blue", icon: IconClock },
  "message.scheduled": { word: "Scheduled", tone: "blue", icon: IconCalendarTime },
  "message.received": { word: "Received", tone: "blue", icon: IconInbox },
  "message.sent": { word: "Sent", tone: "green", icon: IconCircleCheck },
  "message.delayed": { word: "Delayed", tone: "amber", icon: IconClockPause },
  "message.error": { word: "Error", tone: "red", icon: IconAlertTriangle },
  "message.failed": { word: "Failed", tone: "red", icon: IconCircleX },
  "message.held": { word: "Held", tone: "violet", icon: IconPlayerPause },
  "message.bounced": { word: "Bounced", tone: "red", icon: IconArrowBackUp },
  "message.processed": { word: "Processed", tone: "green", icon: IconCircleCheck },
  "message.hold_cancelled": { word: "Hold ended", tone: "grey", icon: IconBan },
  "message.cancelled": { word: "Cancelled", tone: "grey", icon: IconBan },
  "message.complained": { word: "Complaint", tone: "red", icon: IconMessageReport },
  "message.opened": { word: "Opened", tone: "green", icon: IconMailOpened },
  "message.clicked": { word: "Link followed", tone: "green", icon: IconClick },
  "message.unsubscribed": { word: "Unsubscribed", tone: "grey", icon: IconUserMinus },
  "domain.dns_error": { word: "DNS fault", tone: "amber", icon: IconWorldX },
  "send_limit.approaching": { word: "Limit near", tone: "amber", icon: IconGauge },
  "send_limit.exceeded": { word: "Limit reached", tone: "red", icon: IconGauge },
  "suppression.added": { word: "Suppressed", tone: "grey", icon: IconUserMinus },
  "suppression.removed": { word: "Unsuppressed", tone: "grey", icon: IconUserPlus },
};
