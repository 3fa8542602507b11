import { Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import type { Endpoint, EndpointDeleted } from "../../api/endpoints";
import { refresh } from "../../api/list";
import { type EndpointKind, routingOperations } from "../../api/routes";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { deletedText, deletionText, kindWords, LastUse, routesText } from "./words";

interface EndpointViewProps {
  kind: EndpointKind;
  endpoint: Endpoint;
  name: string;
  onDelete: () => Promise<EndpointDeleted>;
  /** The form; `onSaved` makes everything that shows the endpoint read it again. */
  children: (onSaved: () => Promise<void>) => ReactNode;
}

/** The frame of three pages: use, form, deletion. */
export function EndpointView({ kind, endpoint, name, onDelete, children }: EndpointViewProps) {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { one } = kindWords[kind];
  const remove = () =>
    ask({
      title: `Delete ${name}?`,
      body: deletionText(endpoint),
      confirmLabel: "Delete endpoint",
      success: (answer) => deletedText(name, answer),
      action: async () => {
        const answer = await onDelete();
        await navigate(paths.endpoints(path, kind));
        await refresh(queryClient, ...routingOperations);
        return answer;
      },
    });
  return (
    <Page
      title={name}
      lead={
        <Group gap={16}>
          <span>{one.charAt(0).toUpperCase() + one.slice(1)}</span>
          <span>{routesText(endpoint.routes_count)}</span>
          <span>
            <LastUse endpoint={endpoint} />
          </span>
        </Group>
      }
    >
      {children(() => refresh(queryClient, ...routingOperations))}
      <DangerZone>
        <Danger
          title={`Delete this ${one}`}
          help={deletionText(endpoint)}
          label="Delete endpoint"
          needs="change routes"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}
