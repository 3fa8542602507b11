//! Telling that a domain's records are not right: events of the mail servers that send with it, mails to people.
//!
//! 3.3 repeats its event every hour while a server's domain fails, and is silent about an organization's domains. Here
//! every mail server that may use the domain gets one event whenever what fails changes, and people one mail when a domain
//! breaks that was right before.

use serde_json::{Value, json};

use super::mails;
use crate::config::Config;
use crate::model::{Check, CheckStatus, Domain, DomainOwner, EventKind, MailServer, NewEvent, NewMail, Timestamp};
use crate::store::{Conn, StoreError, domain_checks, events, mails as outbox, organizations, servers};

/// Mail servers of an organization that are read at once.
const PAGE: i64 = 200;

/// What is told this time.
#[derive(Debug, Default)]
pub struct Told {
    /// New value of [`Domain::dns_alert`].
    pub alert: Option<String>,
    /// New value of [`Domain::dns_mailed_at`].
    pub mailed_at: Option<Timestamp>,
    pub events: Vec<NewEvent>,
}

/// Queues the mails, and answers the events, which are recorded at the end of the transaction. `domain`: broken, after a
/// scheduled check.
pub async fn told(conn: &mut Conn, domain: &Domain, config: &Config, now: Timestamp) -> Result<Told, StoreError> {
    let alert = statuses(domain);
    if domain.dns_alert.as_ref() == Some(&alert) {
        return Ok(Told::default());
    }
    let servers = concerned(conn, domain).await?;
    let data = |server: &MailServer| Some(payload(domain, server));
    let events = servers.iter().map(|server| NewEvent {
        server_id: server.id,
        kind: EventKind::DomainDnsError,
        message_id: None,
        delivery_id: None,
        data: data(server),
        at: now,
    });
    let events = events.collect();
    // A domain that has never been right is still being set up by those whom a mail would tell.
    let has_broken = domain.dns_ok_at.is_some_and(|ok_at| domain.dns_mailed_at.is_none_or(|at| at < ok_at));
    if has_broken {
        queue_mails(conn, domain, &servers, config, now).await?;
    }
    Ok(Told { alert: Some(alert), mailed_at: has_broken.then_some(now), events })
}

/// At the end of the transaction.
pub async fn record(conn: &mut Conn, told: &[NewEvent]) -> Result<(), StoreError> {
    events::record(conn, told).await
}

/// What has to change for another alert.
fn statuses(domain: &Domain) -> String {
    let status = |check: &Check| check.status.map_or("-", CheckStatus::as_str);
    format!(
        "spf={} dkim={} mx={} return_path={}",
        status(&domain.spf),
        status(&domain.dkim),
        status(&domain.mx),
        status(&domain.return_path)
    )
}

/// The mail servers that may send with the domain.
async fn concerned(conn: &mut Conn, domain: &Domain) -> Result<Vec<MailServer>, StoreError> {
    let organization = match domain.owner {
        DomainOwner::Server(id) => return Ok(servers::find(conn, id).await?.into_iter().collect()),
        DomainOwner::Organization(id) => id,
    };
    let mut all: Vec<MailServer> = Vec::new();
    loop {
        let after = all.last().map(|server| (server.name.as_str(), server.id.0));
        let page = servers::list(conn, organization, None, after, PAGE).await?;
        let is_last = (page.len() as i64) < PAGE;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

/// The payload of `DomainDNSError` as in 3.3, in its order.
fn payload(domain: &Domain, server: &MailServer) -> Value {
    let mut payload = json!({
        "server": {
            "uuid": server.uuid,
            "name": server.name,
            "permalink": server.permalink,
            "organization": server.organization_permalink,
        },
        "domain": domain.name,
        "uuid": domain.uuid,
        "dns_checked_at": domain.dns_checked_at.map(|at| at.0 as f64 / 1_000_000.0),
    });
    let checks =
        [("spf", &domain.spf), ("dkim", &domain.dkim), ("mx", &domain.mx), ("return_path", &domain.return_path)];
    if let Value::Object(fields) = &mut payload {
        for (name, check) in checks {
            fields.insert(format!("{name}_status"), check.status.map(CheckStatus::as_str).into());
            fields.insert(format!("{name}_error"), check.error.clone().into());
        }
    }
    payload
}

async fn queue_mails(
    conn: &mut Conn,
    domain: &Domain,
    servers: &[MailServer],
    config: &Config,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(organization) = organizations::find(conn, domain.organization_id).await? else { return Ok(()) };
    let server = match domain.owner {
        DomainOwner::Server(_) => servers.first(),
        DomainOwner::Organization(_) => None,
    };
    let (subject, body) = mails::broken(domain, &organization, server, config);
    for user in domain_checks::responsible(conn, organization.id).await? {
        let mail = NewMail { recipient: user.email_address, subject: subject.clone(), body: body.clone() };
        outbox::insert(conn, &mail, now).await?;
    }
    Ok(())
}
