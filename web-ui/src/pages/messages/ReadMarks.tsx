import { IconClick, IconMailOpened } from "@tabler/icons-react";
import type { Message } from "../../api/messages";
import classes from "./MessageTable.module.css";

/** Whether somebody has opened the message or followed one of its links, as far as one can tell. */
export function ReadMarks({ message }: { message: Pick<Message, "loaded_at" | "clicked_at"> }) {
  return (
    <span className={classes.marks}>
      {message.loaded_at && (
        <span title="Opened">
          <IconMailOpened size={16} role="img" aria-label="Opened" />
        </span>
      )}
      {message.clicked_at && (
        <span title="A link was followed">
          <IconClick size={16} role="img" aria-label="Clicked" />
        </span>
      )}
    </span>
  );
}
