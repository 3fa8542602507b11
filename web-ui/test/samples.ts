import type { components } from "../src/api/generated/schema";
import { at } from "./data";

type Schemas = components["schemas"];

export const webhook = (values: Partial<Schemas["WebhookView"]> = {}): Schemas["WebhookView"] => ({
  uuid: "w1",
  name: "Shop",
  url: "https://shop.acme.example/postal",
  enabled: true,
  all_events: true,
  events: [],
  format: "v2",
  sign_sha1: false,
  header_names: [],
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const webhookEvents: Schemas["WebhookEventView"][] = [
  { name: "message.sent", legacy_name: "MessageSent", postal_3: true, description: "A host took it." },
  { name: "message.bounced", legacy_name: "MessageBounced", postal_3: true, description: "It came back." },
  { name: "suppression.created", postal_3: false, description: "An address is on the list." },
];

export const attempt = (values: Partial<Schemas["WebhookAttemptDetail"]> = {}): Schemas["WebhookAttemptDetail"] => ({
  id: 1,
  request_uuid: "q1",
  webhook_uuid: "w1",
  url: "https://shop.acme.example/postal",
  event: "message.sent",
  format: "v2",
  message_id: 1,
  attempt: 1,
  status_code: 200,
  success: true,
  will_retry: false,
  duration_ms: 42,
  event_at: at(-5),
  created_at: at(-5),
  body: "taken",
  ...values,
});

export const suppression = (values: Partial<Schemas["SuppressionView"]> = {}): Schemas["SuppressionView"] => ({
  address: "gone@client.example",
  list: "server",
  kind: "bounce",
  reason: "too many hard fails",
  created_at: at(-300),
  is_expired: false,
  ...values,
});

export const trackDomain = (values: Partial<Schemas["TrackDomainView"]> = {}): Schemas["TrackDomainView"] => ({
  uuid: "t1",
  name: "click",
  domain: "acme.example",
  domain_uuid: "d1",
  full_name: "click.acme.example",
  ssl_enabled: true,
  track_clicks: true,
  track_loads: true,
  excluded_click_domains: [],
  dns_status: "OK",
  dns_checked_at: at(-10),
  cname_target: "track.postal.acme.example",
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

const noFigures: Schemas["FiguresView"] = {
  incoming: 0,
  outgoing: 0,
  spam: 0,
  bounces: 0,
  held: 0,
  sent: 0,
  deferred: 0,
  failed: 0,
  delivered: 0,
  rejected: 0,
  errors: 0,
  complaints: 0,
  opens: 0,
  unique_opens: 0,
  machine_opens: 0,
  clicks: 0,
  unique_clicks: 0,
};

export const figures = (values: Partial<Schemas["FiguresView"]> = {}): Schemas["FiguresView"] => ({
  ...noFigures,
  ...values,
});

export const namedFigures = (values: Partial<Schemas["NamedFiguresView"]> = {}): Schemas["NamedFiguresView"] => ({
  ...noFigures,
  bounce_rate: 0,
  ...values,
});

export const graph = (values: Partial<Schemas["GraphView"]> = {}): Schemas["GraphView"] => ({
  period: "day",
  points: [
    { starts_at: "2025-11-21T00:00:00Z", figures: figures() },
    { starts_at: "2025-11-22T00:00:00Z", figures: figures() },
  ],
  total: figures(),
  ...values,
});

export const activity = (values: Partial<Schemas["ActivityView"]> = {}): Schemas["ActivityView"] => ({
  type: "open",
  ip_address: "192.0.2.77",
  user_agent: "Thunderbird",
  is_machine: false,
  created_at: at(-1),
  ...values,
});

export const event = (values: Partial<Schemas["EventView"]> = {}): Schemas["EventView"] => ({
  id: 1,
  type: "message.sent",
  bot: false,
  created_at: at(-3),
  message: {
    id: 1,
    token: "k3Jd8sKw02Lqp9Zx",
    scope: "outgoing",
    status: "Sent",
    rcpt_to: "bob@client.example",
    mail_from: "shop@acme.example",
    subject: "Your order",
    tags: [],
    metadata: {},
  },
  ...values,
});

export const ipPool = (values: Partial<Schemas["IpPoolView"]> = {}): Schemas["IpPoolView"] => ({
  uuid: "p1",
  name: "Transactional",
  default: true,
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const ipAddress = (values: Partial<Schemas["IpAddressView"]> = {}): Schemas["IpAddressView"] => ({
  id: 1,
  ipv4: "192.0.2.10",
  hostname: "mail1.acme.example",
  priority: 100,
  machines: ["mx1.acme.example"],
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const organizationIpPool = (
  values: Partial<Schemas["OrganizationIpPoolView"]> = {},
): Schemas["OrganizationIpPoolView"] => ({
  uuid: "p1",
  name: "Transactional",
  default: true,
  assigned: true,
  servers: 0,
  rules: 0,
  addresses: [{ ipv4: "192.0.2.10", hostname: "mail1.acme.example" }],
  ...values,
});

export const ipRule = (values: Partial<Schemas["IpPoolRuleView"]> = {}): Schemas["IpPoolRuleView"] => ({
  uuid: "r1",
  ip_pool: "p1",
  ip_pool_name: "Transactional",
  to_text: "gmail.com",
  created_at: at(-3000),
  updated_at: at(-3000),
  ...values,
});

export const account = (values: Partial<Schemas["AccountView"]> = {}): Schemas["AccountView"] => ({
  uuid: "u1",
  first_name: "Bea",
  last_name: "Baker",
  email_address: "bea@acme.example",
  time_zone: "UTC",
  admin: false,
  has_password: true,
  oidc: false,
  two_factor: false,
  organizations: [],
  created_at: at(-3000),
  ...values,
});

export const invitation = (values: Partial<Schemas["InviteView"]> = {}): Schemas["InviteView"] => ({
  uuid: "i1",
  email_address: "carl@client.example",
  role: "developer",
  has_all_servers: true,
  servers: [],
  invited_by: "Alice Archer",
  expired: false,
  expires_at: at(9000),
  created_at: at(-60),
  ...values,
});

export const offer = (values: Partial<Schemas["InviteCheckView"]> = {}): Schemas["InviteCheckView"] => ({
  organization: "Acme",
  email_address: "carl@client.example",
  role: "support",
  invited_by: "Alice Archer",
  has_account: false,
  expires_at: at(9000),
  ...values,
});

export const ownSession = (values: Partial<Schemas["OwnSessionView"]> = {}): Schemas["OwnSessionView"] => ({
  uuid: "s1",
  current: false,
  ip_address: "192.0.2.10",
  user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  remembered: false,
  last_activity_at: at(-30),
  expires_at: at(600),
  created_at: at(-90),
  ...values,
});

export const stats = (values: Partial<Schemas["StatsView"]> = {}): Schemas["StatsView"] => ({
  total: figures(),
  recent: figures(),
  organizations: [],
  servers: [],
  processes: [],
  ...values,
});
