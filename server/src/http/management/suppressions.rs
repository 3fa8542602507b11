//! Recipients that a mail server does not send to.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, parse_time, time};
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{MailServer, Suppression, SuppressionKind, SuppressionList, Timestamp, ViolationCode, Violations};
use crate::suppression::{self, Filter, Keeper, SuppressionForm};

#[derive(Debug, Default)]
pub struct SuppressionsApi;

/// Why an address is on the list.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "SuppressionKind", rename_all = "lowercase")]
pub enum KindView {
    /// Mail to it failed.
    Bounce,
    /// Its owner complained about mail.
    Complaint,
    /// Its owner wants no more mail.
    Unsubscribe,
    /// A person or a program put it there.
    Manual,
}

impl From<SuppressionKind> for KindView {
    fn from(kind: SuppressionKind) -> Self {
        match kind {
            SuppressionKind::Bounce => Self::Bounce,
            SuppressionKind::Complaint => Self::Complaint,
            SuppressionKind::Unsubscribe => Self::Unsubscribe,
            SuppressionKind::Manual => Self::Manual,
        }
    }
}

impl From<KindView> for SuppressionKind {
    fn from(kind: KindView) -> Self {
        match kind {
            KindView::Bounce => Self::Bounce,
            KindView::Complaint => Self::Complaint,
            KindView::Unsubscribe => Self::Unsubscribe,
            KindView::Manual => Self::Manual,
        }
    }
}

/// Whose list an entry stands in.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "SuppressionList", rename_all = "lowercase")]
pub enum ListView {
    /// The mail server's own.
    Server,
    /// That of its organization, which holds for all mail servers of it.
    Organization,
}

impl From<SuppressionList> for ListView {
    fn from(list: SuppressionList) -> Self {
        match list {
            SuppressionList::Server(_) => Self::Server,
            SuppressionList::Organization(_) => Self::Organization,
        }
    }
}

impl ListView {
    fn of(self, server: &MailServer) -> SuppressionList {
        match self {
            Self::Server => server.id.into(),
            Self::Organization => server.organization_id.into(),
        }
    }
}

/// Whether an entry keeps mail back.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "lowercase")]
pub enum SuppressionState {
    Live,
    /// Its time is over.
    Expired,
}

/// An address, or a domain, that is not sent to.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SuppressionView {
    /// An address, or `@` and a domain for all addresses in it.
    pub address: String,
    pub list: ListView,
    pub kind: KindView,
    pub reason: String,
    pub note: Option<String>,
    /// The message because of which it was added.
    pub message_id: Option<i64>,
    /// RFC 3339. First added.
    pub created_at: String,
    /// RFC 3339. Absent: without end.
    pub keep_until: Option<String>,
    /// Its time is over; it keeps nothing back.
    pub is_expired: bool,
}

impl SuppressionView {
    pub(super) fn new(entry: Suppression, now: Timestamp) -> Self {
        Self {
            is_expired: !suppression::is_live(entry.keep_until, now),
            list: entry.list.into(),
            address: entry.address,
            kind: entry.kind.into(),
            reason: entry.reason,
            note: entry.note,
            message_id: entry.message_id.map(|id| id.0),
            created_at: time(entry.created_at),
            keep_until: entry.keep_until.map(time),
        }
    }
}

#[derive(Debug, Object)]
pub struct SuppressionCreate {
    /// An address, or `@` and a domain for all addresses in it; case does not matter.
    pub address: String,
    /// `manual` when absent.
    pub kind: Option<KindView>,
    /// Stands in the record of messages that are held because of it.
    pub reason: Option<String>,
    /// For yourselves, up to 1,000 characters.
    pub note: Option<String>,
    /// RFC 3339, in the future. Absent or `null`: without end.
    pub keep_until: MaybeUndefined<String>,
}

/// Which entries to remove: these addresses, or all that fulfil every condition.
#[derive(Debug, Object)]
pub struct SuppressionDeleteMany {
    /// Up to 1,000 addresses.
    pub addresses: Option<Vec<String>>,
    /// Beginning of the address; case does not matter.
    pub prefix: Option<String>,
    pub kind: Option<KindView>,
    pub state: Option<SuppressionState>,
    /// Empty the whole list; only without other conditions.
    pub all: Option<bool>,
}

/// How many entries were removed.
#[derive(Debug, Object)]
pub struct Removed {
    pub removed: u64,
}

/// Addresses of one request to remove some.
const MAX_ADDRESSES: usize = 1000;

/// Conditions of a list, an export and a removal.
pub(super) fn filter(
    prefix: Option<String>,
    kind: Option<KindView>,
    state: Option<SuppressionState>,
    now: Timestamp,
) -> Result<Filter, ApiError> {
    let prefix = prefix.map(|prefix| prefix.trim().to_owned()).filter(|prefix| !prefix.is_empty());
    if prefix.as_ref().is_some_and(|prefix| prefix.contains('\0')) {
        return Err(Violations::one("prefix", ViolationCode::Invalid, "must not contain U+0000").into());
    }
    Ok(Filter {
        prefix,
        kind: kind.map(SuppressionKind::from),
        is_live: state.map(|state| (matches!(state, SuppressionState::Live), now)),
    })
}

/// Time and address of the entry before, and on which list it stands, where both are shown.
type After<'r> = (Timestamp, &'r str, Option<&'r str>);

/// Where a page of a list goes on.
pub(super) fn after(request: &PageRequest) -> Result<Option<After<'_>>, ApiError> {
    let Some(cursor) = &request.after else { return Ok(None) };
    match (cursor.integer(0), cursor.text(1)) {
        (Some(time), Some(address)) => Ok(Some((Timestamp(time), address, cursor.text(2)))),
        _ => Err(PageRequest::foreign()),
    }
}

pub(super) fn page(entries: Vec<Suppression>, request: &PageRequest, now: Timestamp) -> Page<SuppressionView> {
    let cursor_of = |entry: &Suppression| {
        Cursor::new([entry.created_at.0.to_string(), entry.address.clone(), entry.list.as_str().to_owned()])
    };
    Page::build(entries, request, cursor_of, |entry| SuppressionView::new(entry, now))
}

pub(super) async fn create(
    app: &App,
    keeper: &Keeper,
    body: SuppressionCreate,
) -> Result<Created<SuppressionView>, ApiError> {
    let now = app.clock.now();
    let SuppressionCreate { address, kind, reason, note, keep_until } = body;
    let keep_until = match keep_until {
        MaybeUndefined::Value(text) => Some(parse_time("/keep_until", &text)?),
        MaybeUndefined::Null | MaybeUndefined::Undefined => None,
    };
    let form = SuppressionForm { address, kind: kind.map(SuppressionKind::from), reason, note, keep_until };
    let entry = suppression::manage::add(&app.store, keeper, &form, now).await?;
    Ok(Created::new(SuppressionView::new(entry, now)))
}

pub(super) async fn find(app: &App, list: SuppressionList, address: &str) -> Result<Json<SuppressionView>, ApiError> {
    let entry = suppression::get(&app.store, list, address).await?;
    let entry = entry.ok_or_else(|| ApiError::not_found("suppression"))?;
    Ok(Json(SuppressionView::new(entry, app.clock.now())))
}

pub(super) async fn remove(app: &App, keeper: &Keeper, address: String) -> Result<Done, ApiError> {
    let removed = suppression::manage::remove(&app.store, keeper, &[address], app.clock.now()).await?;
    if removed > 0 { Ok(Done::Done) } else { Err(ApiError::not_found("suppression")) }
}

pub(super) async fn remove_many(
    app: &App,
    keeper: &Keeper,
    body: SuppressionDeleteMany,
) -> Result<Json<Removed>, ApiError> {
    let now = app.clock.now();
    let SuppressionDeleteMany { addresses, prefix, kind, state, all } = body;
    let filter = filter(prefix, kind, state, now)?;
    let has_conditions = filter != Filter::default();
    let is_all = all == Some(true);
    // Not one word more or less than what is meant: an empty condition must not empty the list.
    if usize::from(addresses.is_some()) + usize::from(has_conditions) + usize::from(is_all) != 1 {
        let message = "give either addresses, or conditions, or all";
        return Err(Violations::one("", ViolationCode::Required, message).into());
    }
    let removed = match addresses {
        Some(addresses) if addresses.len() > MAX_ADDRESSES => {
            let message = format!("has more than {MAX_ADDRESSES} addresses");
            return Err(Violations::one("/addresses", ViolationCode::TooLong, message).into());
        }
        Some(addresses) if addresses.iter().any(|address| address.contains('\0')) => {
            let message = "must not contain U+0000";
            return Err(Violations::one("/addresses", ViolationCode::Invalid, message).into());
        }
        Some(addresses) => suppression::manage::remove(&app.store, keeper, &addresses, now).await?,
        None => suppression::manage::remove_filtered(&app.store, keeper, &filter, now).await?,
    };
    Ok(Json(Removed { removed }))
}

#[OpenApi(tag = "Area::Suppressions")]
impl SuppressionsApi {
    /// List suppressed addresses, newest first, expired ones included.
    ///
    /// Those of the mail server's own list and those of its organization's list; `list` says which it is.
    #[oai(path = "/organizations/:org/servers/:server/suppressions", method = "get", operation_id = "suppression_list")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn suppression_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// Beginning of the address, or all of it; case does not matter.
        prefix: Query<Option<String>>,
        /// Only entries of this kind.
        kind: Query<Option<KindView>>,
        /// Only entries that keep mail back, or only expired ones.
        state: Query<Option<SuppressionState>>,
        /// Only entries of this list.
        list: Query<Option<ListView>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SuppressionView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadSuppressions).await?;
        let request = PageRequest::parse("suppressions", limit.0, cursor.0.as_deref())?;
        let after = after(&request)?;
        let now = app.clock.now();
        let filter = filter(prefix.0, kind.0, state.0, now)?;
        let entries = if let Some(list) = list.0 {
            let after = after.map(|(time, address, _)| (time, address));
            suppression::list(&app.store, list.of(&server), &filter, after, request.fetch()).await?
        } else {
            let own = SuppressionList::from(server.id);
            let list_of = |name: Option<&str>| match name {
                Some(name) if name == own.as_str() => own,
                _ => server.organization_id.into(),
            };
            let after = after.map(|(time, address, list)| (time, address, list_of(list)));
            suppression::list_both(&app.store, &server, &filter, after, request.fetch()).await?
        };
        Ok(Json(page(entries, &request, now)))
    }

    /// Add an address or a domain, or renew the entry there is.
    ///
    /// The new reason, kind and end replace those of an entry that is there; its first day stays. An entry of the kind
    /// `bounce` replaces no other kind.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions",
        method = "post",
        operation_id = "suppression_create"
    )]
    async fn suppression_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<SuppressionCreate>,
    ) -> Result<Created<SuppressionView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteSuppressions).await?;
        create(&app, &Keeper::of_server(server), body.0).await
    }

    /// Fetch the entry of an address in the mail server's own list, also an expired one.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/:address",
        method = "get",
        operation_id = "suppression_get"
    )]
    async fn suppression_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The address, or `@` and a domain, percent-encoded; case does not matter.
        address: Path<String>,
    ) -> Result<Json<SuppressionView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadSuppressions).await?;
        find(&app, server.id.into(), &address).await
    }

    /// Remove an address from the mail server's own list.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/:address",
        method = "delete",
        operation_id = "suppression_delete"
    )]
    async fn suppression_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The address, or `@` and a domain, percent-encoded; case does not matter.
        address: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteSuppressions).await?;
        remove(&app, &Keeper::of_server(server), address.0).await
    }

    /// Remove many entries of the mail server's own list: by address, or all that fulfil every condition.
    ///
    /// Entries are removed in batches; one that is added meanwhile stays.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/delete",
        method = "post",
        operation_id = "suppression_delete_many"
    )]
    async fn suppression_delete_many(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<SuppressionDeleteMany>,
    ) -> Result<Json<Removed>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteSuppressions).await?;
        remove_many(&app, &Keeper::of_server(server), body.0).await
    }
}
