import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate } from "react-router";
import type { EndpointKind, Route } from "../../api/routes";
import type { ServerPath } from "../../api/servers";
import { leaveFreely } from "../../components/useLeaveQuestion";
import { paths } from "../../paths";
import { kindWords } from "../endpoints/words";
import { draftText, type RouteValues } from "./draft";

interface NewEndpointProps {
  path: ServerPath;
  route: Route | null;
  values: RouteValues;
  kinds: EndpointKind[];
}

/** To the form of an endpoint and back: what is typed so far goes along in the address, so that nothing is lost. */
export function NewEndpoint({ path, route, values, kinds }: NewEndpointProps) {
  const navigate = useNavigate();
  const go = (kind: EndpointKind) => {
    const draft = draftText(values);
    const form = route ? paths.route(path, route.uuid, draft) : paths.routeNew(path, draft);
    leaveFreely();
    void navigate(paths.endpointNew(path, kind, form));
  };
  return (
    <Group gap={4} mt={4}>
      {kinds.map((kind) => (
        <Button
          key={kind}
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => go(kind)}
        >
          New {kindWords[kind].one}
        </Button>
      ))}
    </Group>
  );
}
