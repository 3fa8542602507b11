//! Statistics counters, added up per batch and written in its transaction.
//!
//! Each process writes rows of its own (`writer`), so that writers never wait for each other; readers sum them
//! (`store::statistics`), and what has ended is rolled up (`store::rollup`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use super::figures::{Counter, NamedCounter, NamedTotals, Totals};
use super::{Conn, StoreError, Value, dialect};
use crate::model::{ProcessId, ServerId, Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Longest tag that is told apart from others, in characters.
const MAX_TAG_CHARS: usize = 128;

/// What is counted by the minute: attempts to process a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Processed {
    Incoming,
    Outgoing,
}

/// By what outgoing mail is counted besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Domain of the recipient.
    Domain,
    Tag,
    /// Whose host took or refused the mail, see [`provider`].
    Provider,
}

impl Dimension {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Tag => "tag",
            Self::Provider => "provider",
        }
    }

    pub const ALL: [Self; 3] = [Self::Domain, Self::Tag, Self::Provider];
}

/// Whose an MX host is: its registrable domain, such as `google.com` for `aspmx.l.google.com`. `None`: it has no name.
pub fn provider(mx_host: &str) -> Option<String> {
    let host = mx_host.trim_end_matches('.').to_ascii_lowercase();
    // An address literal (RFC 5321 §4.1.3) belongs to nobody that we know.
    if host.is_empty() || host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    Some(psl::domain_str(&host).unwrap_or(&host).to_owned())
}

/// An outgoing message as the counters know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub server_id: ServerId,
    /// Domain of the recipient in lower case.
    pub domain: String,
    pub tag: Option<String>,
}

impl Subject {
    pub fn new(server_id: ServerId, rcpt_to: &str, tag: Option<&str>) -> Self {
        let domain = rcpt_to.rsplit_once('@').map_or("", |(_, domain)| domain);
        let tag = tag.map(|tag| tag.chars().take(MAX_TAG_CHARS).collect::<String>()).filter(|tag| !tag.is_empty());
        Self { server_id, domain: domain.to_lowercase(), tag }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Minute {
    incoming: i64,
    outgoing: i64,
}

/// Server, dimension, day, name.
type NameKey = (i64, Dimension, i64, String);

/// Sums of one batch. Ordered, so that all processes lock rows in the same order.
#[derive(Debug, Default)]
pub struct Counters {
    hours: BTreeMap<(i64, i64), Totals>,
    minutes: BTreeMap<(i64, i64), Minute>,
    names: BTreeMap<NameKey, NamedTotals>,
    /// Contents and their bytes as stored.
    sizes: BTreeMap<i64, (i64, i64)>,
    limits: Option<Arc<NameLimits>>,
}

impl Counters {
    /// Counters of a process that keeps an eye on how many names it counts.
    pub fn limited(limits: Arc<NameLimits>) -> Self {
        Self { limits: Some(limits), ..Self::default() }
    }

    pub fn add(&mut self, server: ServerId, at: Timestamp, counter: Counter, count: i64) {
        self.hours.entry((server.0, at.floor(HOUR).0)).or_default().add(counter, count);
    }

    /// Counts for the mail server, the domain of the recipient and the tag of an outgoing message.
    pub fn add_outgoing(&mut self, subject: &Subject, at: Timestamp, counter: Counter) {
        self.add(subject.server_id, at, counter, 1);
        let Some(named) = counter.named() else { return };
        self.domain(subject, at).add(named, 1);
        if let Some(tag) = &subject.tag {
            self.named(subject.server_id, Dimension::Tag, at, tag).add(named, 1);
        }
    }

    /// Counts a message that was taken after `took`.
    pub fn add_sent(&mut self, subject: &Subject, at: Timestamp, took: Duration) {
        self.add_outgoing(subject, at, Counter::Sent);
        let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        self.domain(subject, at).add_delivery_time(milliseconds);
        if let Some(tag) = &subject.tag {
            self.named(subject.server_id, Dimension::Tag, at, tag).add_delivery_time(milliseconds);
        }
    }

    /// A tag that was found only in the message itself: the message counts as one with this tag.
    pub fn add_tagged(&mut self, server: ServerId, tag: &str, at: Timestamp, count: i64) {
        self.named(server, Dimension::Tag, at, tag).add(NamedCounter::Outgoing, count);
    }

    /// Counts for the provider of the host that answered.
    pub fn add_provided(&mut self, server: ServerId, provider: &str, at: Timestamp, counter: NamedCounter) {
        self.named(server, Dimension::Provider, at, provider).add(counter, 1);
    }

    /// Counts a message that the provider's host took after `took`.
    pub fn add_provided_time(&mut self, server: ServerId, provider: &str, at: Timestamp, took: Duration) {
        let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        self.named(server, Dimension::Provider, at, provider).add_delivery_time(milliseconds);
    }

    pub fn add_processed(&mut self, server: ServerId, at: Timestamp, processed: Processed, count: i64) {
        let minute = self.minutes.entry((server.0, at.floor(MINUTE).0)).or_default();
        match processed {
            Processed::Incoming => minute.incoming += count,
            Processed::Outgoing => minute.outgoing += count,
        }
    }

    fn domain(&mut self, subject: &Subject, at: Timestamp) -> &mut NamedTotals {
        self.named(subject.server_id, Dimension::Domain, at, &subject.domain)
    }

    fn named(&mut self, server: ServerId, dimension: Dimension, at: Timestamp, name: &str) -> &mut NamedTotals {
        let day = at.floor(DAY).0;
        let admitted = match &self.limits {
            Some(limits) if !limits.admit(server, dimension, day, name) => "",
            _ => name,
        };
        self.names.entry((server.0, dimension, day, admitted.to_owned())).or_default()
    }

    /// Raw content that is stored now.
    pub fn add_content(&mut self, server: ServerId, stored_bytes: i64) {
        let sums = self.sizes.entry(server.0).or_default();
        *sums = (sums.0 + 1, sums.1 + stored_bytes);
    }

    /// Adds the sums to the tables.
    pub async fn write(&self, conn: &mut Conn, writer: ProcessId) -> Result<(), StoreError> {
        self.write_hours(conn, writer).await?;
        self.write_minutes(conn, writer).await?;
        let rows: Vec<_> = self
            .names
            .iter()
            .map(|((server, dimension, day, name), sums)| NameRow {
                server: ServerId(*server),
                dimension: *dimension,
                day: Timestamp(*day),
                name,
                sums: *sums,
            })
            .collect();
        add_names(conn, writer, &rows).await?;
        self.write_sizes(conn, writer).await
    }

    async fn write_hours(&self, conn: &mut Conn, writer: ProcessId) -> Result<(), StoreError> {
        if self.hours.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO hourly_counters (server_id, hour, writer, {}) VALUES (?, ?, ?{}){}",
            Totals::COLUMNS.join(", "),
            ", ?".repeat(Totals::COLUMNS.len()),
            dialect::on_conflict_add(conn.engine(), "server_id, hour, writer", "hourly_counters", Totals::COLUMNS)
        );
        for ((server, hour), sums) in &self.hours {
            let key = [(*server).into(), (*hour).into(), writer.into()];
            let values: Vec<Value<'_>> = key.into_iter().chain(sums.values()).collect();
            conn.execute(sql.clone(), &values).await?;
        }
        Ok(())
    }

    async fn write_minutes(&self, conn: &mut Conn, writer: ProcessId) -> Result<(), StoreError> {
        if self.minutes.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO minute_counters (server_id, minute, writer, incoming, outgoing) VALUES (?, ?, ?, ?, ?){}",
            dialect::on_conflict_add(
                conn.engine(),
                "server_id, minute, writer",
                "minute_counters",
                &["incoming", "outgoing"]
            )
        );
        for ((server, minute), sums) in &self.minutes {
            let values = [*server, *minute, writer.0, sums.incoming, sums.outgoing];
            conn.execute(sql.clone(), &values.map(Into::into)).await?;
        }
        Ok(())
    }

    async fn write_sizes(&self, conn: &mut Conn, writer: ProcessId) -> Result<(), StoreError> {
        if self.sizes.is_empty() {
            return Ok(());
        }
        let end = dialect::on_conflict_add(conn.engine(), "server_id, writer", "content_sizes", &["contents", "bytes"]);
        let sql = format!("INSERT INTO content_sizes (server_id, writer, contents, bytes) VALUES (?, ?, ?, ?){end}");
        for (server, (contents, bytes)) in &self.sizes {
            let values = [*server, writer.0, *contents, *bytes];
            conn.execute(sql.clone(), &values.map(Into::into)).await?;
        }
        Ok(())
    }
}

/// What is to be added to one row of `name_counters`.
#[derive(Debug, Clone)]
pub struct NameRow<'a> {
    pub server: ServerId,
    pub dimension: Dimension,
    pub day: Timestamp,
    /// Empty: all that came after too many.
    pub name: &'a str,
    pub sums: NamedTotals,
}

/// Adds to `name_counters`, many rows with one statement: mail goes to many domains at once.
pub async fn add_names(conn: &mut Conn, writer: ProcessId, rows: &[NameRow<'_>]) -> Result<(), StoreError> {
    let end = dialect::on_conflict_add(
        conn.engine(),
        "server_id, dimension, day, name, writer",
        "name_counters",
        NamedTotals::COLUMNS,
    );
    let mut rest = rows;
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let row = format!("(?, ?, ?, ?, ?{})", ", ?".repeat(NamedTotals::COLUMNS.len()));
        let sql = format!(
            "INSERT INTO name_counters (server_id, dimension, day, name, writer, {}) VALUES {}{end}",
            NamedTotals::COLUMNS.join(", "),
            vec![row; count].join(", "),
        );
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * (5 + NamedTotals::COLUMNS.len()));
        for NameRow { server, dimension, day, name, sums } in group {
            values.extend([(*server).into(), dimension.as_str().into(), (*day).into(), (*name).into(), writer.into()]);
            values.extend(sums.values());
        }
        conn.execute(sql, &values).await?;
    }
    Ok(())
}

/// How many domains, and how many tags, a process tells apart per mail server and day; the rest is counted together. A tag
/// that is another for each message must not make the tables as large as that of the messages.
pub const MAX_NAMES: usize = 1000;

/// The names that a process has counted, as hashes.
#[derive(Debug, Default)]
pub struct NameLimits(Mutex<HashMap<(i64, Dimension, i64), HashSet<u64>>>);

impl NameLimits {
    /// `false`: there are too many already.
    fn admit(&self, server: ServerId, dimension: Dimension, day: i64, name: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (server.0, dimension, day);
        if !seen.contains_key(&key) {
            // Results come a little late, but not by days.
            let oldest = (Timestamp(day) - 2 * DAY).0;
            seen.retain(|(_, _, day), _| *day >= oldest);
        }
        let names = seen.entry(key).or_default();
        let hash = hasher.finish();
        names.contains(&hash) || (names.len() < MAX_NAMES && names.insert(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_limit_are_counted_together_and_known_ones_stay() {
        let mut counters = Counters::limited(Arc::default());
        let at = Timestamp::from_seconds(86_400 * 20_000 + 5);
        let subject = |number: usize| Subject::new(ServerId(1), &format!("a@{number}.example"), None);
        for number in 0..MAX_NAMES + 7 {
            counters.add_outgoing(&subject(number), at, Counter::Outgoing);
        }
        counters.add_outgoing(&subject(0), at, Counter::Sent);
        assert_eq!(counters.names.len(), MAX_NAMES + 1);
        let of = |name: &str| counters.names[&(1, Dimension::Domain, at.floor(DAY).0, name.to_owned())];
        assert_eq!((of("").outgoing, of("0.example").sent), (7, 1));
    }

    #[test]
    fn a_provider_is_the_registrable_domain_of_its_host() {
        for (host, expected) in [
            ("aspmx.l.google.com", Some("google.com")),
            ("Example-COM.mail.protection.Outlook.com.", Some("outlook.com")),
            ("mx.mail.example.co.uk", Some("example.co.uk")),
            ("localhost", Some("localhost")),
            ("[192.0.2.1]", None),
            ("192.0.2.1", None),
            ("", None),
        ] {
            assert_eq!(provider(host).as_deref(), expected, "{host}");
        }
    }

    #[test]
    fn a_subject_is_the_domain_in_lower_case_and_a_short_tag() {
        let subject = Subject::new(ServerId(1), "\"a@b\"@Example.COM", Some(&"x".repeat(200)));
        assert_eq!(subject.domain, "example.com");
        assert_eq!(subject.tag.unwrap().len(), 128);
        assert_eq!(Subject::new(ServerId(1), "a@b.example", Some("")).tag, None);
    }
}
