//! What the audit log says about a request, without its secrets.

use percent_encoding::percent_decode_str;
use poem::Request;
use serde_json::{Map, Value, json};

use crate::accounts::audit::actor;
use crate::app::App;
use crate::http::caller::{Caller, Proof};
use crate::http::error::REQUEST_ID;
use crate::http::guard;
use crate::model::Token;
use crate::model::audit::{Actor, ActorKind, AuditObject, NewAuditEntry};
use crate::webhooks::manage::shown_url;

/// Characters of a text that are kept.
const MAX_TEXT_CHARS: usize = 1_000;
/// Characters of a name that are kept.
const MAX_NAME_CHARS: usize = 250;
/// Bytes of before and after that are kept.
const MAX_BYTES: usize = 16 * 1024;
/// Fields whose name contains one of these hide their value.
const SECRET_WORDS: [&str; 11] =
    ["passw", "secret", "token", "private", "crypt", "salt", "certificate", "otp", "recovery", "_key", "headers"];
/// As whole names: `permalink_key` is none.
const SECRET_NAMES: [&str; 4] = ["key", "code", "link", "challenge"];
const MASK: &str = "[FILTERED]";

/// Kinds of objects, by the part of a path that holds them.
const KINDS: [(&str, &str); 26] = [
    ("bulk-actions", "bulk_action"),
    ("session", "session"),
    ("me", "user"),
    ("password-resets", "user"),
    ("email-changes", "user"),
    ("sessions", "session"),
    ("tokens", "token"),
    ("users", "user"),
    ("organizations", "organization"),
    ("members", "member"),
    ("invites", "invite"),
    ("servers", "server"),
    ("domains", "domain"),
    ("track-domains", "track_domain"),
    ("credentials", "credential"),
    ("routes", "route"),
    ("http-endpoints", "http_endpoint"),
    ("smtp-endpoints", "smtp_endpoint"),
    ("address-endpoints", "address_endpoint"),
    ("messages", "message"),
    ("suppressions", "suppression"),
    ("webhooks", "webhook"),
    ("history", "webhook_request"),
    ("ip-pools", "ip_pool"),
    ("addresses", "ip_address"),
    ("ip-pool-rules", "ip_pool_rule"),
];
/// Fields that name a thing to people, the best first. Not the subject of a message, which is nobody else's business.
const NAMES: [&str; 4] = ["email_address", "name", "address", "ipv4"];

/// What an operation is about, as far as its path tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    kind: &'static str,
    /// Segment that identifies the object; `None`: it is being made, it is the caller, or there are many.
    at: Option<usize>,
    /// The path itself shows the object.
    is_item: bool,
}

impl Subject {
    /// `path`: as in the document.
    pub fn of(method: &str, path: &str) -> Self {
        let segments: Vec<&str> = path.split('/').collect();
        let kind = |segment: &&str| KINDS.iter().find(|(name, _)| name == segment).map(|(_, kind)| *kind);
        let parameter = segments.iter().rposition(|segment| segment.starts_with('{'));
        // `POST /users` makes one; `PUT /users/{user}/organizations` is about the user.
        if method == "POST"
            && let Some(made) = segments.last().and_then(kind)
        {
            return Self { kind: made, at: None, is_item: false };
        }
        let is_many = parameter.is_some_and(|at| segments.iter().skip(at).any(|segment| kind(segment).is_some()));
        if let Some(at) = parameter.filter(|_| method != "POST" || !is_many) {
            let kind = segments.iter().take(at).rev().find_map(kind).unwrap_or_default();
            let is_secret = segments.get(at) == Some(&"{link}");
            return Self { kind, at: (!is_secret).then_some(at), is_item: false };
        }
        let kind = segments.iter().rev().find_map(kind).unwrap_or_default();
        Self { kind, at: None, is_item: method == "PATCH" || method == "PUT" }
    }

    /// Where GET shows the object.
    pub fn item(&self, path: &str) -> Option<String> {
        match self.at {
            Some(at) => Some(path.split('/').take(at + 1).collect::<Vec<_>>().join("/")),
            None => self.is_item.then(|| path.to_owned()),
        }
    }
}

/// The entry of a request, as far as it is known before its work.
pub fn entry(app: &App, action: &str, request: &Request, subject: &Subject) -> NewAuditEntry {
    let caller = request.extensions().get::<Caller>();
    let actor = caller.map_or_else(Actor::nobody, actor_of);
    let segment = subject.at.and_then(|at| request.uri().path().split('/').nth(at));
    let mut object = AuditObject {
        kind: subject.kind.to_owned(),
        id: segment.map(|text| shortened(&percent_decode_str(text).decode_utf8_lossy(), MAX_NAME_CHARS)),
        name: None,
    };
    if let Some(caller) =
        caller.filter(|_| subject.at.is_none() && subject.kind == "user" && request.uri().path().starts_with("/me"))
    {
        object.id = Some(caller.user.uuid.clone());
        object.name = Some(caller.user.email_address.clone());
    }
    NewAuditEntry {
        ip_address: Some(guard::client_address(request, &app.config.postal).to_string()),
        request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        object,
        ..NewAuditEntry::new(action, actor, subject.kind, app.clock.now())
    }
}

/// Identifies and names the object by what GET shows of it.
pub fn name(object: &mut AuditObject, shown: &Value) {
    let text = |field: &str| match &shown[field] {
        Value::String(text) => Some(shortened(text, MAX_NAME_CHARS)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    object.id = text("uuid").or_else(|| text("id")).or_else(|| object.id.take());
    object.name = NAMES.iter().find_map(|field| text(field)).or_else(|| object.name.take());
}

fn actor_of(caller: &Caller) -> Actor {
    let user = actor(&caller.user);
    match &caller.proof {
        Proof::Session(_) => user,
        Proof::Token(token) => Actor { kind: ActorKind::Token, token_name: Some(token.name.clone()), ..user },
    }
}

/// A caller who may read what the real one changes: a token may write without being able to read.
pub fn reader(caller: &Caller) -> Caller {
    let proof = match &caller.proof {
        Proof::Session(session) => Proof::Session(session.clone()),
        Proof::Token(token) => Proof::Token(Token { scopes: None, ..token.clone() }),
    };
    Caller { proof, ..caller.clone() }
}

/// What of `before` a change touches; all of it when something is deleted.
pub fn touched(before: Value, body: Option<&Value>) -> Value {
    match (before, body) {
        (Value::Object(fields), Some(Value::Object(changed))) if !changed.contains_key("confirm") => {
            Value::Object(fields.into_iter().filter(|(name, _)| changed.contains_key(name)).collect())
        }
        (before, _) => before,
    }
}

/// As JSON text, with secrets masked and long texts cut. `None`: nothing to tell.
pub fn told(value: &Value) -> Option<String> {
    let masked = masked(value);
    if masked.is_null() || masked.as_object().is_some_and(Map::is_empty) {
        return None;
    }
    let text = masked.to_string();
    Some(if text.len() > MAX_BYTES { json!({ "omitted_bytes": text.len() }).to_string() } else { text })
}

fn masked(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|(name, value)| {
                    let is_hidden = is_secret(name) && !value.is_boolean() && !value.is_null();
                    let told = match value {
                        _ if is_hidden => MASK.into(),
                        Value::String(url) if name == "url" => shown_url(url).into(),
                        value => masked(value),
                    };
                    (name.clone(), told)
                })
                .collect(),
        ),
        Value::Array(elements) => Value::Array(elements.iter().map(masked).collect()),
        Value::String(text) => Value::String(shortened(text, MAX_TEXT_CHARS)),
        other => other.clone(),
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_NAMES.contains(&name.as_str()) || SECRET_WORDS.iter().any(|word| name.contains(word))
}

fn shortened(text: &str, max_chars: usize) -> String {
    let mut short: String = text.chars().take(max_chars).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_what_a_request_is_about() {
        let server = "/organizations/{org}/servers/{server}";
        for (method, path, kind, at, item) in [
            ("POST", "/users", "user", None, None),
            ("PUT", "/users/{user}/organizations", "user", Some(2), Some("/users/{user}")),
            ("PATCH", "/organizations/{org}", "organization", Some(2), Some("/organizations/{org}")),
            ("POST", "/organizations/{org}/servers", "server", None, None),
            ("POST", "/organizations/{org}/servers/{server}/suspend", "server", Some(4), Some(server)),
            ("POST", "/organizations/{org}/servers/{server}/suppressions/import", "suppression", None, None),
            ("POST", "/organizations/{org}/servers/{server}/webhooks/history/replay", "webhook_request", None, None),
            ("DELETE", "/me/sessions", "session", None, None),
            ("PUT", "/me/password", "user", None, Some("/me/password")),
            ("POST", "/invites/{link}/accept", "invite", None, None),
        ] {
            let subject = Subject::of(method, path);
            assert_eq!((subject.kind, subject.at), (kind, at), "{method} {path}");
            assert_eq!(subject.item(path).as_deref(), item, "{method} {path}");
        }
    }

    #[test]
    fn secrets_are_masked_at_any_depth_and_flags_are_not() {
        let body = json!({ "name": "x", "password": "hunter2", "has_password": true, "permalink": "acme",
            "list": [{ "api_key": "abc", "key": "def", "current_password": null }] });
        let expected = json!({ "name": "x", "password": "[FILTERED]", "has_password": true, "permalink": "acme",
            "list": [{ "api_key": "[FILTERED]", "key": "[FILTERED]", "current_password": null }] });
        assert_eq!(masked(&body), expected);
        assert_eq!(told(&json!({})), None);
    }

    #[test]
    fn long_texts_are_cut_and_large_bodies_left_out() {
        let told_text = told(&json!({ "note": "x".repeat(2000) })).unwrap();
        assert_eq!(told_text.chars().filter(|c| *c == 'x').count(), MAX_TEXT_CHARS);
        let many: Vec<String> = (0..100).map(|_| "y".repeat(900)).collect();
        assert!(told(&json!({ "many": many })).unwrap().contains("omitted_bytes"));
    }

    #[test]
    fn only_what_changes_is_told_of_how_it_was() {
        let before = json!({ "name": "old", "mode": "Live" });
        assert_eq!(touched(before.clone(), Some(&json!({ "name": "new" }))), json!({ "name": "old" }));
        assert_eq!(touched(before.clone(), None), before);
        assert_eq!(touched(before.clone(), Some(&json!({ "confirm": "old" }))), before);
    }
}
