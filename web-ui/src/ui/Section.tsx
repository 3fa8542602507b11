import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Section.module.css";

interface SectionProps {
  title: string;
  help?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page, set off by space and one hairline. */
export function Section({ title, help, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <Stack gap={4} mb={16}>
        <Title order={2}>{title}</Title>
        {help && (
          <Text c="dimmed" maw={640}>
            {help}
          </Text>
        )}
      </Stack>
      {children}
    </section>
  );
}
