import { Table, Text } from "@mantine/core";
import type { SuppressionImport } from "../../api/suppressions";
import { plural } from "../../util/format";

/** Nobody reads more. */
const most = 100;

/** Rows that were left out, and why. */
export function InvalidRows({ rows }: { rows: SuppressionImport["invalid_rows"] }) {
  if (rows.length === 0) return null;
  return (
    <div>
      <Table aria-label="Rows left out" borderColor="var(--postal-hairline)">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={90}>
              Line
            </Table.Th>
            <Table.Th scope="col">What is wrong</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, most).map(({ line, fields }) => (
            <Table.Tr key={line}>
              <Table.Td>{line}</Table.Td>
              <Table.Td>
                {fields.map(({ field, message }) => `${field.replace(/^\//, "")} ${message}`).join(", ")}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > most && <Text c="dimmed">And {plural(rows.length - most, "more row")}.</Text>}
    </div>
  );
}
