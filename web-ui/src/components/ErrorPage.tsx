import { Button } from "@mantine/core";
import { IconAlertTriangle, IconMapOff } from "@tabler/icons-react";
import { use } from "react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { ApiError, messageOf } from "../api/errors";
import { paths } from "../paths";
import { EmptyState } from "../ui/EmptyState";
import { Page, TitleSlot } from "./Page";

/** What a route shows when it could not be loaded, or when a component failed: inside the frame if there is one. */
export function ErrorPage() {
  const error = useRouteError();
  const framed = use(TitleSlot) !== null;
  const missing =
    (isRouteErrorResponse(error) && error.status === 404) || (error instanceof ApiError && error.status === 404);
  const title = missing ? "Not found" : "Something failed";
  const content = missing ? <Missing /> : <Failed error={error} />;
  if (framed) return <Page title={title}>{content}</Page>;
  return (
    <main>
      <title>{`${title} · Postal`}</title>
      {content}
    </main>
  );
}

function Missing() {
  return (
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
  );
}

function Failed({ error }: { error: unknown }) {
  return (
    <EmptyState
      icon={IconAlertTriangle}
      title="This page could not be shown"
      action={<Button onClick={() => window.location.reload()}>Load again</Button>}
    >
      {messageOf(error)}
    </EmptyState>
  );
}
