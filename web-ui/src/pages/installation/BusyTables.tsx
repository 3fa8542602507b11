import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { InstallationStats } from "../../api/statistics";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { formatCount } from "../../util/format";
import classes from "./BusyTables.module.css";

/** Short tables that come whole: no cursor, no skeleton. */
export function BusyServers({ servers }: { servers: InstallationStats["servers"] }) {
  if (servers.length === 0) return <Nothing>There is no server yet.</Nothing>;
  return (
    <Plain
      label="Servers"
      headers={["Server", "Outgoing", "Incoming", "Bounces", "Held", "Queued", "Oldest"]}
      rows={servers.map((server) => {
        const path = { org: server.organization, server: server.permalink };
        return {
          key: server.uuid,
          cells: [
            <Link key="name" to={paths.server(path)}>
              <span className={classes.quiet}>{server.organization}/</span>
              <bdi>{server.name}</bdi>
            </Link>,
            formatCount(server.figures.outgoing),
            formatCount(server.figures.incoming),
            formatCount(server.figures.bounces),
            formatCount(server.figures.held),
            server.queued === 0 ? (
              "0"
            ) : (
              <Link key="queued" to={paths.queue(path)}>
                {formatCount(server.queued)}
              </Link>
            ),
            server.oldest_queued_at ? <Time key="oldest" at={server.oldest_queued_at} /> : "–",
          ],
        };
      })}
    />
  );
}

export function BusyOrganizations({ organizations }: { organizations: InstallationStats["organizations"] }) {
  if (organizations.length === 0) return <Nothing>There is no organization yet.</Nothing>;
  return (
    <Plain
      label="Organizations"
      headers={["Organization", "Servers", "Outgoing", "Incoming", "Bounces", "Held"]}
      rows={organizations.map(({ permalink, servers, figures }) => ({
        key: permalink,
        cells: [
          <Link key="name" to={paths.organization(permalink)}>
            {permalink}
          </Link>,
          formatCount(servers),
          formatCount(figures.outgoing),
          formatCount(figures.incoming),
          formatCount(figures.bounces),
          formatCount(figures.held),
        ],
      }))}
    />
  );
}

interface PlainProps {
  label: string;
  headers: string[];
  /** Words stand on the left. */
  align?: "left" | "right";
  /** The first cell of each names the row. */
  rows: { key: string; cells: ReactNode[] }[];
}

/** Figures beside names; under 600 px each figure brings its header along. */
export function Plain({ label, headers, rows, align = "right" }: PlainProps) {
  return (
    <Table aria-label={label} borderColor="var(--postal-hairline)" verticalSpacing={10}>
      <Table.Thead className={classes.head}>
        <Table.Tr>
          {headers.map((header, column) => (
            <Table.Th key={header} scope="col" ta={column === 0 ? "left" : align} className={classes.th}>
              {header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map(({ key, cells: [name, ...figures] }) => (
          <Table.Tr key={key} className={classes.row}>
            <Table.Th scope="row" fw={500} className={classes.name}>
              {name}
            </Table.Th>
            {figures.map((figure, column) => (
              <Table.Td
                key={headers[column + 1]}
                ta={align}
                data-header={headers[column + 1]}
                className={classes.figure}
              >
                {figure}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const Nothing = ({ children }: { children: ReactNode }) => <Text c="dimmed">{children}</Text>;
