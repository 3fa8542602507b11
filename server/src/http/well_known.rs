//! A few known files: the signing key of the installation, the client's address, robots.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::header;
use poem::web::Data;
use poem::{IntoResponse, Request, Response, handler};
use serde_json::json;

use super::guard;
use crate::app::App;

/// The public half of the signing key (RFC 7517), for those who check signatures of webhooks.
#[handler]
pub fn jwks(app: Data<&App>) -> Response {
    let public_key = app.keys.signing.public_key_pkcs1_der();
    let Some((modulus, exponent)) = rsa_numbers(&public_key) else {
        tracing::error!("the signing key has no public half in the expected form");
        return poem::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let body = json!({ "keys": [{
        "kty": "RSA",
        "n": URL_SAFE_NO_PAD.encode(modulus),
        "e": URL_SAFE_NO_PAD.encode(exponent),
        "use": "sig",
        "alg": "RS256",
        "kid": app.keys.signing.key_id(),
    }] });
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .body(body.to_string())
}

/// Helps to set up a proxy: `ip` is the TCP peer, `remote ip` whom we take for the client.
#[handler]
pub fn ip(request: &Request, app: Data<&App>) -> Response {
    let client = guard::client_address(request, &app.config.postal);
    let peer = guard::peer_address(request).map_or_else(|| "unknown".to_owned(), |peer| peer.to_string());
    Response::builder().content_type("text/plain; charset=utf-8").body(format!("ip: {peer} remote ip: {client}"))
}

/// Nothing here is for search engines.
#[handler]
pub fn robots() -> Response {
    Response::builder().content_type("text/plain; charset=utf-8").body("User-agent: *\nDisallow: /\n")
}

/// Modulus and exponent of `RSAPublicKey` (RFC 8017 A.1.1) without leading zeros.
fn rsa_numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (sequence, _) = element(der, 0x30)?;
    let (modulus, rest) = element(sequence, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    Some((without_zeros(modulus), without_zeros(exponent)))
}

/// Content of a DER element with this tag, and what follows it (X.690 §8.1).
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = der.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *first != tag {
        return None;
    }
    let (length, rest) = match length.checked_sub(0x80) {
        None => (usize::from(*length), rest),
        Some(count) => {
            let (bytes, rest) = rest.split_at_checked(usize::from(count).min(4))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
    };
    rest.split_at_checked(length)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.split_at_checked(zeros).map_or(bytes, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_public_key_are_found() {
        let der = [0x30, 0x0a, 0x02, 0x03, 0x00, 0xc1, 0xc2, 0x02, 0x03, 0x01, 0x00, 0x01];
        assert_eq!(rsa_numbers(&der), Some((&[0xc1, 0xc2][..], &[1, 0, 1][..])));
        assert_eq!(rsa_numbers(&[0x30, 0x05, 0x02]), None);
    }
}
