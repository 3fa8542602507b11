import { Button } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconMapOff } from "@tabler/icons-react";
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
  const { title, content } = wordsFor(error);
  if (framed) return <Page title={title}>{content}</Page>;
  return (
    <main>
      <title>{`${title} · Postal`}</title>
      {content}
    </main>
  );
}

function wordsFor(error: unknown) {
  const status = isRouteErrorResponse(error) || error instanceof ApiError ? error.status : undefined;
  if (status === 404) return { title: "Not found", content: <Missing /> };
  if (status === 403) return { title: "Not allowed", content: <Forbidden error={error} /> };
  return { title: "Something failed", content: <Failed error={error} /> };
}

const home = (
  <Button component={Link} to={paths.home()} variant="default">
    Go to your organizations
  </Button>
);

function Forbidden({ error }: { error: unknown }) {
  return (
    <EmptyState icon={IconLock} title="This is not for your account" action={home}>
      {error instanceof ApiError ? messageOf(error) : "Only administrators of this installation see this page."}
    </EmptyState>
  );
}

function Missing() {
  return (
    <EmptyState icon={IconMapOff} title="There is nothing here" action={home}>
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
