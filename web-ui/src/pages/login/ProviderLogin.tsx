import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { messageOf } from "../../api/errors";
import { oidcStart } from "../../api/session";
import { leaveFor } from "../../util/leave";
import { Problem } from "./Problem";

interface ProviderLoginProps {
  name: string;
  returnTo: string;
  /** Secret of an invitation: who has no account gets one. */
  invite?: string;
}

/** Login through OpenID, which leaves the application; the server decides where it comes back to. */
export function ProviderLogin({ name, returnTo, invite }: ProviderLoginProps) {
  const start = useMutation({
    mutationFn: () => oidcStart(returnTo, invite),
    onSuccess: ({ authorization_url }) => leaveFor(authorization_url),
  });
  return (
    <>
      {start.error && <Problem>{messageOf(start.error)}</Problem>}
      {/* It stays busy while the browser leaves. */}
      <Button variant="default" fullWidth loading={start.isPending || start.isSuccess} onClick={() => start.mutate()}>
        Login with {name}
      </Button>
    </>
  );
}
