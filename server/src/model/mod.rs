//! Plain structs and ids shared by the domain modules and the store: no rules that need IO, no SQL, no JSON.
//!
//! Begin with [`message`]; times and ids are in [`time`] and [`ids`].

pub mod accounts;
pub mod audit;
pub mod bulk;
pub mod credential;
pub mod domain;
pub mod endpoint;
pub mod event;
pub mod ids;
pub mod ip_pool;
pub mod mail;
pub mod mail_server;
pub mod message;
pub mod network;
pub mod route;
pub mod sending;
pub mod suppression;
pub mod text;
pub mod time;
pub mod tracking;
pub mod violation;
pub mod webhook;
pub mod webhook_payload;

pub use accounts::{Invitation, LinkPurpose, Membership, Organization, Role, Session, Token, User, UserLink};
pub use bulk::{BulkAction, BulkFilter, BulkItem, BulkKind, BulkState};
pub use credential::{Credential, CredentialKind};
pub use domain::{Check, CheckStatus, DkimKey, DkimKeyState, Domain, DomainOwner, LookupFailure, VerificationMethod};
pub use endpoint::{AddressEndpoint, HttpEncoding, HttpEndpoint, HttpFormat, SmtpEndpoint, SslMode};
pub use event::{Event, EventDetails, EventKind, NewEvent};
pub use ids::*;
pub use ip_pool::{IpAddress, IpPool, IpPoolRef, IpPoolRule, RuleOwner};
pub use mail::{Mail, NewMail};
pub use mail_server::{MailServer, ServerMode, Suspension};
pub use message::{
    Delivery, DsnParameters, Inspected, Message, MessageScope, MessageStatus, QueuedMessage, RawContent, SpamCheck,
};
pub use route::{EndpointRef, Route, RouteMode, Treatment};
pub use sending::{ClickTracking, Extras, MessageOptions, Priority};
pub use suppression::{Suppression, SuppressionKind, SuppressionList, SuppressionPolicy, SuppressionRepeats};
pub use text::fold;
pub use time::Timestamp;
pub use tracking::{Activity, ActivityKind, ActivityPosition, Hit, TrackDomain, Visitor};
pub use violation::{MAX_TEXT_CHARS, Violation, ViolationCode, Violations};
pub use webhook::{
    NewWebhookRequest, PreviousSecret, Subscription, Webhook, WebhookAttempt, WebhookDisabled, WebhookFailure,
    WebhookFormat, WebhookRequest,
};
