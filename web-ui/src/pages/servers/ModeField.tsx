import { Radio, Stack } from "@mantine/core";
import type { Server } from "../../api/servers";

interface ModeFieldProps {
  value: Server["mode"];
  onChange: (mode: Server["mode"]) => void;
  error?: React.ReactNode;
}

export function ModeField({ value, onChange, error }: ModeFieldProps) {
  return (
    <Radio.Group
      label="Mode"
      value={value}
      onChange={(mode) => onChange(mode === "Development" ? "Development" : "Live")}
      error={error}
    >
      <Stack gap={10} mt={8}>
        <Radio value="Live" label="Live" description="Mail is sent and received" />
        <Radio
          value="Development"
          label="Development"
          description="Mail is accepted and held; nothing leaves until somebody releases it"
        />
      </Stack>
    </Radio.Group>
  );
}
