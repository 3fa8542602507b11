import { Alert, Button, Group, Table } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

export interface Difference {
  name: string;
  mine: unknown;
  theirs: unknown;
}

interface ConflictProps {
  /** Fields that differ; empty: somebody has changed what this form does not show. */
  differences: Difference[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** What to do when somebody else has changed the same while a form was open. */
export function Conflict({ differences, onKeepMine, onTakeTheirs }: ConflictProps) {
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle aria-hidden />}
      role="alert"
      title="Somebody else has changed this meanwhile"
    >
      {differences.length === 0 ? (
        <p style={{ margin: 0 }}>Nothing of what this form shows differs. Your changes are not saved yet.</p>
      ) : (
        <Table aria-label="Differences" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Field</Table.Th>
              <Table.Th>Yours</Table.Th>
              <Table.Th>There now</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences.map(({ name, mine, theirs }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{words(name)}</Table.Th>
                <Table.Td>{text(mine)}</Table.Td>
                <Table.Td>{text(theirs)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group gap={12} mt={12}>
        <Button variant="default" size="xs" onClick={onTakeTheirs}>
          Take what is there
        </Button>
        <Button variant="default" size="xs" onClick={onKeepMine}>
          Save mine
        </Button>
      </Group>
    </Alert>
  );
}

/** `send_limit` is `Send limit`. */
function words(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function text(value: unknown): string {
  if (value === true) return "yes";
  if (value === false) return "no";
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(text).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
