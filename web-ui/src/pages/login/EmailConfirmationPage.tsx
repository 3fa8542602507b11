import { Button, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { ApiError, messageOf } from "../../api/errors";
import { refresh } from "../../api/list";
import { emailChangeConfirm, sessionGet } from "../../api/session";
import { EntryPage } from "../../components/EntryPage";
import { paths } from "../../paths";
import { DeadLink } from "./DeadLink";

/** Where the link of the mail to a new address leads. Only a click confirms: programs that read mail follow links, too. */
export default function EmailConfirmationPage() {
  const link = useParams().link ?? "";
  const queryClient = useQueryClient();
  const session = useQuery(sessionGet());
  const confirm = useMutation({
    mutationFn: () => emailChangeConfirm(link),
    onSuccess: () => refresh(queryClient, "session_get", "me_get"),
  });
  const home = session.data
    ? { to: paths.profile(), label: "Go to my settings" }
    : { to: paths.login(), label: "Log in" };
  if (confirm.error instanceof ApiError && confirm.error.status === 404) {
    return <DeadLink help="Change the address in your settings again to get a new one." {...home} />;
  }
  if (confirm.isSuccess) {
    return (
      <EntryPage
        title="Your address has changed"
        lead={<div role="status">From now on you log in with the new address.</div>}
      >
        <Button component={Link} to={home.to} fullWidth>
          {home.label}
        </Button>
      </EntryPage>
    );
  }
  return (
    <EntryPage
      title="Confirm your new address"
      lead="You log in with it as soon as it is confirmed. The old address then no longer works."
    >
      {confirm.isError && (
        <Text c="var(--tone-red)" role="alert" ta="center">
          {messageOf(confirm.error)}
        </Text>
      )}
      <Button loading={confirm.isPending} onClick={() => confirm.mutate()} fullWidth>
        Confirm address
      </Button>
    </EntryPage>
  );
}
