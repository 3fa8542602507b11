import type { components } from "../src/api/generated/schema";
import { graph, stats } from "./samples";

type Schemas = components["schemas"];

/** Everything the fake API knows. Tests change it freely. */
export interface World {
  session: Schemas["SessionView"] | null;
  info: Schemas["InfoView"];
  organizations: Schemas["OrganizationView"][];
  members: Schemas["MemberView"][];
  servers: Schemas["ServerView"][];
  header: Schemas["HeaderView"];
  domains: Schemas["DomainView"][];
  records: Schemas["RecordView"][];
  credentials: Schemas["CredentialView"][];
  routes: Schemas["RouteView"][];
  httpEndpoints: Schemas["HttpEndpointView"][];
  smtpEndpoints: Schemas["SmtpEndpointView"][];
  addressEndpoints: Schemas["AddressEndpointView"][];
  messages: Schemas["MessageDetailsView"][];
  deliveries: Schemas["DeliveryView"][];
  queue: Schemas["QueuedMessageView"][];
  suppressions: Schemas["SuppressionView"][];
  organizationSuppressions: Schemas["SuppressionView"][];
  tokens: Schemas["TokenView"][];
  webhooks: Schemas["WebhookView"][];
  attempts: Schemas["WebhookAttemptDetail"][];
  trackDomains: Schemas["TrackDomainView"][];
  ipPools: Schemas["IpPoolView"][];
  ipAddresses: Schemas["IpAddressView"][];
  organizationIpPools: Schemas["OrganizationIpPoolView"][];
  ipRules: Schemas["IpPoolRuleView"][];
  graph: Schemas["GraphView"];
  domainFigures: Schemas["NamedFiguresView"][];
  providerFigures: Schemas["NamedFiguresView"][];
  tagFigures: Schemas["NamedFiguresView"][];
  activity: Schemas["ActivityView"][];
  events: Schemas["EventView"][];
  users: Schemas["AccountView"][];
  invitations: Schemas["InviteView"][];
  /** What the link `good` of an invitation offers. */
  offer: Schemas["InviteCheckView"] | null;
  sessions: Schemas["OwnSessionView"][];
  twoFactor: Schemas["TwoFactorView"];
  audit: Schemas["AuditEntryView"][];
  organizationDomains: Schemas["DomainView"][];
  stats: Schemas["StatsView"];
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Time relative to now, in minutes. */
export const at = (minutes: number) => new Date(Date.now() + minutes * minute).toISOString();
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const alice: Schemas["UserView"] = {
  uuid: uuid(1),
  first_name: "Alice",
  last_name: "Archer",
  email_address: "alice@acme.example",
  time_zone: "Europe/London",
  admin: true,
  created_at: at(-9999),
};

export const organization = (values: Partial<Schemas["OrganizationView"]> = {}): Schemas["OrganizationView"] => ({
  uuid: uuid(10),
  name: "Acme",
  permalink: "acme",
  time_zone: "UTC",
  requires_two_factor: false,
  suspended: false,
  created_at: at((-400 * day) / minute),
  ...values,
});

export const server = (values: Partial<Schemas["ServerView"]> = {}): Schemas["ServerView"] => ({
  uuid: uuid(20),
  name: "app",
  permalink: "app",
  smtp_username: "acme/app",
  suspended_itself: false,
  token: "abc123",
  mode: "Live",
  status: "Live",
  spam_threshold: 5,
  spam_failure_threshold: 20,
  allow_sender: false,
  privacy_mode: false,
  log_smtp_data: false,
  message_retention_days: 60,
  raw_message_retention_days: 30,
  raw_message_retention_size: 2048,
  suppression_enabled: true,
  suppression_failures: 2,
  suppression_window_hours: 24,
  suppression_growth_factor: 1,
  created_at: at(-5000),
  ...values,
});

const unchecked: Schemas["CheckView"] = {};
export const ok: Schemas["CheckView"] = { status: "OK" };

export const domain = (values: Partial<Schemas["DomainView"]> = {}): Schemas["DomainView"] => ({
  uuid: uuid(30),
  name: "acme.example",
  verification_method: "DNS",
  dns_ok: false,
  spf: unchecked,
  dkim: unchecked,
  mx: unchecked,
  return_path: unchecked,
  dmarc: {},
  created_at: at(-4000),
  ...values,
});

export const credential = (values: Partial<Schemas["CredentialView"]> = {}): Schemas["CredentialView"] => ({
  uuid: uuid(40),
  type: "API",
  name: "Shop",
  key_prefix: "Ab3dEf",
  hold: false,
  revealable: false,
  created_at: at(-3000),
  ...values,
});

export const httpEndpoint = (values: Partial<Schemas["HttpEndpointView"]> = {}): Schemas["HttpEndpointView"] => ({
  uuid: uuid(50),
  name: "Help desk",
  url: "https://desk.acme.example/mail",
  description: "Help desk (https://desk.acme.example/mail)",
  encoding: "BodyAsJSON",
  format: "Hash",
  strip_replies: false,
  include_attachments: true,
  timeout: 5,
  routes_count: 0,
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const smtpEndpoint = (values: Partial<Schemas["SmtpEndpointView"]> = {}): Schemas["SmtpEndpointView"] => ({
  uuid: uuid(51),
  name: "Mailboxes",
  hostname: "imap.acme.example",
  description: "Mailboxes (imap.acme.example)",
  ssl_mode: "Auto",
  routes_count: 0,
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const addressEndpoint = (
  values: Partial<Schemas["AddressEndpointView"]> = {},
): Schemas["AddressEndpointView"] => ({
  uuid: uuid(52),
  address: "boss@home.example",
  description: "boss@home.example",
  routes_count: 0,
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const route = (values: Partial<Schemas["RouteView"]> = {}): Schemas["RouteView"] => ({
  uuid: uuid(60),
  name: "sales",
  domain: { uuid: uuid(30), name: "acme.example" },
  description: "sales@acme.example",
  mode: "Endpoint",
  endpoint: `HTTPEndpoint#${uuid(50)}`,
  endpoint_description: "Help desk (https://desk.acme.example/mail)",
  additional_endpoints: [],
  spam_mode: "Mark",
  threat_mode: "Mark",
  dmarc_mode: "Mark",
  token: "aB3dE5gH",
  forward_address: "aB3dE5gH@routes.acme.example",
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const message = (values: Partial<Schemas["MessageDetailsView"]> = {}): Schemas["MessageDetailsView"] => ({
  id: 1,
  token: "k3Jd8sKw02Lqp9Zx",
  scope: "outgoing",
  rcpt_to: "bob@client.example",
  mail_from: "shop@acme.example",
  subject: "Your order",
  message_id: "a1b2@acme.example",
  tags: [],
  metadata: {},
  tracked_links: 0,
  tracked_images: 0,
  status: "Sent",
  is_held: false,
  size_bytes: 2310,
  has_content: true,
  store_content: true,
  received_with_tls: true,
  credential: { uuid: uuid(40), type: "API", name: "Shop" },
  domain: { uuid: uuid(30), name: "acme.example" },
  is_bounce: false,
  spam_status: "NotChecked",
  threat: false,
  spam_checks: [],
  last_delivery_attempt_at: at(-3),
  created_at: at(-4),
  ...values,
});

export const delivery = (values: Partial<Schemas["DeliveryView"]> = {}): Schemas["DeliveryView"] => ({
  id: 1,
  status: "Sent",
  code: 250,
  enhanced_code: "2.0.0",
  details: "Message for bob@client.example accepted by mx1.client.example (192.0.2.25)",
  output: "250 2.0.0 Ok: queued as 4ZkT9x1b2c",
  sent_with_tls: true,
  tls: "TLSv1.3 TLS_AES_256_GCM_SHA384",
  mx_host: "mx1.client.example",
  mx_address: "192.0.2.25",
  duration_ms: 840,
  created_at: at(-3),
  ...values,
});

export const queued = (values: Partial<Schemas["QueuedMessageView"]> = {}): Schemas["QueuedMessageView"] => ({
  message_id: 1,
  destination: "client.example",
  attempts: 2,
  due_at: at(8),
  is_manual: false,
  is_taken: false,
  created_at: at(-40),
  message: message({ status: "SoftFail" }),
  ...values,
});

/** One organization with one server, and nothing in it. */
export function emptyWorld(): World {
  return {
    session: { user: alice, remembered: false, two_factor_required: false },
    info: {
      version: "4.0.0",
      local_authentication_enabled: true,
      oidc_enabled: false,
      oidc_name: "OIDC Provider",
      use_ip_pools: false,
      smtp_hostname: "smtp.acme.example",
      smtp_port: 25,
      web_hostname: "postal.acme.example",
      web_protocol: "https",
    },
    organizations: [organization()],
    members: [],
    servers: [server()],
    header: {
      status: "Live",
      held: 0,
      queued: 0,
      bounce_rate: 0,
      message_rate: 0,
      outgoing_60_min: 0,
      incoming_60_min: 0,
      domains_total: 0,
      domains_unverified: 0,
      domains_faulty: 0,
      domains_status: "none",
      used_bytes: 0,
    },
    domains: [],
    records: [],
    credentials: [],
    routes: [],
    httpEndpoints: [],
    smtpEndpoints: [],
    addressEndpoints: [],
    messages: [],
    deliveries: [],
    queue: [],
    suppressions: [],
    organizationSuppressions: [],
    tokens: [],
    webhooks: [],
    attempts: [],
    trackDomains: [],
    ipPools: [],
    ipAddresses: [],
    organizationIpPools: [],
    ipRules: [],
    graph: graph({ points: [] }),
    domainFigures: [],
    providerFigures: [],
    tagFigures: [],
    activity: [],
    events: [],
    users: [],
    invitations: [],
    offer: null,
    sessions: [],
    twoFactor: { enabled: false, recovery_codes_left: 0, required: false },
    audit: [],
    organizationDomains: [],
    stats: stats(),
  };
}
