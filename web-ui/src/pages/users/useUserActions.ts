import { useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Account, userDelete, userEndSessions, userResetTwoFactor, userSendReset } from "../../api/users";
import { act, ask } from "../../components/ask";
import { nameOf } from "./UserMarks";

/** What an administrator does to an account besides changing it. */
export function useUserActions() {
  const queryClient = useQueryClient();
  const sendReset = (user: Account) =>
    act(() => userSendReset(user.uuid), `A link to a new password is on its way to ${user.email_address}`);
  const endSessions = (user: Account) =>
    ask({
      title: `End all sessions of ${nameOf(user)}?`,
      body: "They are logged out on all their devices at once. API tokens go on working.",
      confirmLabel: "End sessions",
      success: `${nameOf(user)} is logged out everywhere`,
      action: () => userEndSessions(user.uuid),
    });
  const resetTwoFactor = (user: Account) =>
    ask({
      title: `Reset the second factor of ${nameOf(user)}?`,
      body: `From then on the password of ${user.email_address} is enough to log in, and the recovery codes are worth nothing. Make sure that it is really the user who asks.`,
      confirmLabel: "Reset second factor",
      success: `${nameOf(user)} logs in without a code now`,
      action: async () => {
        await userResetTwoFactor(user.uuid);
        await refresh(queryClient, "user_get", "user_list");
      },
    });
  const remove = (user: Account, afterwards: () => Promise<void> | void = () => undefined) =>
    ask({
      title: `Delete ${nameOf(user)}?`,
      body: `${user.email_address} can no longer log in, and the user's API tokens stop working. Organizations that the user owns become yours; their servers and mail stay.`,
      confirmLabel: "Delete user",
      success: `${nameOf(user)} has been deleted`,
      action: async () => {
        await userDelete(user.uuid);
        await afterwards();
        await refresh(queryClient, "user_list", "member_list", "organization_get");
      },
    });
  return { sendReset, endSessions, resetTwoFactor, remove };
}
