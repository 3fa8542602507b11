import type { DomainOwner } from "./api/domains";
import type { RuleOwner } from "./api/ipPools";
import type { EndpointKind } from "./api/routes";
import type { ServerPath } from "./api/servers";
import type { SuppressionPlace } from "./api/suppressions";

// Every internal URL. The server part keeps the form that Postal 3.3 put into mails and bookmarks.
const s = encodeURIComponent;
const server = (path: ServerPath) => `/org/${s(path.org)}/servers/${s(path.server)}`;

const domains = ({ org, server: name }: DomainOwner) =>
  `${name === undefined ? `/org/${s(org)}` : server({ org, server: name })}/domains`;

const ruleOwner = ({ org, server: name }: RuleOwner) =>
  name === undefined ? `/org/${s(org)}` : server({ org, server: name });

/** Without a server the list of the organization. */
const suppressions = ({ org, server: name }: SuppressionPlace) =>
  name === undefined ? `/org/${s(org)}/suppressions` : `${server({ org, server: name })}/messages/suppressions`;

const endpointFolders: Record<EndpointKind, string> = {
  HTTPEndpoint: "http_endpoints",
  SMTPEndpoint: "smtp_endpoints",
  AddressEndpoint: "address_endpoints",
};

export const paths = {
  home: () => "/",
  /** The list even for somebody who has a single organization. */
  allOrganizations: () => "/?all",
  login: (returnTo?: string) => (returnTo ? `/login?return_to=${s(returnTo)}` : "/login"),
  passwordForgotten: (returnTo?: string) => (returnTo ? `/login/reset?return_to=${s(returnTo)}` : "/login/reset"),
  /** `link`: secret of the mailed link, as in those below. */
  passwordReset: (link: string) => `/login/reset/${s(link)}`,
  invitation: (link: string) => `/invites/${s(link)}`,
  emailConfirmation: (link: string) => `/settings/email/${s(link)}`,
  profile: () => "/settings",
  installation: () => "/installation",
  users: () => "/users",
  userNew: () => "/users/new",
  user: (uuid: string) => `/users/${s(uuid)}`,
  organizationNew: () => "/organizations/new",
  ipPools: () => "/ip_pools",
  ipPoolNew: () => "/ip_pools/new",
  ipPool: (uuid: string) => `/ip_pools/${s(uuid)}`,
  organization: (org: string) => `/org/${s(org)}`,
  /** `org`: without, of the whole installation. */
  auditLog: (org?: string) => (org === undefined ? "/audit" : `/org/${s(org)}/audit`),
  members: (org: string) => `/org/${s(org)}/members`,
  organizationSettings: (org: string) => `/org/${s(org)}/settings`,
  organizationIpPools: (org: string) => `/org/${s(org)}/ip_pools`,
  /** Rules of a server, or of an organization. */
  ipRules: (owner: RuleOwner) => `${ruleOwner(owner)}/ip_pool_rules`,
  ipRuleNew: (owner: RuleOwner) => `${ruleOwner(owner)}/ip_pool_rules/new`,
  ipRule: (owner: RuleOwner, uuid: string) => `${ruleOwner(owner)}/ip_pool_rules/${s(uuid)}`,
  serverNew: (org: string) => `/org/${s(org)}/servers/new`,
  server,
  messages: (path: ServerPath, filter = "") => `${server(path)}/messages${filter && `?${filter}`}`,
  message: (path: ServerPath, id: number, tab = "") => `${server(path)}/messages/${id}${tab && `/${tab}`}`,
  messageNew: (path: ServerPath) => `${server(path)}/messages/new`,
  held: (path: ServerPath) => `${server(path)}/messages/held`,
  suppressions,
  suppressionNew: (place: SuppressionPlace) => `${suppressions(place)}/new`,
  suppressionImport: (place: SuppressionPlace) => `${suppressions(place)}/import`,
  /** `filter`: parameters of the URL. */
  events: (path: ServerPath, filter = "") => `${server(path)}/events${filter && `?${filter}`}`,
  queue: (path: ServerPath) => `${server(path)}/queue`,
  domains,
  domainNew: (owner: DomainOwner) => `${domains(owner)}/new`,
  domain: (owner: DomainOwner, uuid: string) => `${domains(owner)}/${s(uuid)}`,
  trackDomains: (path: ServerPath) => `${server(path)}/track_domains`,
  /** `domain`: UUID of the domain that is chosen at first. */
  trackDomainNew: (path: ServerPath, domain = "") =>
    `${server(path)}/track_domains/new${domain && `?domain=${s(domain)}`}`,
  trackDomain: (path: ServerPath, uuid: string) => `${server(path)}/track_domains/${s(uuid)}`,
  credentials: (path: ServerPath) => `${server(path)}/credentials`,
  credentialNew: (path: ServerPath) => `${server(path)}/credentials/new`,
  credential: (path: ServerPath, uuid: string) => `${server(path)}/credentials/${s(uuid)}`,
  routes: (path: ServerPath) => `${server(path)}/routes`,
  /** `draft`: what the form begins with. */
  routeNew: (path: ServerPath, draft = "") => `${server(path)}/routes/new${draft && `?${draft}`}`,
  route: (path: ServerPath, uuid: string, draft = "") => `${server(path)}/routes/${s(uuid)}${draft && `?${draft}`}`,
  endpoints: (path: ServerPath, kind: EndpointKind) => `${server(path)}/${endpointFolders[kind]}`,
  /** `returnTo`: the form of a route that then has the new endpoint. */
  endpointNew: (path: ServerPath, kind: EndpointKind, returnTo = "") =>
    `${server(path)}/${endpointFolders[kind]}/new${returnTo && `?return_to=${s(returnTo)}`}`,
  endpoint: (path: ServerPath, kind: EndpointKind, uuid: string) =>
    `${server(path)}/${endpointFolders[kind]}/${s(uuid)}`,
  webhooks: (path: ServerPath) => `${server(path)}/webhooks`,
  webhookNew: (path: ServerPath) => `${server(path)}/webhooks/new`,
  webhook: (path: ServerPath, uuid: string) => `${server(path)}/webhooks/${s(uuid)}`,
  webhookHistory: (path: ServerPath, filter = "") => `${server(path)}/webhooks/history${filter && `?${filter}`}`,
  webhookRequest: (path: ServerPath, uuid: string) => `${server(path)}/webhooks/history/${s(uuid)}`,
  /** `range`: `since` and `until` of what is shown. */
  statistics: (path: ServerPath, range = "") => `${server(path)}/statistics${range && `?${range}`}`,
  serverSettings: (path: ServerPath) => `${server(path)}/edit`,
  help: (path: ServerPath) => `${server(path)}/help`,
};
