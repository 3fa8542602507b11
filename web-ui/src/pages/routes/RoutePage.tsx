import { Anchor, Group } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate, useParams, useSearchParams } from "react-router";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { routeDelete, routeGet, routeUpdate, routingOperations } from "../../api/routes";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { CodeBlock } from "../../ui/CodeBlock";
import { Section } from "../../ui/Section";
import { valuesOf, withDraft } from "./draft";
import { RouteForm } from "./RouteForm";
import { TestMessage } from "./TestMessage";
import { Destination } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(routeGet(serverPathOf(params), params.route ?? ""));
  return null;
}

export default function RoutePage() {
  const path = useServerPath();
  const uuid = useParams().route ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  const { data: route } = useSuspenseQuery(routeGet(path, uuid));
  const remove = () =>
    ask({
      title: `Delete ${route.description}?`,
      body: "Its mail is refused from then on, unless a route for everything else of the domain takes it. Its forward address stops working. Messages that it has taken stay.",
      confirmLabel: "Delete route",
      success: `${route.description} has been deleted`,
      action: async () => {
        await routeDelete(path, uuid);
        await navigate(paths.routes(path));
        await refresh(queryClient, ...routingOperations);
      },
    });
  return (
    <Page
      title={route.description}
      lead={
        <Group gap={16}>
          <Destination route={route} />
          <Anchor component={Link} to={paths.messages(path, `scope=incoming&route=${encodeURIComponent(uuid)}`)}>
            Messages of this route
          </Anchor>
        </Group>
      }
      action={<TestMessage route={route} />}
    >
      <RouteForm
        path={path}
        route={route}
        initial={withDraft(valuesOf(route), search)}
        onSubmit={async (values, version) => {
          const saved = await routeUpdate(path, uuid, values, version);
          await refresh(queryClient, ...routingOperations);
          // What was brought along in the address is saved.
          if (search.size > 0) await navigate(paths.route(path, uuid), { replace: true });
          return saved;
        }}
      />
      <Section
        title="Forward address"
        help="Mail for this address reaches the route, too. For domains whose mail arrives elsewhere: have it forwarded here."
      >
        <div style={{ maxWidth: 560 }}>
          <CodeBlock code={route.forward_address} label="Forward address" wrap />
        </div>
      </Section>
      <DangerZone>
        <Danger
          title="Delete this route"
          help="Its mail is refused from then on."
          label="Delete route"
          needs="change routes"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}
