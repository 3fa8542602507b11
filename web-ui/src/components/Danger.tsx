import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ActionButton } from "./ActionButton";
import classes from "./Danger.module.css";
import type { Deed } from "./roles";

/** The part of a page where things get lost. */
export function DangerZone({ children }: { children: ReactNode }) {
  return (
    <section className={classes.zone} aria-label="Danger zone">
      <Title order={2} mb={4}>
        Danger zone
      </Title>
      {children}
    </section>
  );
}

interface DangerProps {
  title: string;
  help: string;
  label: string;
  /** What the role must allow; nothing on pages for administrators of the installation. */
  needs?: Deed;
  onClick: () => void;
}

export function Danger({ title, help, label, needs, onClick }: DangerProps) {
  return (
    <div className={classes.item}>
      <div className={classes.text}>
        <Text fw={500}>{title}</Text>
        <Text c="dimmed">{help}</Text>
      </div>
      <ActionButton needs={needs} variant="default" className={classes.button} onClick={onClick}>
        {label}
      </ActionButton>
    </div>
  );
}
