import { alice, at, domain, type World } from "./data";
import { problem } from "./fakeApi";
import type { Handlers, Tools } from "./fakeAreas";
import { account, invitation } from "./samples";

/** Who may do what: logins, mailed links, users, members, invitations, what belongs to an organization. */
export const accountRoutes = (world: World, tools: Tools): Handlers => ({
  ...entryRoutes(world, tools),
  ...ownRoutes(world, tools),
  ...userRoutes(world, tools),
  ...organizationRoutes(world, tools),
  ...auditRoutes(world, tools),
});

/** The only link that works. */
const good = "good";
const deadLink = () => problem(404, "not_found", "There is no such link, or it has expired or been used.");

const entryRoutes = (world: World, { fieldsOf }: Tools): Handlers => ({
  "POST /session/persist": () => {
    world.session = world.session && { ...world.session, remembered: true };
    return world.session;
  },
  "POST /password-resets": () => undefined,
  "GET /password-resets/(.+)": (_call, link) =>
    link === good ? { email_address: alice.email_address, expires_at: at(900) } : deadLink(),
  "POST /password-resets/(.+)": ({ body }, link) => {
    if (link !== good) return deadLink();
    if (String(fieldsOf(body).password).length < 8) {
      return problem(422, "invalid", "Some fields are not valid.", [
        { field: "/password", code: "too_short", message: "is too short (minimum is 8 characters)" },
      ]);
    }
    world.session = { user: alice, remembered: false, two_factor_required: false };
    return Response.json(world.session, { status: 201 });
  },
  "POST /email-changes/(.+)": (_call, link) => (link === good ? undefined : deadLink()),
  "GET /invites/([^/]+)": (_call, link) => (link === good && world.offer) || deadLink(),
  "POST /invites/([^/]+)/accept": (_call, link) => {
    if (link !== good || !world.offer) return deadLink();
    world.session ??= {
      user: { ...alice, admin: false, email_address: world.offer.email_address },
      remembered: false,
      two_factor_required: false,
    };
    return world.organizations[0];
  },
});

export const recoveryCodes = ["abcd-efgh-jkmn-pqrs", "tuvw-xyz2-3456-789a"];

const ownRoutes = (world: World, { page, fieldsOf }: Tools): Handlers => ({
  "GET /me": () =>
    world.session && {
      ...world.session.user,
      has_password: true,
      oidc: false,
      two_factor: world.twoFactor.enabled,
    },
  "GET /me/two-factor": () => world.twoFactor,
  "POST /me/two-factor": () =>
    Response.json(
      { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr_svg: "<svg xmlns='http://www.w3.org/2000/svg'/>" },
      { status: 201 },
    ),
  "POST /me/two-factor/confirm": ({ body }) => {
    if (fieldsOf(body).code !== "123456") {
      return problem(422, "invalid", "Some fields are not valid.", [
        { field: "/code", code: "invalid", message: "is not the code of this moment" },
      ]);
    }
    world.twoFactor = { enabled: true, enabled_at: at(0), recovery_codes_left: 10, required: world.twoFactor.required };
    if (world.session) world.session = { ...world.session, two_factor_required: false };
    return { recovery_codes: recoveryCodes };
  },
  "POST /me/two-factor/renew_codes": () => ({ recovery_codes: recoveryCodes }),
  "DELETE /me/two-factor": () => {
    world.twoFactor = { enabled: false, recovery_codes_left: 0, required: world.twoFactor.required };
    return undefined;
  },
  "POST /session/confirm": () => undefined,
  "PUT /me/email": () => undefined,
  "GET /me/sessions": (call) => page(world.sessions, call),
  "DELETE /me/sessions": () => {
    world.sessions = world.sessions.filter(({ current }) => current);
    return undefined;
  },
  "DELETE /me/sessions/([^/]+)": (_call, uuid) => {
    world.sessions = world.sessions.filter((session) => session.uuid !== uuid);
    return undefined;
  },
});

const userRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET /users": (call) => page(world.users, call),
  "POST /users": ({ body }) => {
    const made = account({ ...fieldsOf(body), uuid: "u-1" });
    world.users.push(made);
    return Response.json(made, { status: 201 });
  },
  "GET /users/([^/]+)": (_call, uuid) => found(world.users.find((user) => user.uuid === uuid)),
  "PATCH /users/([^/]+)": ({ body }, uuid) => {
    world.users = world.users.map((user) => (user.uuid === uuid ? { ...user, ...fieldsOf(body) } : user));
    return found(world.users.find((user) => user.uuid === uuid));
  },
  "DELETE /users/([^/]+)": (_call, uuid) => {
    world.users = world.users.filter((user) => user.uuid !== uuid);
    return undefined;
  },
  "PUT /users/([^/]+)/organizations": (_call, uuid) => found(world.users.find((user) => user.uuid === uuid)),
  "POST /users/[^/]+/(?:send_reset|end_sessions)": () => undefined,
  "POST /users/([^/]+)/reset_two_factor": (_call, uuid) => {
    world.users = world.users.map((user) => (user.uuid === uuid ? { ...user, two_factor: false } : user));
    return undefined;
  },
});

const auditRoutes = (world: World, { page }: Tools): Handlers => ({
  "GET /audit-log": (call) => page(world.audit, call),
  "GET /organizations/[^/]+/audit-log": (call) => page(world.audit, call),
});

const organizationRoutes = (world: World, { page, found, fieldsOf }: Tools): Handlers => ({
  "GET /stats": () => world.stats,
  "GET /organizations/[^/]+/domains": (call) => page(world.organizationDomains, call),
  "POST /organizations/[^/]+/domains": ({ body }) => {
    const made = domain({ ...fieldsOf(body), uuid: "d-1" });
    world.organizationDomains.push(made);
    return Response.json(made, { status: 201 });
  },
  "GET /organizations/[^/]+/domains/([^/]+)": (_call, uuid) =>
    found(world.organizationDomains.find((known) => known.uuid === uuid)),
  "DELETE /organizations/[^/]+/domains/([^/]+)": (_call, uuid) => {
    world.organizationDomains = world.organizationDomains.filter((known) => known.uuid !== uuid);
    return undefined;
  },
  "POST /organizations/([^/]+)/(suspend|unsuspend)": ({ body }, org, verb) => {
    const reason = verb === "suspend" ? String(fieldsOf(body).reason) : undefined;
    world.organizations = world.organizations.map((known) =>
      known.permalink === org ? { ...known, suspended: reason !== undefined, suspension_reason: reason } : known,
    );
    return found(world.organizations.find(({ permalink }) => permalink === org));
  },
  "POST /organizations/([^/]+)/set_owner": (_call, org) =>
    found(world.organizations.find(({ permalink }) => permalink === org)),
  "GET /organizations/[^/]+/invites": (call) => page(world.invitations, call),
  "POST /organizations/[^/]+/invites": ({ body }) => {
    const made = invitation({ ...fieldsOf(body), uuid: "i-1" });
    world.invitations.push(made);
    return Response.json(made, { status: 201 });
  },
  "POST /organizations/[^/]+/invites/([^/]+)/resend": (_call, uuid) => {
    world.invitations = world.invitations.map((known) =>
      known.uuid === uuid ? { ...known, expired: false, expires_at: at(9000) } : known,
    );
    return found(world.invitations.find((known) => known.uuid === uuid));
  },
  "DELETE /organizations/[^/]+/invites/([^/]+)": (_call, uuid) => {
    world.invitations = world.invitations.filter((known) => known.uuid !== uuid);
    return undefined;
  },
});
