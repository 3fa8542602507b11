//! What a route may be.

use postal_mail::address::Address;

use super::RouteChange;
use crate::model::route::{RETURN_PATH_NAME, WILDCARD_NAME};
use crate::model::{EndpointRef, MailServer, Route, RouteMode, ViolationCode, Violations};
use crate::store::{Conn, StoreError, domains, endpoints, routes};

/// Further endpoints that a route can have: each gets a message of its own.
const MAX_ADDITIONAL: usize = 50;
/// Any domain makes an address of a name.
const SOME_DOMAIN: &str = "name.example";

/// A changed route. Worth something only when no rule is broken.
#[derive(Debug)]
pub struct Judged {
    pub route: Route,
    /// What its mail is looked up by.
    pub key: String,
}

/// Applies a change to a route of `server`, and names every rule that the result breaks but one: that nobody else has
/// the address. In a transaction, what the route points to stays there until its end.
pub async fn apply(
    conn: &mut Conn,
    server: &MailServer,
    route: &Route,
    change: &RouteChange,
    violations: &mut Violations,
) -> Result<Judged, StoreError> {
    let mut route = route.clone();
    if let Some(name) = &change.name {
        route.name = route_name("/name", name, violations);
    }
    if let Some(domain) = &change.domain {
        set_domain(conn, server, domain.as_deref(), &mut route, violations).await?;
    }
    match (route.is_return_path(), route.domain_id) {
        (true, Some(_)) => {
            violations.add("/domain", ViolationCode::Invalid, "must be left out: the return path has no domain");
        }
        (false, None) if !violations.names("/domain") => {
            violations.add("/domain", ViolationCode::Blank, "can't be blank");
        }
        _ => {}
    }
    if let Some(selector) = &change.endpoint {
        set_target(conn, server, selector, &mut route, violations).await?;
    }
    if let Some(selectors) = &change.additional_endpoints {
        set_additional(conn, server, selectors, &mut route, violations).await?;
    }
    let is_moved = change.name.is_some() || change.endpoint.is_some() || change.additional_endpoints.is_some();
    if is_moved {
        combination(&route, change.additional_endpoints.as_deref(), violations);
    }
    route.spam_mode = change.spam_mode.unwrap_or(route.spam_mode);
    route.threat_mode = change.threat_mode.unwrap_or(route.threat_mode);
    route.dmarc_mode = change.dmarc_mode.unwrap_or(route.dmarc_mode);
    let key = match &route.domain_name {
        Some(domain) if !route.is_return_path() => routes::address_key(&unquoted(&route.name), domain),
        _ => routes::return_path_key(server.id),
    };
    Ok(Judged { route, key })
}

/// A local part (RFC 5321 §4.1.2) in its shortest form, `*` or `__returnpath__`.
///
/// 3.3: `[a-z0-9\-.]*`; here what may stand before an `@`, in any case. A `+` begins the tag of an address, so a name with
/// it would receive nothing.
fn route_name(field: &str, text: &str, violations: &mut Violations) -> String {
    let text = violations.required_text(field, text);
    if violations.names(field) || text == WILDCARD_NAME {
        return text;
    }
    if text.eq_ignore_ascii_case(RETURN_PATH_NAME) {
        return RETURN_PATH_NAME.to_owned();
    }
    let Ok(address) = Address::parse(&format!("{text}@{SOME_DOMAIN}")) else {
        let message = "is not what may stand before the @ of an address";
        violations.add(field, ViolationCode::Invalid, message);
        return text;
    };
    if address.domain() != SOME_DOMAIN {
        violations.add(field, ViolationCode::Invalid, "must not contain the @ and the domain");
    } else if address.local_part().contains('+') {
        let message = "must not contain a +: what follows it is a tag, and mail for NAME+TAG reaches the route NAME";
        violations.add(field, ViolationCode::Invalid, message);
    }
    let shortest = address.to_ascii_domain();
    shortest.strip_suffix(SOME_DOMAIN).and_then(|text| text.strip_suffix('@')).unwrap_or(&text).to_owned()
}

/// As RCPT compares it: `"a b"` is `a b`.
fn unquoted(name: &str) -> String {
    let address = Address::parse(&format!("{name}@{SOME_DOMAIN}"));
    address.map_or_else(|_| name.to_owned(), |address| address.local_part().to_owned())
}

async fn set_domain(
    conn: &mut Conn,
    server: &MailServer,
    key: Option<&str>,
    route: &mut Route,
    violations: &mut Violations,
) -> Result<(), StoreError> {
    const FIELD: &str = "/domain";
    route.domain_id = None;
    route.domain_name = None;
    let Some(key) = violations.optional_text(FIELD, key) else { return Ok(()) };
    if violations.names(FIELD) {
        return Ok(());
    }
    let key = key.to_lowercase();
    match domains::find_usable_and_keep(conn, server.id, server.organization_id, &key).await? {
        None => violations.add(FIELD, ViolationCode::Invalid, "is invalid"),
        Some(domain) => {
            if !domain.is_verified() {
                violations.add(FIELD, ViolationCode::Invalid, "has not been verified yet");
            }
            route.domain_id = Some(domain.id);
            route.domain_name = Some(domain.name);
        }
    }
    Ok(())
}

async fn set_target(
    conn: &mut Conn,
    server: &MailServer,
    selector: &str,
    route: &mut Route,
    violations: &mut Violations,
) -> Result<(), StoreError> {
    const FIELD: &str = "/endpoint";
    let selector = selector.trim();
    route.endpoint = None;
    if selector.is_empty() {
        violations.add(FIELD, ViolationCode::Blank, "must be chosen");
    } else if let Some(mode) = RouteMode::parse(selector).filter(|mode| *mode != RouteMode::Endpoint) {
        route.mode = mode;
    } else if selector.contains('#') {
        route.mode = RouteMode::Endpoint;
        route.endpoint = find_endpoint(conn, server, selector).await?;
        if route.endpoint.is_none() {
            violations.add(FIELD, ViolationCode::Invalid, "is not an endpoint of this mail server");
        }
    } else {
        let message = "must be Accept, Hold, Bounce, Reject or an endpoint such as HTTPEndpoint#UUID";
        violations.add(FIELD, ViolationCode::Inclusion, message);
    }
    Ok(())
}

async fn set_additional(
    conn: &mut Conn,
    server: &MailServer,
    selectors: &[String],
    route: &mut Route,
    violations: &mut Violations,
) -> Result<(), StoreError> {
    route.additional_endpoints.clear();
    if selectors.len() > MAX_ADDITIONAL {
        let message = format!("is too long (maximum is {MAX_ADDITIONAL} endpoints)");
        violations.add("/additional_endpoints", ViolationCode::TooLong, message);
        return Ok(());
    }
    for (index, selector) in selectors.iter().enumerate().filter(|(_, selector)| !selector.trim().is_empty()) {
        match find_endpoint(conn, server, selector.trim()).await? {
            Some(endpoint) => route.additional_endpoints.push(endpoint),
            None => {
                let field = format!("/additional_endpoints/{index}");
                violations.add(&field, ViolationCode::Invalid, "is not an endpoint of this mail server");
            }
        }
    }
    Ok(())
}

async fn find_endpoint(
    conn: &mut Conn,
    server: &MailServer,
    selector: &str,
) -> Result<Option<EndpointRef>, StoreError> {
    let Some((kind, uuid)) = selector.split_once('#').filter(|_| !selector.contains('\0')) else { return Ok(None) };
    endpoints::find_and_keep(conn, server.id, kind, uuid).await
}

/// Rules about name, endpoint and further endpoints together. `given`: the list of further endpoints, when it was
/// submitted; a broken rule is then named at the place in it.
fn combination(route: &Route, given: Option<&[String]>, violations: &mut Violations) {
    const FIELD: &str = "/additional_endpoints";
    let is_http = |endpoint: &EndpointRef| matches!(endpoint, EndpointRef::Http(_));
    if route.is_return_path() && !violations.names("/endpoint") && !route.endpoint.as_ref().is_some_and(is_http) {
        let message = "Return path routes must point to an HTTP endpoint";
        violations.add("/endpoint", ViolationCode::Invalid, message);
    }
    if route.additional_endpoints.is_empty() {
        return;
    }
    if route.mode != RouteMode::Endpoint && !violations.names("/endpoint") {
        let message = "Additional routes are not permitted unless the primary route is an actual endpoint";
        violations.add(FIELD, ViolationCode::Invalid, message);
        return;
    }
    let places: Vec<usize> =
        given.into_iter().flatten().enumerate().filter(|(_, it)| !it.trim().is_empty()).map(|(at, _)| at).collect();
    // Where one of the list was not found, the places of the others cannot be told.
    let place = |n: usize| match places.get(n).filter(|_| places.len() == route.additional_endpoints.len()) {
        Some(index) => format!("{FIELD}/{index}"),
        None => FIELD.to_owned(),
    };
    for (n, endpoint) in route.additional_endpoints.iter().enumerate() {
        let is_before = route.additional_endpoints.iter().take(n).any(|before| before == endpoint);
        if route.endpoint == Some(*endpoint) || is_before {
            violations.add(&place(n), ViolationCode::Taken, "You can only add an endpoint to a route once");
        }
        if route.is_wildcard() && !is_http(endpoint) {
            let message = "SMTP or address endpoints are not permitted on wildcard routes";
            violations.add(&place(n), ViolationCode::Invalid, message);
        }
        if route.is_return_path() && !is_http(endpoint) {
            let message = "Return path routes must point to an HTTP endpoint";
            violations.add(&place(n), ViolationCode::Invalid, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_local_parts_in_their_shortest_form() {
        for (text, expected) in [
            ("sales", Some("sales")),
            (" Sales ", Some("Sales")),
            ("first.last", Some("first.last")),
            ("a_b=c'd", Some("a_b=c'd")),
            ("*", Some("*")),
            ("__ReturnPath__", Some("__returnpath__")),
            ("\"a b\"", Some("\"a b\"")),
            ("\"plain\"", Some("plain")),
            ("jörg", Some("jörg")),
            ("a b", None),
            ("a+b", None),
            ("\"a+b\"", None),
            ("sales@shop.example", None),
            ("a@", None),
            ("<a>", None),
            ("", None),
        ] {
            let mut violations = Violations::new();
            let name = route_name("/name", text, &mut violations);
            assert_eq!(violations.is_empty().then_some(name.as_str()), expected, "{text}");
        }
        assert!(route_name_is_refused(&"a".repeat(65)));
        assert_eq!(unquoted("\"a b\""), "a b");
    }

    fn route_name_is_refused(text: &str) -> bool {
        let mut violations = Violations::new();
        route_name("/name", text, &mut violations);
        violations.names("/name")
    }
}
