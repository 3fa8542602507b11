//! Signatures of Standard Webhooks 1.0: HMAC-SHA256 with a secret of the webhook over id, time and body.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::model::Timestamp;
use crate::random::Random;

/// What secrets begin with.
const PREFIX: &str = "whsec_";
/// Bytes of a new secret; the standard allows 24 to 64.
const SECRET_BYTES: usize = 32;

/// `whsec_` and base64.
pub fn new_secret(random: &Random) -> String {
    format!("{PREFIX}{}", STANDARD.encode(random.bytes::<SECRET_BYTES>()))
}

/// The three header fields. `secrets`: the current one first; each makes a signature, and a receiver needs to know one.
/// `now`: the time of this attempt.
pub fn header_fields(secrets: &[String], id: &str, now: Timestamp, body: &[u8]) -> Vec<(&'static str, String)> {
    let seconds = now.0.div_euclid(1_000_000);
    let signatures: Vec<String> = secrets.iter().map(|secret| sign(secret, id, seconds, body)).collect();
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}

fn sign(secret: &str, id: &str, seconds: i64, body: &[u8]) -> String {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX).unwrap_or(secret)).unwrap_or_else(|_| secret.into());
    let mut signer = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &key));
    signer.update(format!("{id}.{seconds}.").as_bytes());
    signer.update(body);
    format!("v1,{}", STANDARD.encode(signer.sign().as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's reference libraries.
    #[test]
    fn the_published_example_comes_out() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let now = Timestamp::from_seconds(1_614_265_330);
        let fields = header_fields(
            std::slice::from_ref(&secret),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            now,
            b"{\"test\": 2432232314}",
        );
        assert_eq!(
            fields,
            [
                ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned()),
                ("webhook-timestamp", "1614265330".to_owned()),
                ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=".to_owned()),
            ]
        );
        let two = header_fields(&[secret.clone(), secret.clone()], "a", now, b"");
        assert_eq!(two[2].1, format!("{0} {0}", header_fields(&[secret], "a", now, b"")[2].1));
    }

    #[test]
    fn secrets_have_32_bytes() {
        let secret = new_secret(&Random::seeded(1));
        assert_eq!(STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap().len(), 32);
    }
}
