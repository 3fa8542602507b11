import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import {
  type Icon,
  IconBuilding,
  IconHash,
  IconMail,
  IconPlus,
  IconSearch,
  IconServer,
  IconUser,
} from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { domainList } from "../api/domains";
import { organizationList } from "../api/organizations";
import { serverList, type ServerPath } from "../api/servers";
import { useRights } from "../components/scope";
import { paths } from "../paths";
import { administrationNavigation, generalNavigation, organizationNavigation, serverNavigation } from "./navigation";
import { paletteStore } from "./paletteStore";

interface PaletteProps {
  org: string | undefined;
  server: string | undefined;
}

/** Ctrl/⌘ K: pages, organizations, servers, domains, and messages by id, recipient or Message-ID. */
export function Palette({ org, server }: PaletteProps) {
  const navigate = useNavigate();
  const rights = useRights();
  const [query, setQuery] = useState("");
  const path = org && server ? { org, server } : null;
  const organizations = useInfiniteQuery(organizationList());
  const servers = useInfiniteQuery({ ...serverList(org ?? ""), enabled: Boolean(org) });
  // Without a server those of the organization.
  const owner = path ?? { org: org ?? "" };
  const domains = useInfiniteQuery({ ...domainList(owner), enabled: Boolean(org) });

  const action = (to: string, label: string, ActionIcon: Icon, description?: string): SpotlightActionData => ({
    id: `${to} ${label}`,
    label,
    description,
    leftSection: <ActionIcon size={18} stroke={1.75} aria-hidden />,
    onClick: () => void navigate(to),
  });
  const pages = [
    ...(path ? serverNavigation(path, rights) : []),
    ...(org
      ? organizationNavigation(org, rights).map((item) => ({
          ...item,
          label: `Organization: ${item.label.toLowerCase()}`,
        }))
      : []),
    ...(rights.admin ? administrationNavigation(rights) : []),
    ...generalNavigation(),
  ].map(({ to, label, icon }) => action(to, label, icon));

  const groups: SpotlightActionGroupData[] = [
    { group: "Messages", actions: path ? messageActions(path, query.trim(), action) : [] },
    { group: "Pages", actions: [...pages, action(paths.profile(), "My settings", IconUser)] },
    {
      group: "Actions",
      actions: [
        ...(path
          ? [
              action(paths.messageNew(path), "Send a test message", IconPlus),
              action(paths.domainNew(path), "Add a domain", IconPlus),
              action(paths.credentialNew(path), "Create a credential", IconPlus),
              action(paths.routeNew(path), "Create a route", IconPlus),
              action(paths.endpointNew(path, "HTTPEndpoint"), "Create an HTTP endpoint", IconPlus),
              action(paths.endpointNew(path, "SMTPEndpoint"), "Create an SMTP endpoint", IconPlus),
              action(paths.endpointNew(path, "AddressEndpoint"), "Create an address endpoint", IconPlus),
            ]
          : []),
        ...(org ? [action(paths.serverNew(org), "Create a server", IconPlus)] : []),
        ...(rights.admin
          ? [
              action(paths.organizationNew(), "Create an organization", IconPlus),
              action(paths.userNew(), "Create a user", IconPlus),
            ]
          : []),
      ],
    },
    {
      group: "Domains",
      actions: items(domains).map((domain) => action(paths.domain(owner, domain.uuid), domain.name, IconHash)),
    },
    {
      group: "Servers",
      actions: org
        ? items(servers).map((item) => action(paths.server({ org, server: item.permalink }), item.name, IconServer))
        : [],
    },
    {
      group: "Organizations",
      actions: items(organizations).map((item) => action(paths.organization(item.permalink), item.name, IconBuilding)),
    },
  ].filter((group) => group.actions.length > 0);

  return (
    <Spotlight
      store={paletteStore}
      shortcut={null}
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      nothingFound="Nothing matches"
      highlightQuery
      scrollable
      maxHeight={440}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: path ? "Page, domain, message id or address" : "Page, organization or server",
        "aria-label": "Search",
      }}
    />
  );
}

/** The query itself as a way to messages. Labels contain it, because the palette shows only what matches. */
function messageActions(
  path: ServerPath,
  query: string,
  action: (to: string, label: string, icon: Icon, description?: string) => SpotlightActionData,
): SpotlightActionData[] {
  const filter = (key: string) => paths.messages(path, new URLSearchParams({ [key]: query }).toString());
  if (query === "") return [];
  if (/^#?\d+$/.test(query))
    return [action(paths.message(path, Number(query.replace("#", ""))), `Message ${query}`, IconMail)];
  if (/^<?[^\s@]+@[^\s@]+>?$/.test(query)) {
    return [
      action(filter("to"), `Messages to ${query}`, IconMail),
      action(filter("from"), `Messages from ${query}`, IconMail),
      action(filter("message_id"), `Message-ID ${query}`, IconMail),
    ];
  }
  return [action(filter("subject"), `Messages with subject ${query}`, IconMail)];
}

function items<T>(query: { data?: { pages: { items: T[] }[] } | undefined }): T[] {
  return query.data?.pages.flatMap((page) => page.items) ?? [];
}
