import { Kbd, Modal, Stack, Table, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useRights } from "../components/scope";
import { administrationNavigation, generalNavigation, organizationNavigation, serverNavigation } from "./navigation";

interface KeysHelpProps {
  org: string | undefined;
  server: string | undefined;
  onClose: () => void;
}

const listKeys: [keys: string[], effect: string][] = [
  [["j"], "Next row"],
  [["k"], "Previous row"],
  [["Enter"], "Open the row"],
  [["r"], "Retry the message of the row"],
  [["h"], "Release a held message"],
  [["f"], "Go to the filter"],
];

/** What `?` shows. */
export function KeysHelp({ org, server, onClose }: KeysHelpProps) {
  const rights = useRights();
  const pages =
    org && server ? serverNavigation({ org, server }, rights) : org ? organizationNavigation(org, rights) : [];
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap={24}>
        <Keys title="Everywhere">
          <Row keys={["Ctrl / ⌘", "K"]} effect="Search and go" />
          <Row keys={["?"]} effect="This list" />
          {[...pages, ...(rights.admin ? administrationNavigation(rights) : []), ...generalNavigation()].map((item) => (
            <Row key={item.to} keys={["g", item.key]} effect={`Go to ${item.label.toLowerCase()}`} />
          ))}
        </Keys>
        <Keys title="In lists">
          {listKeys.map(([keys, effect]) => (
            <Row key={effect} keys={keys} effect={effect} />
          ))}
        </Keys>
      </Stack>
    </Modal>
  );
}

function Keys({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} mb={8}>
        {title}
      </Title>
      <Table withRowBorders={false} verticalSpacing={4} aria-label={title}>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}

function Row({ keys, effect }: { keys: string[]; effect: string }) {
  return (
    <Table.Tr>
      <Table.Td w={140}>
        {keys.map((key) => (
          <Kbd key={key} mr={4}>
            {key}
          </Kbd>
        ))}
      </Table.Td>
      <Table.Td>{effect}</Table.Td>
    </Table.Tr>
  );
}
