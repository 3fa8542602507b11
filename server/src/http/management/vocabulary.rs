//! What properties of the document mean whose name says nearly all, in words: a line each, by name, or by schema and name
//! where it means something else there. What needs more than that has a comment at its field instead.

use serde_json::{Map, Value};

const WORDS: &[(&str, &str)] = &[
    ("address", "E-mail address."),
    ("addresses", "IP addresses of the pool."),
    ("all_events", "With the format `legacy` the ten events of Postal 3, with `v2` all there are."),
    ("allow_sender", "Whether the `Sender` field may name a domain of the server in place of `From`."),
    ("attachments", "Files to send along."),
    ("BulkActionFilter.held", "Only those that are held, or only others."),
    ("BulkActionFilter.spam", "Only those judged to be spam, or only others."),
    ("BulkActionFilter.tag", "Only those with this tag, in any case."),
    ("clicks", "Tracked links followed."),
    ("complaints", "Complaints of recipients about a message."),
    ("created_at", "When it was made."),
    ("current_password", "The password until now."),
    ("description", "In words."),
    ("disabled_reason", "Why it was disabled, when not by a person."),
    ("dns_checked_at", "When its DNS records were last looked at."),
    ("domains_unverified", "Domains of which nobody has proven the ownership."),
    ("duration_ms", "How long it took, in milliseconds."),
    ("email", "E-mail address."),
    ("email_address", "E-mail address; there is one account for it, in any case."),
    ("enabled", "Whether requests are made."),
    ("event", "Name of the event, as the webhook's format has it."),
    ("expires_at", "Of no use afterwards."),
    ("finished_at", "When nothing was left to do."),
    ("first_name", "Given name."),
    ("full_name", "Name of the record, to the root of the DNS."),
    ("has_all_servers", "False: only those in `servers`."),
    ("headers", "Further header fields of each request."),
    ("held", "Messages that were held."),
    ("hold", "Whether messages that are sent with it are held until somebody releases them."),
    ("host", "Host name."),
    ("hostname", "What Postal calls itself (EHLO) when it sends from this address."),
    ("html", "Body as HTML."),
    ("id", "Number; never used again."),
    ("include_attachments", "With the format `Hash` only."),
    ("incoming_60_min", "Messages received within the last hour."),
    ("ip_address", "IP address of the client."),
    ("ip_pool_name", "Name of the IP pool."),
    ("ip_pools", "UUIDs of all pools that the organization shall have."),
    ("ipv4", "IPv4 address."),
    ("ipv6", "IPv6 address."),
    ("is_bounce", "Whether it reports about another message."),
    ("is_held", "Whether it waits until somebody releases it."),
    ("items", "The entries of this page."),
    ("key", "The secret itself."),
    ("key_prefix", "First characters of the key; the network for SMTP-IP."),
    ("last_failure_at", "When a request last failed."),
    ("last_name", "Family name."),
    ("last_used_at", "When it was last used."),
    ("log_smtp_data", "Whether the SMTP dialogue shall be logged; stored, and without effect so far."),
    ("machine_opens", "Of `opens`, those by programs."),
    ("message_id", "Number of the message within its mail server."),
    ("messages", "What has become of it: one per route or endpoint."),
    ("metadata", "Names and values that the application gave it."),
    ("mx_address", "IP address of the host that was spoken to."),
    ("mx_host", "Name of the host that was spoken to."),
    ("name", "For people."),
    ("network", "SMTP-IP only."),
    ("networks", "Addresses or networks that it may be used from; absent: anywhere."),
    ("note", "For people."),
    ("opens", "Loads of tracking images."),
    ("organizations", "Permalinks of the organizations that it is limited to; absent: all of its owner."),
    ("outgoing_60_min", "Messages accepted for sending within the last hour."),
    ("password", "The password."),
    ("permalink", "Part of paths."),
    ("pid", "Number of the process on its host."),
    ("points", "One for each span, the oldest first."),
    ("prefix", "First characters of the token."),
    ("previous_secret_until", "So long requests are signed with the secret before, too."),
    ("priority", "Preference of the host: the lowest is tried first."),
    ("privacy_mode", "Whether `Received` fields leave out who sent the message."),
    ("processes", "Processes that are at work on this database."),
    ("reason", "Why, in words."),
    ("removed", "How many were removed."),
    ("reply_to", "Where answers go."),
    ("scopes", "What it may do; absent: everything that its owner may do."),
    ("sent_with_tls", "Whether the connection was encrypted."),
    ("servers", "`organization/server`; absent: all mail servers."),
    ("sign_sha1", "Requests carry `X-Postal-Signature` (RSA with SHA-1) besides the other signatures."),
    ("smtp_hostname", "Host that applications send through by SMTP."),
    ("smtp_port", "Its port."),
    ("spam_failure_threshold", "From this score on a message fails."),
    ("spam_threshold", "From this score on a message is spam."),
    ("SpamCheckView.code", "Name of the rule."),
    ("started_at", "When it was started."),
    ("strip_replies", "Quoted text goes into a field of its own."),
    ("subject", "Subject."),
    ("success", "Whether the answer was one of success."),
    ("suspended", "Whether its mail is held."),
    ("suspended_at", "Since when its mail is held."),
    ("suspension_reason", "Why its mail is held."),
    ("tags", "What the application calls messages of this kind."),
    ("text", "Body as plain text."),
    ("token", "Random name of the message, which links and `/api/v1` know it by."),
    ("token_name", "Name of the token that was used."),
    ("unique_clicks", "Messages in which a link was followed for the first time."),
    ("unique_opens", "Messages opened for the first time."),
    ("updated_at", "When it was last changed."),
    ("url", "Where requests go."),
    ("uuid", "Identifier; it never changes."),
    ("value", "Content of the record."),
    ("version", "Version of the program."),
    ("web_hostname", "Host of the web interface."),
    ("will_retry", "Whether there will be another attempt."),
];

/// Adds what is missing. `schemas`: `components.schemas` of the document.
pub fn add(schemas: &mut Map<String, Value>) {
    let find = |key: &str| WORDS.iter().find(|(word, _)| *word == key);
    for (schema, described) in schemas {
        let properties = described.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            let Some(property) = property.as_object_mut().filter(|property| !is_described(property)) else { continue };
            if let Some((_, words)) = find(&format!("{schema}.{name}")).or_else(|| find(name)) {
                property.insert("description".to_owned(), (*words).into());
            }
        }
    }
}

/// What refers to another schema has its description.
fn is_described(property: &Map<String, Value>) -> bool {
    ["$ref", "allOf"].iter().any(|key| property.contains_key(*key))
        || property.get("description").is_some_and(|description| description != "")
}

#[cfg(test)]
mod tests {
    use super::super::document::tidied;
    use super::*;

    #[test]
    fn every_property_is_described() {
        let document = tidied(&super::super::service().spec());
        let schemas = document["components"]["schemas"].as_object().unwrap();
        let mut missing = Vec::new();
        for (schema, described) in schemas {
            for (name, property) in described["properties"].as_object().into_iter().flatten() {
                if !is_described(property.as_object().unwrap()) {
                    missing.push(format!("{schema}.{name}"));
                }
            }
        }
        assert!(missing.is_empty(), "a comment at the field, or a line in WORDS: {missing:#?}");
    }

    #[test]
    fn every_line_is_of_use_and_in_order() {
        let document = super::super::service().spec();
        let document: Value = serde_json::from_str(&document).unwrap();
        let names: Vec<String> = document["components"]["schemas"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(schema, described)| {
                let properties = described["properties"].as_object().into_iter().flatten();
                properties.flat_map(move |(name, _)| [name.clone(), format!("{schema}.{name}")])
            })
            .collect();
        let unused: Vec<&str> =
            WORDS.iter().map(|(word, _)| *word).filter(|word| !names.iter().any(|name| name == word)).collect();
        assert!(unused.is_empty(), "{unused:?}");
        assert!(WORDS.is_sorted_by_key(|(word, _)| word.to_lowercase()));
    }
}
