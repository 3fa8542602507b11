import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconRefresh,
} from "@tabler/icons-react";
import type { Webhook, WebhookAttempt } from "../../api/webhooks";
import { Mark } from "../../ui/Mark";

/** Whether it works. */
export function WebhookMark({ webhook, filled }: { webhook: Webhook; filled?: boolean }) {
  if (webhook.disabled_at) {
    return (
      <Mark tone="red" icon={IconCircleX} filled={filled} title={webhook.disabled_reason}>
        Disabled by Postal
      </Mark>
    );
  }
  if (!webhook.enabled) {
    return (
      <Mark tone="grey" icon={IconCircleMinus} filled={filled}>
        Disabled
      </Mark>
    );
  }
  if (webhook.failing_since) {
    return (
      <Mark tone="amber" icon={IconAlertTriangle} filled={filled} title={webhook.last_failure}>
        Failing
      </Mark>
    );
  }
  if (!webhook.last_used_at) {
    return (
      <Mark tone="blue" icon={IconCircleDashed} filled={filled}>
        Not used yet
      </Mark>
    );
  }
  return (
    <Mark tone="green" icon={IconCircleCheck} filled={filled}>
      Working
    </Mark>
  );
}

/** What came back of one attempt. */
export function AttemptMark({ attempt, filled }: { attempt: WebhookAttempt; filled?: boolean }) {
  if (attempt.success) {
    return (
      <Mark tone="green" icon={IconCircleCheck} filled={filled}>
        {attempt.status_code}
      </Mark>
    );
  }
  return attempt.will_retry ? (
    <Mark tone="amber" icon={IconRefresh} filled={filled} title="It is tried again">
      {statusText(attempt.status_code)}
    </Mark>
  ) : (
    <Mark tone="red" icon={IconCircleX} filled={filled} title="It is not tried again">
      {statusText(attempt.status_code)}
    </Mark>
  );
}

/** Codes below 0 are ours: there was no answer. */
export function statusText(code: number): string {
  switch (code) {
    case -1:
      return "Timed out";
    case -2:
      return "No connection";
    case -3:
      return "TLS failed";
    case -4:
      return "Not permitted";
    default:
      return String(code);
  }
}

export const eventsText = (webhook: Webhook) => {
  if (webhook.all_events) return "All events";
  const [first = "", ...rest] = webhook.events;
  return rest.length === 0 ? first : `${first} and ${rest.length} more`;
};
