import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { refresh } from "../../api/list";
import { routeCreate, routingOperations } from "../../api/routes";
import { succeed } from "../../components/ask";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { blankRoute, withDraft } from "./draft";
import { RouteForm } from "./RouteForm";

export default function RouteNewPage() {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  return (
    <Page title="New route" lead="Which mail is taken, and where it goes.">
      <RouteForm
        path={path}
        route={null}
        initial={withDraft(blankRoute, search)}
        onCancel={() => void navigate(paths.routes(path))}
        onSubmit={async (values) => {
          const route = await routeCreate(path, values);
          await refresh(queryClient, ...routingOperations);
          succeed(`${route.description} has been created`);
          await navigate(paths.routes(path));
        }}
      />
    </Page>
  );
}
