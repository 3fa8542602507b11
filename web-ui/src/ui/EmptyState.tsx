import { Stack, Text, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: Icon;
  title: string;
  children?: ReactNode;
  /** What to do about it. */
  action?: ReactNode;
}

export function EmptyState({ icon: StateIcon, title, children, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap={8} py={64} px={16} ta="center">
      <StateIcon size={36} stroke={1.4} aria-hidden color="var(--mantine-color-dimmed)" />
      <Title order={2}>{title}</Title>
      {children && (
        <Text c="dimmed" maw={480}>
          {children}
        </Text>
      )}
      {action && <div style={{ marginTop: 12 }}>{action}</div>}
    </Stack>
  );
}
