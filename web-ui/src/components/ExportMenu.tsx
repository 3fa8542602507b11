import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

interface ExportMenuProps {
  /** Accessible name. */
  label: string;
  items: { label: string; href: string }[];
}

/** Files of the list on screen, with its filter. */
export function ExportMenu({ label, items }: ExportMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} aria-label={label}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ label: name, href }) => (
          <Menu.Item key={name} component="a" href={href} download>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
