import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

interface CopyButtonProps {
  value: string;
  /** What is copied, for the accessible name: "Copy value of the DKIM record". */
  label: string;
  /** Shown beside the icon. */
  text?: string;
}

/** Copies, and says so for a moment. */
export function CopyButton({ value, label, text }: CopyButtonProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  const icon = clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />;
  const name = clipboard.copied ? "Copied" : label;
  return text ? (
    <Button
      variant="subtle"
      color={clipboard.copied ? "green" : "gray"}
      size="compact-sm"
      fw={400}
      leftSection={icon}
      onClick={() => clipboard.copy(value)}
      aria-label={name}
    >
      {clipboard.copied ? "Copied" : text}
    </Button>
  ) : (
    <Tooltip label={name}>
      <ActionIcon
        variant="subtle"
        color={clipboard.copied ? "green" : "gray"}
        aria-label={name}
        onClick={() => clipboard.copy(value)}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
