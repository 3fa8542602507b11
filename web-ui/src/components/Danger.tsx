import { Button, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Danger.module.css";

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
  onClick: () => void;
}

export function Danger({ title, help, label, onClick }: DangerProps) {
  return (
    <div className={classes.item}>
      <div className={classes.text}>
        <Text fw={500}>{title}</Text>
        <Text c="dimmed">{help}</Text>
      </div>
      <Button variant="default" className={classes.button} onClick={onClick}>
        {label}
      </Button>
    </div>
  );
}
