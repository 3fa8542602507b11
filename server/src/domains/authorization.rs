//! Which domain lets a mail server send a message with these authors.

use std::collections::HashMap;

use postal_mail::address::{Address, parse_mailbox_list};

use crate::model::{DomainId, MailServer};
use crate::store::{self, Conn, StoreError};

/// Domains of one header field that are looked up; a field with more is refused.
const MAX_DOMAINS: usize = 100;

/// Judgement on the authors named in a message's header section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorship {
    /// The domain that authenticates the message: that of the first author.
    Authorized(DomainId),
    /// RFC 5322 §3.6: From may occur once.
    SeveralFromFields,
    /// An author's domain is not a verified one, or there is no author at all.
    NotAuthorized,
}

/// The domain that lets `server` send as `address`.
///
/// A verified domain of that name, owned by the server or else by its organization; otherwise the server's first
/// verified domain that may be used for any. Sub-domains do not count.
pub async fn domain_for_address(
    conn: &mut Conn,
    server: &MailServer,
    address: &Address,
) -> Result<Option<DomainId>, StoreError> {
    let owned = store::domains::find_verified(conn, server.id, server.organization_id, address.domain()).await?;
    match owned {
        Some(domain) => Ok(Some(domain)),
        None => store::domains::find_verified_for_any(conn, server.id).await,
    }
}

/// Judges the values of all From and Sender fields of a message (unfolded, not decoded).
///
/// Every mailbox in them counts, those in display names too: which one a reader shows is the reader's choice.
/// 3.3: only the last address in angle brackets was judged; here: all, because `<ceo@victim>, <me@mine>` passed.
/// With [`MailServer::allow_sender`] an authorized Sender is enough.
pub async fn authorship(
    conn: &mut Conn,
    server: &MailServer,
    from: &[String],
    sender: &[String],
) -> Result<Authorship, StoreError> {
    if from.len() > 1 {
        return Ok(Authorship::SeveralFromFields);
    }
    if let Some((domain, authors)) = domain_for_field(conn, server, from).await? {
        // RFC 5322 §3.6.2: several authors need a Sender that says who sent it.
        if authors == 1 || !sender.is_empty() {
            return Ok(Authorship::Authorized(domain));
        }
    }
    if server.allow_sender
        && let Some((domain, _)) = domain_for_field(conn, server, sender).await?
    {
        return Ok(Authorship::Authorized(domain));
    }
    Ok(Authorship::NotAuthorized)
}

/// The first mailbox's domain and the number of mailboxes, when all of them are authorized and there is one.
async fn domain_for_field(
    conn: &mut Conn,
    server: &MailServer,
    values: &[String],
) -> Result<Option<(DomainId, usize)>, StoreError> {
    let mut known: HashMap<String, DomainId> = HashMap::new();
    let mut first = None;
    let mut authors = 0;
    for value in values {
        let Ok(mailboxes) = parse_mailbox_list(value) else { return Ok(None) };
        if mailboxes.is_empty() {
            return Ok(None);
        }
        for mailbox in mailboxes {
            authors += 1;
            for address in std::iter::once(mailbox.address).chain(mailbox.name_addresses) {
                let domain = match known.get(address.domain()) {
                    Some(domain) => *domain,
                    None if known.len() >= MAX_DOMAINS => return Ok(None),
                    None => {
                        let Some(domain) = domain_for_address(conn, server, &address).await? else { return Ok(None) };
                        known.insert(address.domain().to_owned(), domain);
                        domain
                    }
                };
                first.get_or_insert(domain);
            }
        }
    }
    Ok(first.map(|domain| (domain, authors)))
}
