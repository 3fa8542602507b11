import { Center, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconMailbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { infoGet } from "../api/session";
import classes from "./EntryPage.module.css";

interface EntryPageProps {
  title: string;
  /** Below the title, in a sentence. */
  lead?: ReactNode;
  children?: ReactNode;
}

/** A page in front of the application, for those who are not logged in (yet): one thing to do, and no frame. */
export function EntryPage({ title, lead, children }: EntryPageProps) {
  const info = useQuery(infoGet());
  return (
    <Center component="main" className={classes.page}>
      <title>{`${title} · Postal`}</title>
      <Stack gap={24} w="100%" maw={360}>
        <Stack gap={8} align="center" ta="center">
          <IconMailbox size={36} stroke={1.5} aria-hidden color="var(--mantine-color-anchor)" />
          <Title order={1}>{title}</Title>
          {lead !== undefined && <div className={classes.lead}>{lead}</div>}
        </Stack>
        {children}
        <Text c="dimmed" size="xs" ta="center">
          {info.data ? `Postal ${info.data.version}` : "\u00a0"}
        </Text>
      </Stack>
    </Center>
  );
}

/** While it is not known yet what there is to do. */
export function EntryPageLoading({ title }: { title: string }) {
  return (
    <EntryPage title={title}>
      <Stack gap={16} role="status" aria-label="Loading">
        <Skeleton height={60} />
        <Skeleton height={36} />
      </Stack>
    </EntryPage>
  );
}
