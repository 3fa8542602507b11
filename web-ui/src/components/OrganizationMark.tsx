import { IconCircleCheck, IconPlayerStop } from "@tabler/icons-react";
import type { Organization } from "../api/organizations";
import { Mark } from "../ui/Mark";

export function OrganizationMark({ organization }: { organization: Organization }) {
  return organization.suspended ? (
    <Mark tone="red" icon={IconPlayerStop} title={organization.suspension_reason ?? "All its servers refuse mail"}>
      Suspended
    </Mark>
  ) : (
    <Mark tone="green" icon={IconCircleCheck} title="Its servers work">
      Active
    </Mark>
  );
}
