import {
  IconActivity,
  IconAlertTriangle,
  IconArrowsSplit2,
  IconAt,
  IconBan,
  IconBroadcast,
  IconBuilding,
  IconChartBar,
  IconGauge,
  IconHelpCircle,
  IconHistory,
  IconHourglass,
  IconKey,
  IconLink,
  IconLayoutDashboard,
  IconMail,
  IconNetwork,
  IconPlayerPause,
  IconRoute,
  IconServer,
  IconSettings,
  IconServerBolt,
  IconUserCog,
  IconUsers,
  IconWebhook,
  IconWorld,
  type Icon,
} from "@tabler/icons-react";
import type { ServerHeader, ServerPath } from "../api/servers";
import { paths } from "../paths";

export interface NavigationItem {
  label: string;
  to: string;
  icon: Icon;
  /** Key after `g`; a capital letter with Shift. */
  key: string;
  /** Live figure beside the label. */
  count?: (header: ServerHeader) => number;
  /** A fault somebody must look at, in words. */
  fault?: (header: ServerHeader) => string | null;
  /** Shown below this item, while one of its pages is open. */
  under?: string;
  /** Only this exact URL, not what lies below it. */
  end?: boolean;
}

/** What decides about items that not everybody sees. */
export interface Rights {
  admin: boolean;
  /** Mail leaves from the addresses of IP pools. */
  ipPools: boolean;
}

export const faultIcon = IconAlertTriangle;

export function serverNavigation(path: ServerPath, { ipPools }: Rights): NavigationItem[] {
  return [
    { label: "Overview", to: paths.server(path), icon: IconLayoutDashboard, key: "o", end: true },
    { label: "Messages", to: paths.messages(path), icon: IconMail, key: "m" },
    { label: "Events", to: paths.events(path), icon: IconActivity, key: "y" },
    { label: "Queue", to: paths.queue(path), icon: IconHourglass, key: "q", count: (header) => header.queued },
    { label: "Held", to: paths.held(path), icon: IconPlayerPause, key: "h", count: (header) => header.held },
    { label: "Domains", to: paths.domains(path), icon: IconWorld, key: "d", fault: domainFault },
    {
      label: "Tracking domains",
      to: paths.trackDomains(path),
      icon: IconLink,
      key: "l",
      under: paths.domains(path),
    },
    { label: "Routes", to: paths.routes(path), icon: IconRoute, key: "r" },
    {
      label: "HTTP endpoints",
      to: paths.endpoints(path, "HTTPEndpoint"),
      icon: IconWebhook,
      key: "w",
      under: paths.routes(path),
    },
    {
      label: "SMTP endpoints",
      to: paths.endpoints(path, "SMTPEndpoint"),
      icon: IconServerBolt,
      key: "x",
      under: paths.routes(path),
    },
    {
      label: "Address endpoints",
      to: paths.endpoints(path, "AddressEndpoint"),
      icon: IconAt,
      key: "t",
      under: paths.routes(path),
    },
    { label: "Webhooks", to: paths.webhooks(path), icon: IconBroadcast, key: "k" },
    { label: "Credentials", to: paths.credentials(path), icon: IconKey, key: "c" },
    { label: "Suppressions", to: paths.suppressions(path), icon: IconBan, key: "s" },
    { label: "Statistics", to: paths.statistics(path), icon: IconChartBar, key: "n" },
    { label: "Settings", to: paths.serverSettings(path), icon: IconSettings, key: "e" },
    ...(ipPools
      ? [
          {
            label: "IP rules",
            to: paths.ipRules(path),
            icon: IconArrowsSplit2,
            key: "f",
            under: paths.serverSettings(path),
          },
        ]
      : []),
    { label: "Help", to: paths.help(path), icon: IconHelpCircle, key: "p" },
  ];
}

export function organizationNavigation(org: string, { ipPools }: Rights): NavigationItem[] {
  return [
    { label: "Servers", to: paths.organization(org), icon: IconServer, key: "v", end: true },
    { label: "Domains", to: paths.domains({ org }), icon: IconWorld, key: "d" },
    { label: "Members", to: paths.members(org), icon: IconUsers, key: "u" },
    ...(ipPools
      ? [
          { label: "IP pools", to: paths.organizationIpPools(org), icon: IconNetwork, key: "b" },
          {
            label: "IP rules",
            to: paths.ipRules({ org }),
            icon: IconArrowsSplit2,
            key: "f",
            under: paths.organizationIpPools(org),
          },
        ]
      : []),
    { label: "Audit log", to: paths.auditLog(org), icon: IconHistory, key: "j" },
    { label: "Suppressions", to: paths.suppressions({ org }), icon: IconBan, key: "s" },
    { label: "Settings", to: paths.organizationSettings(org), icon: IconSettings, key: "e" },
  ];
}

/** For administrators of the installation, wherever they are; a capital letter where the organization has the same. */
export function administrationNavigation({ ipPools }: Rights): NavigationItem[] {
  return [
    { label: "Installation", to: paths.installation(), icon: IconGauge, key: "i" },
    { label: "Users", to: paths.users(), icon: IconUserCog, key: "U" },
    ...(ipPools ? [{ label: "IP pools", to: paths.ipPools(), icon: IconNetwork, key: "B" }] : []),
    { label: "Full audit log", to: paths.auditLog(), icon: IconHistory, key: "J" },
  ];
}

export function generalNavigation(): NavigationItem[] {
  return [{ label: "Organizations", to: paths.home(), icon: IconBuilding, key: "a", end: true }];
}

function domainFault(header: ServerHeader): string | null {
  if (header.domains_total === 0) return "No domain yet";
  const faults = header.domains_unverified + header.domains_faulty;
  return faults === 0 ? null : `${faults} of ${header.domains_total} domains need attention`;
}

/** The item that the current page belongs to: the one with the longest matching path. */
function currentItem(items: NavigationItem[], pathname: string): NavigationItem | undefined {
  return items
    .filter((item) => pathname === item.to || (!item.end && pathname.startsWith(`${item.to}/`)))
    .toSorted((a, b) => b.to.length - a.to.length)[0];
}

/** Without what lies below an item of another area. */
export function shownItems(items: NavigationItem[], pathname: string): NavigationItem[] {
  const current = currentItem(items, pathname);
  const area = current?.under ?? current?.to;
  return items.filter((item) => item.under === undefined || item.under === area);
}
