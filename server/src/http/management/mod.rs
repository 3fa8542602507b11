//! The management and sending API under `/api/v2`: one file per resource, one struct with its operations.
//!
//! The structs carry no state, so that [`document()`] prints the OpenAPI document without configuration or database.
//! Whatever the framework refuses by itself becomes a problem body in `http::error`. Begin with [`service`].

mod address_endpoints;
mod admission;
pub mod answers;
mod audit_log;
mod audit_trail;
mod batch;
mod bulk_actions;
mod credentials;
mod document;
mod domain_dkim;
mod domain_move;
mod domain_proof;
mod domain_views;
mod domains;
mod event_stream;
mod event_views;
mod events;
mod examples;
mod export;
mod gate;
mod http_endpoints;
mod idempotency;
mod invites;
mod ip_pool_rules;
mod ip_pool_views;
mod ip_pools;
mod me;
mod members;
mod message_activity;
mod message_conditions;
mod message_content;
mod message_export;
mod message_trials;
mod message_views;
mod messages;
mod needs;
mod oidc;
mod organization_suppressions;
mod organizations;
mod queue;
mod restoration;
mod route_trials;
mod route_views;
mod routes;
mod schema;
mod send;
mod sending;
mod server_facts;
mod server_views;
mod servers;
pub mod sessions;
mod smtp_endpoints;
mod statistics;
mod statistics_views;
mod step_up;
mod suppression_files;
mod suppressions;
mod system;
mod tokens;
mod track_domains;
mod two_factor;
mod users;
mod versions;
mod vocabulary;
mod webhook_history;
mod webhook_views;
mod webhooks;

use poem::{Endpoint, EndpointExt as _, IntoResponse as _, Response, Route, get};
use poem_openapi::{OpenApiService, Tags};

use super::error::{ApiError, catch_all};
use super::rate_limit::Told;

/// Path that all operations start with.
pub const BASE_PATH: &str = "/api/v2";

/// Groups of operations in the document.
#[derive(Debug, Tags)]
pub enum Area {
    /// What this installation is.
    System,
    /// Logging in and out.
    Session,
    /// The own account.
    Me,
    /// Management tokens for programs.
    Tokens,
    /// The installation's users.
    Users,
    /// Organizations own mail servers and domains.
    Organizations,
    /// Who belongs to an organization, with which role.
    Members,
    /// Mail servers: the tenants that send and receive.
    Servers,
    /// Addresses that mail leaves from, and rules that say which mail.
    IpPools,
    /// Sending domains and their DNS records.
    Domains,
    /// Keys and networks of the programs that send.
    Credentials,
    /// Routes, by which mail comes in, and the endpoints where it goes.
    Routes,
    /// Messages, their content and delivery records; sending and the queue.
    Messages,
    /// What happened in a mail server: searched, as a file, and as it happens.
    Events,
    /// Who changed what.
    Audit,
    /// Recipients that a mail server, or all of an organization, do not send to.
    Suppressions,
    /// Programs that are told what happens in a mail server, and the history of that.
    Webhooks,
    /// What was sent and received, and what became of it.
    Statistics,
}

/// APIs are nested by area: a tuple holds at most 16.
type Apis = (
    (
        system::SystemApi,
        sessions::SessionsApi,
        oidc::OidcApi,
        me::MeApi,
        two_factor::TwoFactorApi,
        tokens::TokensApi,
        users::UsersApi,
    ),
    (
        organizations::OrganizationsApi,
        members::MembersApi,
        invites::InvitesApi,
        servers::ServersApi,
        server_facts::ServerFactsApi,
        restoration::RestorationApi,
    ),
    (
        domains::ServerDomainsApi,
        domains::OrganizationDomainsApi,
        track_domains::TrackDomainsApi,
        domain_proof::ServerDomainProofApi,
        domain_proof::OrganizationDomainProofApi,
        domain_dkim::ServerDomainDkimApi,
        domain_dkim::OrganizationDomainDkimApi,
        domain_move::DomainMoveApi,
        credentials::CredentialsApi,
    ),
    (
        routes::RoutesApi,
        route_trials::RouteTrialsApi,
        http_endpoints::HttpEndpointsApi,
        smtp_endpoints::SmtpEndpointsApi,
        address_endpoints::AddressEndpointsApi,
    ),
    (
        messages::MessagesApi,
        message_content::MessageContentApi,
        message_activity::MessageActivityApi,
        message_export::MessageExportApi,
        bulk_actions::BulkActionsApi,
        message_trials::MessageTrialsApi,
        sending::SendingApi,
        events::EventsApi,
    ),
    (
        queue::QueueApi,
        suppressions::SuppressionsApi,
        suppression_files::SuppressionFilesApi,
        organization_suppressions::OrganizationSuppressionsApi,
        statistics::StatisticsApi,
    ),
    (webhooks::WebhooksApi, webhook_history::WebhookHistoryApi, audit_log::AuditLogApi),
    (ip_pools::IpPoolsApi, ip_pool_rules::ServerIpPoolRulesApi, ip_pool_rules::OrganizationIpPoolRulesApi),
);

fn service() -> OpenApiService<Apis, ()> {
    OpenApiService::new(Apis::default(), "Postal management API", env!("CARGO_PKG_VERSION"))
        .description(
            "Everything that can be done with a Postal installation. Lists answer `{items, next_cursor}`; refusals are \
             `application/problem+json` with `code`, `message` and `fields`. Times are RFC 3339 in UTC. A token that is \
             limited to one mail server may leave out `/organizations/{org}/servers/{server}`: `/messages` is that \
             server's. Every answer has the header fields `X-Request-Id` (the request's own, if it has one), \
             `RateLimit-Policy` and `RateLimit`.",
        )
        .server(BASE_PATH)
}

/// The OpenAPI document, as committed in `openapi/management.json`.
pub fn document() -> String {
    format!("{:#}\n", document::tidied(&service().spec()))
}

/// All operations and the document, relative to [`BASE_PATH`].
pub fn endpoint() -> impl Endpoint<Output = Response> {
    let document = document::tidied(&service().spec());
    let text = format!("{document:#}\n");
    let routes = Route::new()
        .at(
            "/openapi.json",
            get(poem::endpoint::make_sync(move |_| {
                Response::builder().content_type("application/json").body(text.clone())
            })),
        )
        .nest("/docs", super::api_docs::endpoint())
        .nest("/", service());
    guarded(&document, routes)
}

/// What requests pass on their way to `inner`: [`gate`].
pub fn guarded<E: Endpoint<Output = Response>>(
    document: &serde_json::Value,
    inner: E,
) -> impl Endpoint<Output = Response> + use<E> {
    let gate = gate::Gate::new(document, inner).catch_all_error(catch_all);
    Told::around(gate.map(async |response| gate::with_headers(response)))
}

/// The answer to a path that is no text.
pub fn not_there() -> Response {
    gate::with_headers(ApiError::not_found("object").into_response())
}
