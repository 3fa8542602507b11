import { Group } from "@mantine/core";
import { createContext, type ReactNode, use } from "react";
import { createPortal } from "react-dom";
import classes from "./Page.module.css";

/** Where the layout wants the title. */
export const TitleSlot = createContext<HTMLElement | null>(null);

interface PageProps {
  /** The answer's subject. */
  title: string;
  /** Beside the primary action: filter, tabs or a sentence. */
  lead?: ReactNode;
  /** The primary action. */
  action?: ReactNode;
  /** Tables use the whole width; everything else is at most 1200 px wide. */
  wide?: boolean;
  children: ReactNode;
}

export function Page({ title, lead, action, wide = false, children }: PageProps) {
  const slot = use(TitleSlot);
  return (
    <div className={wide ? classes.wide : classes.page}>
      <title>{`${title} · Postal`}</title>
      {slot &&
        createPortal(
          <h1 className={classes.title} title={title} dir="auto">
            {title}
          </h1>,
          slot,
        )}
      {(lead !== undefined || action !== undefined) && (
        <Group className={classes.head} justify="space-between" align="flex-start" gap={12}>
          <div className={classes.lead}>{lead}</div>
          {action}
        </Group>
      )}
      {children}
    </div>
  );
}
