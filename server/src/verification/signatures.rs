//! DKIM signatures (RFC 6376, RFC 8301) and ARC chains (RFC 8617).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::join_all;
use mail_auth::arc::ArcError;
use mail_auth::common::crypto::{Algorithm, CryptoError};
use mail_auth::common::headers::Header;
use mail_auth::dkim::{DkimError, Signature};
use mail_auth::{AuthenticatedMessage, DkimResult, DnsError, Error};
use postal_mail::header;

use super::{AuthResult, DkimSignature, Lookup, dmarc, normal_domain};

/// RFC 6376 §6.1 lets a verifier limit what it tries; more than a handful serve nobody but those who want to keep us busy.
const MAX_SIGNATURES: usize = 8;
/// Bodies beyond this are hashed where they hold up nobody.
const LARGE_BODY: usize = 64 * 1024;

pub struct Arc {
    pub result: AuthResult,
    pub sealers: Vec<String>,
}

/// A mail whose signatures were read and whose body was hashed.
pub struct Mail<'a> {
    /// `None`: there is no header.
    message: Option<AuthenticatedMessage<'a>>,
    from_domains: Vec<String>,
}

impl<'a> Mail<'a> {
    pub async fn parse(content: &'a [u8]) -> Self {
        let (section, body) = header::split(content);
        // The library would hash the body at once, in this thread. Given the header section alone it reads which hashes
        // are needed. Signatures of a part of the body (`l=`) are not hashed, so there are four kinds at most.
        let mut message = AuthenticatedMessage::parse(section);
        if let Some(message) = &mut message {
            hash_body(message, body).await;
        }
        let mut from_domains: Vec<String> = Vec::new();
        for address in message.iter().flat_map(|message| &message.from) {
            if let Some(domain) = address.rsplit_once('@').and_then(|(_, domain)| normal_domain(domain))
                && !from_domains.contains(&domain)
            {
                from_domains.push(domain);
            }
        }
        Self { message, from_domains }
    }

    /// Each domain that `From` names, in order (RFC 7489 §3: Author Domains).
    pub fn authors(&self) -> &[String] {
        &self.from_domains
    }

    /// Each signature for itself and all at once: one whose DNS is silent must not keep another from being verified.
    pub async fn verify_dkim(&self, lookup: &Lookup<'_>) -> Vec<DkimSignature> {
        let Some(message) = &self.message else { return Vec::new() };
        let is_signature = |field: &&Header<'a, Error>| field.name.trim_ascii().eq_ignore_ascii_case(b"DKIM-Signature");
        let unreadable = message.errors.iter().filter(is_signature).map(|field| unreadable(&field.header));
        // Those that count for DMARC first, lest others crowd them out.
        let is_foreign = |field: &&Header<'a, Signature>| {
            let domain = normal_domain(&field.header.d).unwrap_or_default();
            !self.from_domains.iter().any(|from| dmarc::is_same_organization(from, &domain))
        };
        let mut fields: Vec<&Header<'a, Signature>> = message.dkim_headers.iter().collect();
        fields.sort_by_key(is_foreign);
        let verified =
            join_all(fields.into_iter().take(MAX_SIGNATURES).map(|field| verify_one(lookup, message, field)));
        let mut signatures = verified.await;
        signatures.extend(unreadable.take(MAX_SIGNATURES));
        signatures.truncate(MAX_SIGNATURES);
        signatures
    }

    pub async fn verify_arc(&self, lookup: &Lookup<'_>) -> Arc {
        let none = Arc { result: AuthResult::None, sealers: Vec::new() };
        let Some(message) = &self.message else { return none };
        if message.as_headers.is_empty() && message.ams_headers.is_empty() && message.aar_headers.is_empty() {
            return Arc { result: if message.has_arc_errors { AuthResult::Fail } else { AuthResult::None }, ..none };
        }
        let mut sealers: Vec<String> =
            message.as_headers.iter().filter_map(|seal| normal_domain(&seal.header.d)).collect();
        // RFC 8617 §5.1.1.1: at most 50 sets.
        sealers.truncate(50);
        let result = match lookup.authenticator() {
            Err(_) => AuthResult::TempError,
            Ok(authenticator) => match lookup.in_time(authenticator.verify_arc(message)).await {
                None => AuthResult::TempError,
                Some(output) => match output.result() {
                    DkimResult::Pass => AuthResult::Pass,
                    DkimResult::TempError(_) => AuthResult::TempError,
                    // The library gives none for seals without a signature, which is a broken chain.
                    DkimResult::None | DkimResult::Neutral(_) | DkimResult::Fail(_) | DkimResult::PermError(_) => {
                        AuthResult::Fail
                    }
                },
            },
        };
        Arc { result, sealers }
    }
}

async fn hash_body(message: &mut AuthenticatedMessage<'_>, body: &[u8]) {
    let kinds: Vec<_> =
        message.body_hashes.iter().map(|(canonical, algorithm, length, _)| (*canonical, *algorithm, *length)).collect();
    if kinds.is_empty() {
        return;
    }
    let hash = move |body: &[u8]| -> Vec<Vec<u8>> {
        kinds
            .iter()
            .map(|(canonical, algorithm, length)| {
                algorithm.hash(canonical.canonical_body(body, *length)).as_ref().to_vec()
            })
            .collect()
    };
    let hashes = if body.len() <= LARGE_BODY {
        hash(body)
    } else {
        let body = body.to_vec();
        tokio::task::spawn_blocking(move || hash(&body)).await.unwrap_or_default()
    };
    for (entry, hash) in message.body_hashes.iter_mut().zip(hashes) {
        entry.3 = hash;
    }
}

async fn verify_one<'a>(
    lookup: &Lookup<'_>,
    message: &AuthenticatedMessage<'a>,
    field: &Header<'a, Signature>,
) -> DkimSignature {
    let mut signature = field.header.clone();
    // No failure reports (RFC 6651) and no third-party signatures (RFC 6541): both cost look-ups, and nobody asks.
    signature.r = false;
    signature.atps = None;
    let (result, reason) = outcome(lookup, message, field, signature).await;
    DkimSignature {
        result,
        domain: normal_domain(&field.header.d).unwrap_or_default(),
        selector: field.header.s.clone(),
        prefix: STANDARD.encode(field.header.b.get(..6).unwrap_or(&field.header.b)),
        reason: reason.map(Cow::into_owned),
    }
}

async fn outcome<'a>(
    lookup: &Lookup<'_>,
    message: &AuthenticatedMessage<'a>,
    field: &Header<'a, Signature>,
    signature: Signature,
) -> (AuthResult, Option<Cow<'static, str>>) {
    // RFC 6376 §5.4: a signature that does not cover From says nothing about it.
    if !signature.h.iter().any(|name| name.trim().eq_ignore_ascii_case("from")) {
        return (AuthResult::PermError, Some("From is not signed".into()));
    }
    // RFC 8301 §3.1.
    if signature.a == Algorithm::RsaSha1 {
        return (AuthResult::PermError, Some("SHA-1 is not accepted".into()));
    }
    let Ok(authenticator) = lookup.authenticator() else {
        return (AuthResult::TempError, Some("no name servers".into()));
    };
    let single = AuthenticatedMessage {
        headers: message.headers.clone(),
        from: message.from.clone(),
        body_hashes: message.body_hashes.clone(),
        dkim_headers: vec![Header::new(field.name, field.value, signature)],
        ..AuthenticatedMessage::default()
    };
    let Some(outputs) = lookup.in_time(authenticator.verify_dkim(&single)).await else {
        return (AuthResult::TempError, Some("DNS did not answer in time".into()));
    };
    match outputs.first().map(mail_auth::DkimOutput::result) {
        Some(DkimResult::Pass) => (AuthResult::Pass, None),
        Some(DkimResult::Fail(error)) => (AuthResult::Fail, Some(explain(error))),
        Some(DkimResult::TempError(error)) => (AuthResult::TempError, Some(explain(error))),
        Some(DkimResult::PermError(error)) => (AuthResult::PermError, Some(explain(error))),
        // RFC 8601 §2.7.1: neutral is for what cannot be processed.
        Some(DkimResult::Neutral(error)) => match error {
            Error::Dkim(DkimError::FailedBodyHashMatch | DkimError::SignatureExpired) => {
                (AuthResult::Fail, Some(explain(error)))
            }
            _ => (AuthResult::Neutral, Some(explain(error))),
        },
        Some(DkimResult::None) | None => (AuthResult::None, None),
    }
}

/// A field that the library refused to take as a signature.
fn unreadable(error: &Error) -> DkimSignature {
    let result = match error {
        // RFC 8601 §2.7.1 names it as the example: more could be added below what is signed.
        Error::Dkim(DkimError::SignatureLength) => AuthResult::Policy,
        _ => AuthResult::Neutral,
    };
    DkimSignature {
        result,
        domain: String::new(),
        selector: String::new(),
        prefix: String::new(),
        reason: Some(explain(error).into_owned()),
    }
}

fn explain(error: &Error) -> Cow<'static, str> {
    match error {
        Error::Dkim(DkimError::FailedBodyHashMatch) | Error::Arc(ArcError::FailedBodyHashMatch) => {
            "the body was changed".into()
        }
        Error::Dkim(DkimError::SignatureExpired) => "the signature has expired".into(),
        Error::Dkim(DkimError::SignatureLength) => "only a part of the body is signed (l=)".into(),
        Error::Dkim(DkimError::RevokedPublicKey) => "the key was revoked".into(),
        Error::Crypto(CryptoError::FailedVerification) => "the signature does not match".into(),
        Error::Dns(DnsError::RecordNotFound(_)) => "there is no key".into(),
        Error::Dns(DnsError::InvalidRecordType) | Error::ParseError | Error::Base64 => "the key is broken".into(),
        Error::Dns(DnsError::Resolver(_)) => "DNS did not answer".into(),
        other => other.to_string().into(),
    }
}
