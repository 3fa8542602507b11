//! Signatures, checked by a program that we did not write.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use postal::http_client::Signer;
use postal_mail::dkim::{KeyBits, SigningKey};

/// `openssl dgst -verify`.
fn is_verified(digest: &str, public_key_pem: &str, body: &[u8], signature: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("key.pem"), public_key_pem).unwrap();
    fs::write(path("body"), body).unwrap();
    fs::write(path("signature"), STANDARD.decode(signature).unwrap()).unwrap();
    let openssl = Command::new("openssl")
        .args(["dgst", digest, "-verify"])
        .arg(path("key.pem"))
        .arg("-signature")
        .arg(path("signature"))
        .arg(path("body"))
        .output()
        .unwrap();
    openssl.status.success() && openssl.stdout.starts_with(b"Verified OK")
}

#[tokio::test]
async fn openssl_verifies_both_signatures() {
    let key = Arc::new(SigningKey::generate(KeyBits::Bits2048).unwrap());
    let lines: Vec<String> =
        key.public_key_base64().as_bytes().chunks(64).map(|line| String::from_utf8(line.to_vec()).unwrap()).collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"));
    let signer = Signer::new(key.clone());
    for body in [&b"{\"a\":\"\xc3\xa4\"}"[..], b"", b"a=b&c=%C3%A4"] {
        let fields = signer.sign(Bytes::copy_from_slice(body)).await.unwrap();
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["X-Postal-Signature", "X-Postal-Signature-256", "X-Postal-Signature-KID"]);
        assert!(is_verified("-sha1", &pem, body, &fields[0].1));
        assert!(is_verified("-sha256", &pem, body, &fields[1].1));
        assert!(!is_verified("-sha1", &pem, b"something else", &fields[0].1));
        assert!(fields.iter().all(|(_, value)| !value.contains('\n')), "one line");
        assert_eq!(fields[2].1, key.key_id());
        assert!(fields[2].1.len() == 64 && fields[2].1.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    }
}
