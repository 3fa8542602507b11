import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { Endpoint } from "../../api/endpoints";
import { refresh } from "../../api/list";
import { type EndpointKind, routingOperations } from "../../api/routes";
import { succeed } from "../../components/ask";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { withEndpoint } from "../routes/draft";
import { kindWords } from "./words";

interface EndpointNewProps {
  kind: EndpointKind;
  /** The form; `onDone` gets the new endpoint. */
  children: (form: { onDone: (endpoint: Endpoint) => Promise<void>; onCancel: () => void }) => ReactNode;
}

/** The frame of three forms. Who came from a route's form goes back there, with the new endpoint chosen. */
export function EndpointNew({ kind, children }: EndpointNewProps) {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const returnTo = useSearchParams()[0].get("return_to") ?? "";
  // Only a route of this server takes the new endpoint; a link can name any address.
  const route = returnTo.startsWith(`${paths.routes(path)}/`) ? returnTo : null;
  return (
    <Page
      title={`New ${kindWords[kind].one}`}
      lead={route === null ? kindWords[kind].help : "When it is made you go on with your route."}
    >
      {children({
        onDone: async (endpoint) => {
          await refresh(queryClient, ...routingOperations);
          await navigate(
            route === null ? paths.endpoints(path, kind) : withEndpoint(route, `${kind}#${endpoint.uuid}`),
          );
          succeed(`${endpoint.description} has been created`);
        },
        onCancel: () => void navigate(route ?? paths.endpoints(path, kind)),
      })}
    </Page>
  );
}
