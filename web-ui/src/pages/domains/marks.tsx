import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
} from "@tabler/icons-react";
import type { Check, Domain } from "../../api/domains";
import { Mark } from "../../ui/Mark";

/** Result of one check. A missing optional record is no fault. */
export function CheckMark({ check, optional = false }: { check: Check; optional?: boolean }) {
  const title = check.error ?? undefined;
  switch (check.status) {
    case "OK":
      return (
        <Mark tone="green" icon={IconCircleCheck} title={title}>
          OK
        </Mark>
      );
    case "Missing":
      return optional ? (
        <Mark tone="grey" icon={IconCircleMinus} title={title}>
          Not set
        </Mark>
      ) : (
        <Mark tone="amber" icon={IconCircleX} title={title}>
          Missing
        </Mark>
      );
    case "Invalid":
      return (
        <Mark tone="red" icon={IconAlertTriangle} title={title}>
          Wrong
        </Mark>
      );
    case undefined:
      return (
        <Mark tone="grey" icon={IconCircleDashed} title="Not checked yet">
          Unchecked
        </Mark>
      );
  }
}

/** In a list a check that was never made is no news. */
export function ListedCheck({ check, optional }: { check: Check; optional?: boolean }) {
  return check.status === undefined ? (
    <span title="Not checked yet" style={{ color: "var(--mantine-color-dimmed)" }}>
      –
    </span>
  ) : (
    <CheckMark check={check} optional={optional ?? false} />
  );
}

export function DomainMark({ domain, filled = false }: { domain: Domain; filled?: boolean }) {
  if (!domain.verified_at) {
    return (
      <Mark tone="blue" icon={IconCircleDashed} filled={filled} title="Publish the verification record">
        Awaiting verification
      </Mark>
    );
  }
  if (domain.dns_checked_at === undefined && !domain.dns_ok) {
    return (
      <Mark tone="grey" icon={IconCircleDashed} filled={filled} title="Its records have not been looked up yet">
        Not checked
      </Mark>
    );
  }
  return !domain.dns_ok ? (
    <Mark tone="amber" icon={IconAlertTriangle} filled={filled} title="Some records are missing or wrong">
      Needs attention
    </Mark>
  ) : (
    <Mark tone="green" icon={IconCircleCheck} filled={filled} title="All records are in place">
      Ready
    </Mark>
  );
}
