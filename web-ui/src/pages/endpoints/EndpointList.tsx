import { IconPlus, type Icon } from "@tabler/icons-react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Endpoint } from "../../api/endpoints";
import type { Page as ListPage } from "../../api/list";
import type { EndpointKind } from "../../api/routes";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { type Column, QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import classes from "./EndpointList.module.css";
import { kindWords, LastUse, routesText } from "./words";

interface EndpointListProps<T extends Endpoint> {
  kind: EndpointKind;
  icon: Icon;
  query: UseInfiniteQueryResult<InfiniteData<ListPage<T>>>;
  /** What it is called. */
  name: (endpoint: T) => string;
  /** Where it is, under the name where there is little room. */
  target?: (endpoint: T) => string;
  /** Between the name and the use. */
  columns: Column<T>[];
  /** What it is good for, said when there is none. */
  children: ReactNode;
}

/** The list of one kind: name, what is special about the kind, routes, last use. */
export function EndpointList<T extends Endpoint>(props: EndpointListProps<T>) {
  const { kind, icon, query, name, target, columns, children } = props;
  const path = useServerPath();
  const { one, many, help } = kindWords[kind];
  const title = many.charAt(0).toUpperCase() + many.slice(1);
  const create = (
    <ActionButton
      needs="change routes"
      to={paths.endpointNew(path, kind)}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      New {one}
    </ActionButton>
  );
  const strong = (endpoint: T) => (
    <bdi className={classes.name} title={name(endpoint)}>
      {name(endpoint)}
    </bdi>
  );
  return (
    <Page title={title} lead={help} action={create}>
      <QueryTable
        label={title}
        query={query}
        rowKey={(endpoint) => endpoint.uuid}
        rowTo={(endpoint) => paths.endpoint(path, kind, endpoint.uuid)}
        columns={[
          { id: "name", header: target ? "Name" : "Address", cell: strong },
          ...columns,
          {
            id: "routes",
            header: "Routes",
            width: 110,
            optional: true,
            cell: (endpoint) => routesText(endpoint.routes_count),
          },
          { id: "used", header: "Use", width: 180, cell: (endpoint) => <LastUse endpoint={endpoint} /> },
        ]}
        narrow={(endpoint) => ({
          first: strong(endpoint),
          second: (
            <span className={classes.ellipsis}>
              {target && `${target(endpoint)} · `}
              <LastUse endpoint={endpoint} />
            </span>
          ),
        })}
        empty={
          <EmptyState icon={icon} title={`No ${one} yet`} action={create}>
            {children}
          </EmptyState>
        }
      />
    </Page>
  );
}
