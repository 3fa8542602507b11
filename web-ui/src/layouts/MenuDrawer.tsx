import { Drawer } from "@mantine/core";
import classes from "./AppLayout.module.css";
import { Sidebar } from "./Sidebar";

interface MenuDrawerProps {
  opened: boolean;
  onClose: () => void;
  org: string | undefined;
  server: string | undefined;
}

/** The side bar under 900 px. */
export function MenuDrawer({ opened, onClose, org, server }: MenuDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={280}
      padding={0}
      withCloseButton={false}
      title="Menu"
      classNames={{ header: classes.drawerHeader }}
    >
      <Sidebar org={org} server={server} onNavigate={onClose} />
    </Drawer>
  );
}
