import { Button } from "@mantine/core";
import { Link } from "react-router";
import { messageOf } from "../../api/errors";
import { EntryPage } from "../../components/EntryPage";

interface DeadLinkProps {
  /** What to do instead. */
  help: string;
  to: string;
  label: string;
}

/** A mailed link that leads nowhere (any more). */
export function DeadLink({ help, to, label }: DeadLinkProps) {
  return (
    <EntryPage
      title="This link does not work"
      lead={`It has been used, has expired, or has been replaced by a newer one. ${help}`}
    >
      <Button component={Link} to={to} fullWidth>
        {label}
      </Button>
    </EntryPage>
  );
}

/** The link may be good; it could not be looked up. */
export function LinkUnread({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <EntryPage title="The link could not be read" lead={<div role="alert">{messageOf(error)}</div>}>
      <Button onClick={onRetry} fullWidth>
        Try again
      </Button>
    </EntryPage>
  );
}
