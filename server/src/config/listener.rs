//! More addresses that the SMTP server listens on.

use std::net::SocketAddr;

use super::setting::{Bad, Cast, ListItem, Setting, parse_address, words};
use super::yaml::{Data, Node};

/// One more address of the SMTP server. What is `None` is as the section says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    pub address: SocketAddr,
    pub tls: Option<ListenerTls>,
    /// Expect a PROXY protocol header.
    pub proxy: Option<bool>,
    /// Offer AUTH only inside TLS.
    pub auth_requires_tls: Option<bool>,
    /// Takes mail from authenticated clients only (RFC 6409), none for our own addresses.
    pub submission: Option<bool>,
}

/// RFC 6409 §3.1.
const SUBMISSION_PORT: u16 = 587;

impl Listener {
    /// What `submission` says, or the port and the kind of TLS (RFC 8314 §3.3).
    pub fn is_submission(&self) -> bool {
        self.submission.unwrap_or(self.address.port() == SUBMISSION_PORT || self.tls == Some(ListenerTls::Implicit))
    }
}

words! {
    /// TLS of a listener.
    ListenerTls, "`none`, `starttls` or `implicit`", unset None {
        None = "none",
        /// Offered (RFC 3207).
        StartTls = "starttls",
        /// From the first byte (RFC 8314 §3.3).
        Implicit = "implicit",
    }
}

const EXPECTED: &str =
    "a map with `address: host:port` and optionally `tls`, `proxy`, `auth_requires_tls`, `submission`";

impl ListItem for Listener {
    const LIST_TYPE: &'static str = "list of listeners";

    fn cast_item(node: &Node, cast: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        match &node.data {
            Data::Map(entries) => from_entries(node, entries, cast).map(Some),
            Data::List(_) => Err(Bad::new(node, EXPECTED)),
            Data::Scalar { .. } => {
                // In a variable: `address:port?tls=starttls&proxy=true`.
                let text = node.scalar(EXPECTED)?;
                let (address, query) = text.split_once('?').unwrap_or((text, ""));
                let mut entries = vec![("address".to_owned(), Node::at(node.line, address))];
                for pair in query.split('&').filter(|pair| !pair.is_empty()) {
                    let (key, value) = pair.split_once('=').ok_or_else(|| Bad::new(node, EXPECTED))?;
                    entries.push((key.to_owned(), Node::at(node.line, value)));
                }
                from_entries(node, &entries, cast).map(Some)
            }
        }
    }
}

fn from_entries(node: &Node, entries: &[(String, Node)], cast: &mut Cast) -> Result<Listener, Vec<Bad>> {
    let (mut address, mut port, mut tls, mut proxy) = (None, None, None, None);
    let (mut auth_requires_tls, mut submission) = (None, None);
    for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
        match key.as_str() {
            "address" => address = Some(value),
            "port" => port = Some(u16::cast(value, cast)?),
            "tls" => tls = Some(ListenerTls::cast(value, cast)?),
            "proxy" | "proxy_protocol" => proxy = Some(bool::cast(value, cast)?),
            "auth_requires_tls" => auth_requires_tls = Some(bool::cast(value, cast)?),
            "submission" => submission = Some(bool::cast(value, cast)?),
            _ => return Err(vec![Bad { line: value.line, expected: EXPECTED.to_owned(), found: Some(key.clone()) }]),
        }
    }
    let address = address.ok_or_else(|| Bad::new(node, EXPECTED))?;
    let text = address.scalar(EXPECTED)?.trim();
    let socket = match port {
        Some(port) => parse_address(text).map(|ip| SocketAddr::new(ip, port)),
        None => text.parse().ok(),
    };
    let address = socket.ok_or_else(|| Bad::new(address, "an address with port such as 0.0.0.0:587 or [::]:587"))?;
    Ok(Listener { address, tls, proxy, auth_requires_tls, submission })
}
