import { Button } from "@mantine/core";
import { IconMailForward } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { messageSendIncoming } from "../../api/messages";
import type { Route } from "../../api/routes";
import { fail, succeed } from "../../components/ask";
import { useDenial } from "../../components/roles";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";

/** Receives a test message by a route, and shows what becomes of it. Only routes with an address of their own have one. */
export function TestMessage({ route }: { route: Route }) {
  const path = useServerPath();
  const navigate = useNavigate();
  const denied = useDenial("send messages");
  const send = useMutation({
    mutationFn: () => messageSendIncoming(path, { to: route.description }),
    onError: fail,
    onSuccess: async ({ messages: [first] }) => {
      succeed("The test message has come in");
      if (first) await navigate(paths.message(path, first.message_id));
    },
  });
  if (route.name === "*" || !route.domain || route.mode === "Reject") return null;
  return (
    <Button
      variant="default"
      leftSection={<IconMailForward size={16} aria-hidden />}
      loading={send.isPending}
      disabled={denied !== undefined}
      title={denied}
      onClick={() => send.mutate()}
    >
      Receive a test message
    </Button>
  );
}
