//! Claims of the provider, read as a person.

use serde_json::{Map, Value};

use crate::accounts::users::email_address;
use crate::config::Oidc;
use crate::model::{MAX_TEXT_CHARS, Violations};

/// Whom the provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub uid: String,
    /// `None`: not told, or nothing that an address could be.
    pub email_address: Option<String>,
    /// `None`: the provider does not say.
    pub is_email_verified: Option<bool>,
    /// `None`: not told, or one word only.
    pub name: Option<(String, String)>,
    /// The only word of the name, or the first.
    pub first_word: Option<String>,
    /// `None`: the provider does not say.
    pub groups: Option<Vec<String>>,
}

impl Person {
    /// `None`: nobody is named. An empty uid would be the same for everybody.
    pub fn read(claims: &Map<String, Value>, config: &Oidc) -> Option<Self> {
        let uid = text(claims, &config.uid_field)
            .filter(|uid| uid.chars().count() <= MAX_TEXT_CHARS && !uid.chars().any(char::is_control))?;
        let address = text(claims, &config.email_address_field).and_then(|text| {
            let mut violations = Violations::new();
            let address = email_address(&text, &mut violations);
            violations.is_empty().then_some(address)
        });
        let name = text(claims, &config.name_field);
        // 3.3: split at the first white space.
        let mut words = name.as_deref().unwrap_or_default().splitn(2, char::is_whitespace);
        let first_word = words.next().and_then(|word| field(word, "/first_name"));
        let last = words.next().and_then(|rest| field(rest, "/last_name"));
        // OpenID Connect Core 1.0 §5.1: it speaks of the claim `email`, of no other.
        let speaks_of_it = config.email_address_field == "email";
        Some(Self {
            uid,
            email_address: address,
            is_email_verified: claims.get("email_verified").filter(|_| speaks_of_it).and_then(boolean),
            name: first_word.clone().zip(last),
            first_word,
            groups: claims.get(&config.groups_field).map(texts),
        })
    }
}

/// A claim as text, without surrounding space; `None`: absent, blank, or something else.
fn text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match claims.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// As a user's field would be accepted.
fn field(text: &str, name: &str) -> Option<String> {
    let mut violations = Violations::new();
    let text = violations.required_text(name, text);
    violations.is_empty().then_some(text)
}

/// Some providers write booleans as texts.
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Config;

    fn read(claims: Value) -> Option<Person> {
        Person::read(claims.as_object().unwrap(), &Config::default().oidc)
    }

    #[test]
    fn whoever_has_no_uid_is_nobody() {
        for claims in [
            json!({}),
            json!({ "sub": "" }),
            json!({ "sub": " " }),
            json!({ "sub": null }),
            json!({ "sub": ["a"] }),
            json!({ "sub": "a\u{0}" }),
            json!({ "sub": "x".repeat(256) }),
        ] {
            assert_eq!(read(claims.clone()), None, "{claims}");
        }
        assert_eq!(read(json!({ "sub": 17 })).unwrap().uid, "17");
    }

    #[test]
    fn a_name_is_split_at_its_first_space_and_one_word_is_no_name() {
        for (name, expected) in [
            (json!("Ada Lovelace"), Some(("Ada", "Lovelace"))),
            (json!(" Ada  King Noel "), Some(("Ada", "King Noel"))),
            (json!("Ada"), None),
            (json!(""), None),
            (json!("Ada \u{0}"), None),
        ] {
            let person = read(json!({ "sub": "1", "name": name })).unwrap();
            let expected = expected.map(|(first, last)| (first.to_owned(), last.to_owned()));
            assert_eq!(person.name, expected, "{name}");
        }
    }

    #[test]
    fn addresses_and_what_is_said_of_them_are_read_with_care() {
        let person = |claims: Value| read(claims).unwrap();
        let said = |value: Value| person(json!({ "sub": "1", "email_verified": value })).is_email_verified;
        assert_eq!(said(json!(true)), Some(true));
        assert_eq!(said(json!("false")), Some(false));
        assert_eq!(said(json!("perhaps")), None);
        assert_eq!(person(json!({ "sub": "1", "email": "nonsense" })).email_address, None);
        let mut config = Config::default();
        config.oidc.email_address_field = "upn".to_owned();
        let claims = json!({ "sub": "1", "upn": "a@x.example", "email": "b@x.example", "email_verified": true });
        let person = Person::read(claims.as_object().unwrap(), &config.oidc).unwrap();
        assert_eq!((person.email_address.as_deref(), person.is_email_verified), (Some("a@x.example"), None));
    }

    #[test]
    fn groups_are_a_list_of_texts() {
        let groups = |value: Value| read(json!({ "sub": "1", "groups": value })).unwrap().groups.unwrap();
        assert_eq!(groups(json!(["a", 1, "b"])), ["a", "b"]);
        assert_eq!(groups(json!("a")), ["a"]);
        assert_eq!(groups(json!(null)), [""; 0]);
        assert_eq!(read(json!({ "sub": "1" })).unwrap().groups, None);
    }
}
