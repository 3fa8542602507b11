import { Button } from "@mantine/core";
import { IconBuilding, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, redirect } from "react-router";
import { organizationList } from "../../api/organizations";
import { queryClient } from "../../api/queryClient";
import { sessionGet } from "../../api/session";
import { OrganizationMark } from "../../components/OrganizationMark";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useUser } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Monogram } from "../../ui/Monogram";
import { Time } from "../../ui/Time";

/** Whoever has one organization only goes there at once, unless they came from its switcher (`?all`). */
export async function loader({ request }: LoaderFunctionArgs) {
  const session = queryClient.getQueryData(sessionGet().queryKey);
  if (session?.user.admin !== false || new URL(request.url).searchParams.has("all")) return null;
  const { pages } = await queryClient.infiniteQuery(organizationList());
  const [only, ...others] = pages.flatMap((page) => page.items);
  return only && others.length === 0 ? redirect(paths.organization(only.permalink)) : null;
}

export default function OrganizationListPage() {
  const user = useUser();
  const query = useInfiniteQuery(organizationList());
  const create = user.admin && (
    <Button component={Link} to={paths.organizationNew()} leftSection={<IconPlus size={16} aria-hidden />}>
      New organization
    </Button>
  );
  return (
    <Page title="Organizations" lead="An organization owns mail servers and has members." action={create}>
      <QueryTable
        label="Organizations"
        query={query}
        rowKey={(organization) => organization.uuid}
        rowTo={(organization) => paths.organization(organization.permalink)}
        columns={[
          {
            id: "name",
            header: "Name",
            cell: (organization) => (
              <span style={{ display: "inline-flex", gap: 10, alignItems: "center", fontWeight: 500 }}>
                <Monogram name={organization.name} />
                <bdi>{organization.name}</bdi>
              </span>
            ),
          },
          {
            id: "state",
            header: "State",
            width: 150,
            cell: (organization) => <OrganizationMark organization={organization} />,
          },
          { id: "permalink", header: "Short name", cell: (organization) => organization.permalink },
          {
            id: "created",
            header: "Created",
            width: 160,
            cell: (organization) => <Time at={organization.created_at} />,
          },
        ]}
        narrow={(organization) => ({
          first: <bdi style={{ fontWeight: 500 }}>{organization.name}</bdi>,
          second: (
            <>
              <span>{organization.permalink}</span>
              <OrganizationMark organization={organization} />
            </>
          ),
        })}
        empty={
          user.admin ? (
            <EmptyState icon={IconBuilding} title="No organization yet" action={create}>
              Create the first one; its mail servers, domains and members come next.
            </EmptyState>
          ) : (
            <EmptyState icon={IconBuilding} title="You are not a member of any organization">
              Ask an administrator of this installation to add you ({user.email_address}).
            </EmptyState>
          )
        }
      />
    </Page>
  );
}
