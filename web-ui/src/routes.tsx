import type { ComponentType } from "react";
import { type LoaderFunction, type RouteObject, redirect } from "react-router";
import { domainOwnerOf } from "./components/scope";
import { ErrorPage } from "./components/ErrorPage";
import AdministrationLayout, { loader as administrationLoader } from "./layouts/AdministrationLayout";
import OrganizationLayout, { loader as organizationLoader } from "./layouts/OrganizationLayout";
import RootLayout, { Starting } from "./layouts/RootLayout";
import ServerLayout, { loader as serverLoader } from "./layouts/ServerLayout";
import { paths } from "./paths";

interface RouteModule {
  default: ComponentType;
  loader?: LoaderFunction;
}

/** A page in a chunk of its own. */
const page = (load: () => Promise<RouteModule>) => ({
  lazy: async () => {
    const { default: Component, loader } = await load();
    return loader ? { Component, loader } : { Component };
  },
});

const moved = (to: (params: Record<string, string | undefined>) => string) => ({
  loader: ({ params }: { params: Record<string, string | undefined> }) => redirect(to(params)),
});

const serverOf = (params: Record<string, string | undefined>) => ({
  org: params.org ?? "",
  server: params.server ?? "",
});

/** Of a server and of an organization. */
const ruleRoutes: RouteObject[] = [
  { path: "ip_pool_rules", ...page(() => import("./pages/ipPools/IpRuleListPage")) },
  { path: "ip_pool_rules/new", ...page(() => import("./pages/ipPools/IpRuleNewPage")) },
  { path: "ip_pool_rules/:rule", ...page(() => import("./pages/ipPools/IpRulePage")) },
  {
    path: "ip_pool_rules/:rule/edit",
    ...moved(({ org = "", server, rule = "" }) => paths.ipRule({ org, server }, rule)),
  },
];

const messageRoutes: RouteObject[] = [
  { path: "messages", ...page(() => import("./pages/messages/MessageListPage")) },
  { path: "messages/outgoing", ...moved((params) => paths.messages(serverOf(params), "scope=outgoing")) },
  { path: "messages/incoming", ...moved((params) => paths.messages(serverOf(params), "scope=incoming")) },
  { path: "messages/held", ...page(() => import("./pages/messages/HeldPage")) },
  { path: "messages/new", ...page(() => import("./pages/messages/MessageNewPage")) },
  { path: "messages/suppressions", ...page(() => import("./pages/suppressions/SuppressionListPage")) },
  { path: "messages/suppressions/new", ...page(() => import("./pages/suppressions/SuppressionNewPage")) },
  { path: "messages/suppressions/import", ...page(() => import("./pages/suppressions/SuppressionImportPage")) },
  { path: "messages/:id", ...page(() => import("./pages/messages/MessagePage")) },
  { path: "messages/:id/:tab", ...page(() => import("./pages/messages/MessagePage")) },
  { path: "events", ...page(() => import("./pages/events/EventListPage")) },
  { path: "queue", ...page(() => import("./pages/queue/QueuePage")) },
];

/** Of a server, and the same of an organization. */
const domainRoutes: RouteObject[] = [
  { path: "domains", ...page(() => import("./pages/domains/DomainListPage")) },
  { path: "domains/new", ...page(() => import("./pages/domains/DomainNewPage")) },
  { path: "domains/:domain", ...page(() => import("./pages/domains/DomainPage")) },
  ...["setup", "verify"].map((old) => ({
    path: `domains/:domain/${old}`,
    ...moved((params) => paths.domain(domainOwnerOf(params), params.domain ?? "")),
  })),
];

const serverRoutes: RouteObject[] = [
  { index: true, ...page(() => import("./pages/servers/ServerPage")) },
  ...messageRoutes,
  ...domainRoutes,
  { path: "track_domains", ...page(() => import("./pages/tracking/TrackDomainListPage")) },
  { path: "track_domains/new", ...page(() => import("./pages/tracking/TrackDomainNewPage")) },
  { path: "track_domains/:track", ...page(() => import("./pages/tracking/TrackDomainPage")) },
  {
    path: "track_domains/:track/edit",
    ...moved((params) => paths.trackDomain(serverOf(params), params.track ?? "")),
  },
  { path: "routes", ...page(() => import("./pages/routes/RouteListPage")) },
  { path: "routes/new", ...page(() => import("./pages/routes/RouteNewPage")) },
  { path: "routes/:route", ...page(() => import("./pages/routes/RoutePage")) },
  { path: "http_endpoints", ...page(() => import("./pages/endpoints/HttpEndpointListPage")) },
  { path: "http_endpoints/new", ...page(() => import("./pages/endpoints/HttpEndpointNewPage")) },
  { path: "http_endpoints/:endpoint", ...page(() => import("./pages/endpoints/HttpEndpointPage")) },
  { path: "smtp_endpoints", ...page(() => import("./pages/endpoints/SmtpEndpointListPage")) },
  { path: "smtp_endpoints/new", ...page(() => import("./pages/endpoints/SmtpEndpointNewPage")) },
  { path: "smtp_endpoints/:endpoint", ...page(() => import("./pages/endpoints/SmtpEndpointPage")) },
  { path: "address_endpoints", ...page(() => import("./pages/endpoints/AddressEndpointListPage")) },
  { path: "address_endpoints/new", ...page(() => import("./pages/endpoints/AddressEndpointNewPage")) },
  { path: "address_endpoints/:endpoint", ...page(() => import("./pages/endpoints/AddressEndpointPage")) },
  // 3.3 had an address of its own for each form.
  ...["routes/:uuid", "http_endpoints/:uuid", "smtp_endpoints/:uuid", "address_endpoints/:uuid"].map((old) => ({
    path: `${old}/edit`,
    loader: ({ request }: { request: Request }) => redirect(new URL(request.url).pathname.replace(/\/edit$/, "")),
  })),
  { path: "credentials", ...page(() => import("./pages/credentials/CredentialListPage")) },
  { path: "credentials/new", ...page(() => import("./pages/credentials/CredentialNewPage")) },
  { path: "credentials/:credential", ...page(() => import("./pages/credentials/CredentialPage")) },
  {
    path: "credentials/:credential/edit",
    ...moved((params) => paths.credential(serverOf(params), params.credential ?? "")),
  },
  { path: "webhooks", ...page(() => import("./pages/webhooks/WebhookListPage")) },
  { path: "webhooks/new", ...page(() => import("./pages/webhooks/WebhookNewPage")) },
  { path: "webhooks/history", ...page(() => import("./pages/webhooks/WebhookHistoryPage")) },
  { path: "webhooks/history/:request", ...page(() => import("./pages/webhooks/WebhookRequestPage")) },
  { path: "webhooks/:webhook", ...page(() => import("./pages/webhooks/WebhookPage")) },
  {
    path: "webhooks/:webhook/edit",
    ...moved((params) => paths.webhook(serverOf(params), params.webhook ?? "")),
  },
  ...ruleRoutes,
  { path: "statistics", ...page(() => import("./pages/statistics/StatisticsPage")) },
  { path: "edit", ...page(() => import("./pages/servers/ServerSettingsPage")) },
  ...["spam", "retention", "limits", "advanced", "delete"].map((old) => ({
    path: old,
    ...moved((params) => paths.serverSettings(serverOf(params))),
  })),
  { path: "help", ...page(() => import("./pages/help/HelpPage")) },
  { path: "help/:direction", ...moved((params) => paths.help(serverOf(params))) },
  { path: "*", Component: NotFound },
];

/** For administrators of the installation. */
const administrationRoutes: RouteObject[] = [
  { path: "installation", ...page(() => import("./pages/installation/InstallationPage")) },
  { path: "users", ...page(() => import("./pages/users/UserListPage")) },
  { path: "users/new", ...page(() => import("./pages/users/UserNewPage")) },
  { path: "users/:user", ...page(() => import("./pages/users/UserPage")) },
  { path: "users/:user/edit", ...moved((params) => paths.user(params.user ?? "")) },
  { path: "ip_pools", ...page(() => import("./pages/ipPools/IpPoolListPage")) },
  { path: "ip_pools/new", ...page(() => import("./pages/ipPools/IpPoolNewPage")) },
  { path: "ip_pools/:pool", ...page(() => import("./pages/ipPools/IpPoolPage")) },
  // 3.3 had an address of its own for each form.
  ...["edit", "ip_addresses/new", "ip_addresses/:address/edit"].map((old) => ({
    path: `ip_pools/:pool/${old}`,
    ...moved((params) => paths.ipPool(params.pool ?? "")),
  })),
];

export const routes: RouteObject[] = [
  {
    Component: RootLayout,
    ErrorBoundary: ErrorPage,
    HydrateFallback: Starting,
    children: [
      { path: "login", ...page(() => import("./pages/login/LoginPage")) },
      { path: "login/reset", ...page(() => import("./pages/login/PasswordForgottenPage")) },
      { path: "login/reset/:link", ...page(() => import("./pages/login/PasswordResetPage")) },
      { path: "invites/:link", ...page(() => import("./pages/login/InvitationPage")) },
      { path: "settings/email/:link", ...page(() => import("./pages/login/EmailConfirmationPage")) },
      {
        id: "app",
        ...page(() => import("./layouts/AppLayout")),
        ErrorBoundary: ErrorPage,
        children: [
          {
            ErrorBoundary: ErrorPage,
            children: [
              { index: true, ...page(() => import("./pages/organizations/OrganizationListPage")) },
              { path: "settings", ...page(() => import("./pages/profile/ProfilePage")) },
              { path: "audit", ...page(() => import("./pages/audit/AuditLogPage")) },
              { path: "organizations/new", ...page(() => import("./pages/organizations/OrganizationNewPage")) },
              { Component: AdministrationLayout, loader: administrationLoader, children: administrationRoutes },
              {
                path: "org/:org",
                Component: OrganizationLayout,
                loader: organizationLoader,
                children: [
                  { index: true, ...page(() => import("./pages/servers/ServerListPage")) },
                  ...domainRoutes,
                  { path: "members", ...page(() => import("./pages/members/MemberListPage")) },
                  { path: "settings", ...page(() => import("./pages/organizations/OrganizationSettingsPage")) },
                  { path: "audit", ...page(() => import("./pages/audit/AuditLogPage")) },
                  { path: "delete", ...moved((params) => paths.organizationSettings(params.org ?? "")) },
                  { path: "ip_pools", ...page(() => import("./pages/ipPools/OrganizationIpPoolsPage")) },
                  ...ruleRoutes,
                  { path: "suppressions", ...page(() => import("./pages/suppressions/SuppressionListPage")) },
                  { path: "suppressions/new", ...page(() => import("./pages/suppressions/SuppressionNewPage")) },
                  { path: "suppressions/import", ...page(() => import("./pages/suppressions/SuppressionImportPage")) },
                  { path: "servers/new", ...page(() => import("./pages/servers/ServerNewPage")) },
                  { path: "servers/:server", Component: ServerLayout, loader: serverLoader, children: serverRoutes },
                ],
              },
              { path: "*", Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
];

function NotFound(): never {
  throw new Response(null, { status: 404 });
}
