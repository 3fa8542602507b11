import { Button } from "@mantine/core";
import { IconAlertTriangle, IconMapOff } from "@tabler/icons-react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { ApiError, messageOf } from "../api/errors";
import { paths } from "../paths";
import { EmptyState } from "../ui/EmptyState";

/** What a route shows when it could not be loaded, or when a component failed. */
export function ErrorPage() {
  const error = useRouteError();
  const missing =
    (isRouteErrorResponse(error) && error.status === 404) || (error instanceof ApiError && error.status === 404);
  return (
    <main>
      <title>{missing ? "Not found · Postal" : "Something failed · Postal"}</title>
      {missing ? (
        <EmptyState
          icon={IconMapOff}
          title="There is nothing here"
          action={
            <Button component={Link} to={paths.home()} variant="default">
              Go to your organizations
            </Button>
          }
        >
          The page does not exist, has been deleted, or belongs to an organization that you are not a member of.
        </EmptyState>
      ) : (
        <EmptyState
          icon={IconAlertTriangle}
          title="This page could not be shown"
          action={<Button onClick={() => window.location.reload()}>Load again</Button>}
        >
          {messageOf(error)}
        </EmptyState>
      )}
    </main>
  );
}
