//! SMTP endpoints.

use std::net::IpAddr;

use postal_mail::address::normalize_domain;

use super::{Routing, RoutingError, Used};
use crate::model::{
    EndpointRef, MailServer, ServerId, SmtpEndpoint, SmtpEndpointId, SslMode, ViolationCode, Violations,
};
use crate::store::{audit, endpoints};

/// A submitted new SMTP endpoint.
#[derive(Debug, Clone)]
pub struct SmtpEndpointForm {
    pub name: String,
    pub hostname: String,
    /// `None`: the usual one.
    pub port: Option<i64>,
    pub ssl_mode: SslMode,
}

/// A submitted change; outer `None`: stays as it is, inner `None`: cleared.
#[derive(Debug, Clone, Default)]
pub struct SmtpEndpointChange {
    pub name: Option<String>,
    pub hostname: Option<String>,
    pub port: Option<Option<i64>>,
    pub ssl_mode: Option<SslMode>,
}

impl Routing {
    pub async fn create_smtp_endpoint(
        &self,
        server: &MailServer,
        form: &SmtpEndpointForm,
    ) -> Result<SmtpEndpoint, RoutingError> {
        let mut violations = Violations::new();
        let now = self.clock.now();
        let mut endpoint = SmtpEndpoint {
            id: SmtpEndpointId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            name: violations.required_text("/name", &form.name),
            hostname: hostname("/hostname", &form.hostname, &mut violations),
            port: port("/port", form.port, &mut violations),
            ssl_mode: form.ssl_mode,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        violations.into_result()?;
        let mut tx = self.store.begin().await?;
        endpoint.id = endpoints::smtp::insert(&mut tx, &endpoint).await?;
        audit::object(&endpoint.uuid, &endpoint.name);
        tx.commit().await?;
        Ok(endpoint)
    }

    pub async fn find_smtp_endpoint(
        &self,
        server: ServerId,
        uuid: &str,
    ) -> Result<Option<Used<SmtpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let Some(endpoint) = endpoints::smtp::find_by_uuid(&mut conn, server, uuid).await? else { return Ok(None) };
        let used = self.used(&mut conn, vec![endpoint], |it| EndpointRef::Smtp(it.id)).await?;
        Ok(used.into_iter().next())
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list_smtp_endpoints(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Used<SmtpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let found = endpoints::smtp::list(&mut conn, server, after, limit).await?;
        self.used(&mut conn, found, |it| EndpointRef::Smtp(it.id)).await
    }

    pub async fn update_smtp_endpoint(
        &self,
        endpoint: &SmtpEndpoint,
        change: &SmtpEndpointChange,
    ) -> Result<SmtpEndpoint, RoutingError> {
        let mut changed = endpoint.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        if let Some(text) = &change.hostname {
            changed.hostname = hostname("/hostname", text, &mut violations);
        }
        if let Some(number) = change.port {
            changed.port = port("/port", number, &mut violations);
        }
        violations.into_result()?;
        changed.ssl_mode = change.ssl_mode.unwrap_or(changed.ssl_mode);
        changed.updated_at = self.clock.now();
        let mut tx = self.store.begin().await?;
        endpoints::smtp::update(&mut tx, &changed).await?;
        tx.commit().await?;
        Ok(changed)
    }
}

/// A host name in lower-case A-labels, or an IP address. 3.3: `[a-z0-9.-]*`.
fn hostname(field: &str, text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text(field, text);
    if violations.names(field) {
        return text;
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.to_string();
    }
    // `300.1.2.3` and `1` are mistyped addresses, not names.
    let is_name = |name: &str| {
        let is_numeric = name.rsplit('.').next().is_some_and(|top| top.bytes().all(|byte| byte.is_ascii_digit()));
        let is_label = |label: &str| !label.starts_with('-') && !label.ends_with('-');
        !is_numeric && name.len() <= 253 && !name.starts_with('[') && name.split('.').all(is_label)
    };
    match normalize_domain(&text) {
        Ok(name) if is_name(&name) => name,
        _ => {
            violations.add(field, ViolationCode::Invalid, "is not a host name or IP address");
            text
        }
    }
}

fn port(field: &str, number: Option<i64>, violations: &mut Violations) -> Option<u16> {
    let number = number?;
    if number < 1 {
        violations.add(field, ViolationCode::GreaterThanOrEqualTo, "must be greater than or equal to 1");
    } else if number > i64::from(u16::MAX) {
        violations.add(field, ViolationCode::LessThanOrEqualTo, "must be less than or equal to 65535");
    }
    u16::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_or_addresses() {
        for (text, expected) in [
            ("Mail.Example.com", Some("mail.example.com")),
            (" mail ", Some("mail")),
            ("bücher.example", Some("xn--bcher-kva.example")),
            ("10.0.0.5", Some("10.0.0.5")),
            ("[2001:DB8::1]", Some("2001:db8::1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("300.1.2.3", None),
            ("a b", None),
            ("a..b", None),
            ("-a.example", None),
            ("mail.example.com:25", None),
            ("https://example.com", None),
            ("[IPv6:::1]", None),
            ("", None),
        ] {
            let mut violations = Violations::new();
            let host = hostname("/hostname", text, &mut violations);
            assert_eq!(violations.is_empty().then_some(host.as_str()), expected, "{text}");
        }
    }
}
