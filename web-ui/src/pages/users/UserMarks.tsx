import { IconCircleCheck, IconClock, IconShieldCheck } from "@tabler/icons-react";
import type { Account } from "../../api/users";
import { Mark } from "../../ui/Mark";

export const nameOf = (user: Pick<Account, "first_name" | "last_name" | "email_address">) =>
  `${user.first_name} ${user.last_name}`.trim() || user.email_address;

export function AdminMark({ user }: { user: Account }) {
  return user.admin ? (
    <Mark tone="blue" icon={IconShieldCheck} title="May do everything on this installation">
      Administrator
    </Mark>
  ) : null;
}

export function TwoFactorMark() {
  return (
    <Mark tone="green" icon={IconCircleCheck} title="A login needs a code of the user's app">
      Set up
    </Mark>
  );
}

/** How somebody gets in where there is an OpenID provider. */
export function LoginMark({ user, provider }: { user: Account; provider: string }) {
  if (user.oidc) {
    return (
      <Mark tone="green" icon={IconCircleCheck} title={`Logs in with ${provider}`}>
        {provider}
      </Mark>
    );
  }
  return user.has_password ? (
    <>Password</>
  ) : (
    <Mark tone="amber" icon={IconClock} title={`Has not logged in with ${provider} yet`}>
      Pending
    </Mark>
  );
}
