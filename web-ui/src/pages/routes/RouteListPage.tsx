import { Group } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { endpointOptions, type Route, routeList } from "../../api/routes";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { CopyButton } from "../../ui/CopyButton";
import { EmptyState } from "../../ui/EmptyState";
import { endpointKinds, kindWords } from "../endpoints/words";
import { AddressTrial } from "./AddressTrial";
import classes from "./RouteListPage.module.css";
import { Destination, treatmentWords } from "./words";

export default function RouteListPage() {
  const path = useServerPath();
  const query = useInfiniteQuery(routeList(path));
  const create = (
    <ActionButton needs="change routes" to={paths.routeNew(path)} leftSection={<IconPlus size={16} aria-hidden />}>
      New route
    </ActionButton>
  );
  const address = (route: Route) => (
    <bdi className={classes.address} title={route.description}>
      {route.description}
    </bdi>
  );
  const copy = (route: Route) => (
    <CopyButton value={route.forward_address} label={`Copy forward address of ${route.description}`} />
  );
  return (
    <Page
      title="Routes"
      lead={
        <>
          Which mail this server takes, and where it goes. Endpoints are what routes lead to:{" "}
          <Link to={paths.endpoints(path, "HTTPEndpoint")}>HTTP</Link>,{" "}
          <Link to={paths.endpoints(path, "SMTPEndpoint")}>SMTP</Link> and{" "}
          <Link to={paths.endpoints(path, "AddressEndpoint")}>address</Link>.
        </>
      }
      action={create}
    >
      <QueryTable
        label="Routes"
        query={query}
        rowKey={(route) => route.uuid}
        rowTo={(route) => paths.route(path, route.uuid)}
        columns={[
          { id: "address", header: "Address", cell: address },
          { id: "destination", header: "Goes to", width: "34%", cell: (route) => <Destination route={route} /> },
          {
            id: "spam",
            header: "Spam",
            width: 90,
            optional: true,
            cell: (route) => treatmentWords[route.spam_mode].label,
          },
          {
            id: "forward",
            header: "Forward address",
            width: 280,
            optional: true,
            cell: (route) => (
              <span className={classes.forward}>
                <code title={route.forward_address}>{route.forward_address}</code>
                {copy(route)}
              </span>
            ),
          },
        ]}
        narrow={(route) => ({ first: address(route), second: <Destination route={route} />, side: copy(route) })}
        empty={<NoRoutes />}
      />
      <AddressTrial />
    </Page>
  );
}

/** Most routes lead to an endpoint, so that one of these comes first. */
function NoRoutes() {
  const path = useServerPath();
  const options = useQuery(endpointOptions(path));
  const route = (
    <ActionButton
      needs="change routes"
      to={paths.routeNew(path)}
      variant={options.data?.length === 0 ? "default" : "filled"}
    >
      {options.data?.length === 0 ? "Route without endpoint" : "New route"}
    </ActionButton>
  );
  if (options.data?.length !== 0) {
    return (
      <EmptyState icon={IconRoute} title="No route yet" action={route}>
        Nothing is received without one: each says which address is taken and where its mail goes.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconRoute}
      title="Where should mail go?"
      action={
        <Group justify="center" gap={8}>
          {endpointKinds.map((kind, index) => (
            <ActionButton
              key={kind}
              needs="change routes"
              to={paths.endpointNew(path, kind, paths.routeNew(path))}
              variant={index === 0 ? "filled" : "default"}
            >
              New {kindWords[kind].one}
            </ActionButton>
          ))}
          {route}
        </Group>
      }
    >
      A route leads from an address to an endpoint: your application (HTTP), another mail server (SMTP) or a mailbox
      (address). Make that first; you get back to the route with it.
    </EmptyState>
  );
}
