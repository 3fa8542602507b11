//! Table `events`: searching, and reading on in the order of the commits.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::message_filter::{self, MessageFilter};
use super::messages::MAX_ROWS_READ;
use super::value::{Row, Value};
use super::{Conn, StoreError, deliveries, dialect, messages};
use crate::model::{DeliveryId, Event, EventDetails, EventKind, MessageId, ServerId, Timestamp};

/// In the order of [`event`].
const COLUMNS: &str = "e.server_id, e.id, e.kind, e.message_id, e.delivery_id, e.data, e.created_at";

/// Most searches end among the newest rows; only then they go as far as they may.
const FIRST_ROWS_READ: i64 = 1_000;

/// Conditions for the ends of what is read. The time is compared alone first, because MariaDB uses no index for row values.
const AFTER: &str = " AND e.created_at <= ? AND (e.created_at < ? OR e.id < ?)";
const UNTIL: &str = " AND e.created_at >= ? AND (e.created_at > ? OR e.id >= ?)";

/// All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Any of these; empty: all.
    pub kinds: Vec<EventKind>,
    pub message: Option<MessageId>,
    /// Strictly earlier.
    pub before: Option<Timestamp>,
    /// Strictly later.
    pub after: Option<Timestamp>,
    /// Of the message that the event is about; its times are not heeded.
    pub about: MessageFilter,
}

impl EventFilter {
    fn asks_about_messages(&self) -> bool {
        self.about != MessageFilter::default()
    }

    /// Which tables, and how they belong together. Events come first, because SQLite reads a CROSS JOIN in this order;
    /// without statistics it would begin with the messages that some other condition leaves, which may be all.
    /// `indexed_by`: see [`dialect::indexed_by`].
    fn tables(&self, indexed_by: &str) -> String {
        if self.asks_about_messages() {
            format!(
                "events e{indexed_by} CROSS JOIN messages m
                  WHERE m.server_id = e.server_id AND m.id = e.message_id AND e.server_id = ?"
            )
        } else {
            format!("events e{indexed_by} WHERE e.server_id = ?")
        }
    }

    fn push_times(&self, sql: &mut String, values: &mut Vec<Value<'_>>) {
        if let Some(before) = self.before {
            sql.push_str(" AND e.created_at < ?");
            values.push(before.into());
        }
        if let Some(after) = self.after {
            sql.push_str(" AND e.created_at > ?");
            values.push(after.into());
        }
    }
}

/// A place in a search, which runs from new to old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPosition {
    pub at: Timestamp,
    pub id: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EventList {
    pub items: Vec<Event>,
    /// Where the next request goes on; `None` at the end.
    pub next: Option<EventPosition>,
    /// The search stopped here, at [`MAX_ROWS_READ`], before it had found enough.
    pub searched_until: Option<Timestamp>,
}

impl EventList {
    /// The first `limit` of what was found.
    fn page(mut items: Vec<Event>, limit: usize) -> Self {
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| has_more).map(|last| EventPosition { at: last.at, id: last.id });
        Self { items, next, searched_until: None }
    }
}

fn event(row: &Row) -> Result<Event, StoreError> {
    let mut columns = row.columns();
    Ok(Event {
        server_id: columns.next()?,
        id: columns.next()?,
        kind: columns.parse(EventKind::parse)?,
        message_id: columns.next()?,
        delivery_id: columns.next()?,
        // As `events::record` wrote it.
        data: columns.next::<Option<String>>()?.and_then(|text| serde_json::from_str(&text).ok()),
        at: columns.next()?,
    })
}

/// Events from new to old, after `after`.
///
/// `limit`: from 1. Kinds, times, and conditions that leave few messages have an index; others look at no more than
/// [`MAX_ROWS_READ`] events.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<EventList, StoreError> {
    if let Some(message) = filter.message {
        return among(conn, server, filter, &[message], after, limit).await;
    }
    if !filter.asks_about_messages() {
        return by_kinds(conn, server, filter, after, limit).await;
    }
    if let Some(messages) = message_filter::candidates(conn, server, &filter.about).await? {
        return among(conn, server, filter, &messages, after, limit).await;
    }
    for rows in [FIRST_ROWS_READ, MAX_ROWS_READ] {
        let until = boundary(conn, server, filter, after, rows).await?;
        let found = range(conn, server, filter, &filter.kinds, (after, until), limit).await?;
        let mut found = EventList::page(found, limit);
        if found.next.is_some() || until.is_none() {
            return Ok(found);
        }
        if rows == MAX_ROWS_READ {
            found.next = until;
            found.searched_until = until.map(|until| until.at);
            return Ok(found);
        }
    }
    Ok(EventList::page(Vec::new(), limit))
}

/// Without conditions on messages: an index has each kind in order.
async fn by_kinds(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<EventList, StoreError> {
    if filter.kinds.len() < 2 {
        let found = range(conn, server, filter, &filter.kinds, (after, None), limit).await?;
        return Ok(EventList::page(found, limit));
    }
    let kinds: BTreeSet<EventKind> = filter.kinds.iter().copied().collect();
    let mut found = Vec::new();
    for kind in kinds {
        found.extend(range(conn, server, filter, &[kind], (after, None), limit).await?);
    }
    found.sort_unstable_by_key(|event| Reverse((event.at, event.id)));
    Ok(EventList::page(found, limit))
}

/// Those about a few messages.
async fn among(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    messages: &[MessageId],
    after: Option<EventPosition>,
    limit: usize,
) -> Result<EventList, StoreError> {
    let tables = filter.tables(&dialect::indexed_by(conn.engine(), "events_message"));
    let mut found = Vec::new();
    let mut rest = messages;
    for count in dialect::row_groups(messages.len()) {
        let (group, others) = rest.split_at(count);
        rest = others;
        let mut sql = format!("SELECT {COLUMNS} FROM {tables}");
        let mut values: Vec<Value<'_>> = vec![server.into()];
        push_any(" AND e.message_id IN (", group.iter().map(|id| Value::from(*id)), &mut sql, &mut values);
        push_kinds(&filter.kinds, &mut sql, &mut values);
        filter.push_times(&mut sql, &mut values);
        filter.about.push_rest(conn.engine(), &mut sql, &mut values);
        push_place(AFTER, after, &mut sql, &mut values);
        // An expression, so that nobody reads all events in the order of an index to save the sorting.
        sql.push_str(" ORDER BY e.created_at + 0 DESC, e.id DESC LIMIT ?");
        values.push((limit as i64).saturating_add(1).into());
        for row in conn.fetch_all(sql, &values).await? {
            found.push(event(&row)?);
        }
    }
    found.sort_unstable_by_key(|event| Reverse((event.at, event.id)));
    Ok(EventList::page(found, limit))
}

/// Those of these kinds after the one place and not beyond the other; one more than `limit`, if there are so many.
async fn range(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    kinds: &[EventKind],
    (after, until): (Option<EventPosition>, Option<EventPosition>),
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let mut sql = format!("SELECT {COLUMNS} FROM {}", filter.tables(""));
    let mut values: Vec<Value<'_>> = vec![server.into()];
    push_kinds(kinds, &mut sql, &mut values);
    filter.push_times(&mut sql, &mut values);
    filter.about.push_rest(conn.engine(), &mut sql, &mut values);
    push_place(AFTER, after, &mut sql, &mut values);
    push_place(UNTIL, until, &mut sql, &mut values);
    sql.push_str(" ORDER BY e.created_at DESC, e.id DESC LIMIT ?");
    // One more tells whether there is a next page.
    values.push((limit as i64).saturating_add(1).into());
    conn.fetch_all(sql, &values).await?.iter().map(event).collect()
}

/// The `rows`th event of those that an index gives, if there are so many. Reads the index only.
async fn boundary(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    after: Option<EventPosition>,
    rows: i64,
) -> Result<Option<EventPosition>, StoreError> {
    let mut sql = String::from("SELECT e.created_at, e.id FROM events e WHERE e.server_id = ?");
    let mut values: Vec<Value<'_>> = vec![server.into()];
    // Several kinds are not in order anywhere; then all events count.
    if let [_] = filter.kinds.as_slice() {
        push_kinds(&filter.kinds, &mut sql, &mut values);
    }
    filter.push_times(&mut sql, &mut values);
    push_place(AFTER, after, &mut sql, &mut values);
    sql.push_str(" ORDER BY e.created_at DESC, e.id DESC LIMIT 1 OFFSET ?");
    values.push((rows - 1).into());
    let Some(row) = conn.fetch_optional(sql, &values).await? else { return Ok(None) };
    Ok(Some(EventPosition { at: row.get(0)?, id: row.get(1)? }))
}

fn push_kinds(kinds: &[EventKind], sql: &mut String, values: &mut Vec<Value<'_>>) {
    match kinds {
        [] => {}
        [kind] => {
            sql.push_str(" AND e.kind = ?");
            values.push(kind.as_str().into());
        }
        kinds => push_any(" AND e.kind IN (", kinds.iter().map(|kind| Value::from(kind.as_str())), sql, values),
    }
}

fn push_any<'a>(
    condition: &str,
    among: impl ExactSizeIterator<Item = Value<'a>>,
    sql: &mut String,
    values: &mut Vec<Value<'a>>,
) {
    sql.push_str(condition);
    sql.push_str(&vec!["?"; among.len()].join(", "));
    sql.push(')');
    values.extend(among);
}

fn push_place(condition: &str, place: Option<EventPosition>, sql: &mut String, values: &mut Vec<Value<'_>>) {
    let Some(place) = place else { return };
    sql.push_str(condition);
    values.extend([place.at.into(), place.at.into(), place.id.into()]);
}

/// Id of the newest event of these mail servers; those without any are left out.
///
/// Ids are given at the commit, so that no event with a lower id appears later.
pub async fn last_ids(conn: &mut Conn, servers: &[ServerId]) -> Result<Vec<(ServerId, i64)>, StoreError> {
    let mut found = Vec::with_capacity(servers.len());
    let mut rest = servers;
    for count in dialect::row_groups(servers.len()) {
        let (group, others) = rest.split_at(count);
        rest = others;
        let (mut sql, mut values) =
            (String::from("SELECT server_id, last_id FROM sequences WHERE kind = 'event'"), Vec::new());
        push_any(" AND server_id IN (", group.iter().map(|id| Value::from(*id)), &mut sql, &mut values);
        for row in conn.fetch_all(sql, &values).await? {
            found.push((row.get(0)?, row.get(1)?));
        }
    }
    Ok(found)
}

/// Events after the one with the id `after`, in the order of the commits, and the id up to which this was looked at:
/// at most `rows` events. `None`: there are none yet. Times of the filter are not heeded.
pub async fn follow(
    conn: &mut Conn,
    server: ServerId,
    filter: &EventFilter,
    after: i64,
    rows: i64,
) -> Result<Option<(Vec<Event>, i64)>, StoreError> {
    let row = conn
        .fetch_one(
            "SELECT MAX(id) FROM (SELECT id FROM events WHERE server_id = ? AND id > ? ORDER BY id LIMIT ?) AS next_events",
            &[server.into(), after.into(), rows.into()],
        )
        .await?;
    let Some(until) = row.get::<Option<i64>>(0)? else { return Ok(None) };
    let mut sql = format!("SELECT {COLUMNS} FROM {} AND e.id > ? AND e.id <= ?", filter.tables(""));
    let mut values: Vec<Value<'_>> = vec![server.into(), after.into(), until.into()];
    filter.about.push_rest(conn.engine(), &mut sql, &mut values);
    sql.push_str(" ORDER BY e.id");
    let found = conn.fetch_all(sql, &values).await?.iter().map(event).collect::<Result<Vec<_>, _>>()?;
    // Not in the statement: an index of kinds would be the wrong one.
    let is_wanted = |event: &Event| {
        (filter.kinds.is_empty() || filter.kinds.contains(&event.kind))
            && filter.message.is_none_or(|message| event.message_id == Some(message))
    };
    Ok(Some((found.into_iter().filter(is_wanted).collect(), until)))
}

/// The rows that events are about, as far as they are still there.
pub async fn details(conn: &mut Conn, server: ServerId, events: Vec<Event>) -> Result<Vec<EventDetails>, StoreError> {
    let ids = events.iter().flat_map(|event| event.message_id.into_iter().chain(event.bounce_id()));
    let ids: Vec<MessageId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let found = messages::find_many(conn, server, &ids).await?;
    let messages: HashMap<MessageId, _> = found.into_iter().map(|message| (message.id, message)).collect();
    let ids: Vec<DeliveryId> = events.iter().filter_map(|event| event.delivery_id).collect();
    let found = deliveries::find_many(conn, server, &ids).await?;
    let mut deliveries: HashMap<DeliveryId, _> = found.into_iter().map(|delivery| (delivery.id, delivery)).collect();
    let details = |event: Event| EventDetails {
        message: event.message_id.and_then(|id| messages.get(&id).cloned()),
        delivery: event.delivery_id.and_then(|id| deliveries.remove(&id)),
        bounce: event.bounce_id().and_then(|id| messages.get(&id).cloned()),
        event,
    };
    Ok(events.into_iter().map(details).collect())
}
