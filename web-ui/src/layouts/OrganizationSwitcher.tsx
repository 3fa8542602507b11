import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconList, IconPlus } from "@tabler/icons-react";
import { organizationGet, organizationList } from "../api/organizations";
import { useUser } from "../components/scope";
import { paths } from "../paths";
import { Monogram } from "../ui/Monogram";
import { Switcher } from "./Switcher";

export function OrganizationSwitcher({ org, onNavigate }: { org: string; onNavigate?: (() => void) | undefined }) {
  const user = useUser();
  const list = useInfiniteQuery(organizationList());
  const current = useQuery(organizationGet(org));
  const name = current.data?.name ?? org;
  const organizations = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Switcher
      label="Organization"
      current={name}
      icon={<Monogram name={name} />}
      choices={organizations.map((organization) => ({
        to: paths.organization(organization.permalink),
        name: organization.name,
        mark: <Monogram name={organization.name} />,
      }))}
      extra={[
        { to: paths.allOrganizations(), name: "All organizations", mark: <IconList size={18} aria-hidden /> },
        ...(user.admin
          ? [{ to: paths.organizationNew(), name: "New organization", mark: <IconPlus size={18} aria-hidden /> }]
          : []),
      ]}
      onNavigate={onNavigate}
    />
  );
}
