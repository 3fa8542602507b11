//! Return paths that say which message they belong to, and that nobody else can make.
//!
//! `<server token>+<message id>-<signature>@<return path domain>`. 3.3 used the server's token alone; that still
//! reaches the server, but links to nothing.

use crate::model::{MessageId, ServerId};
use crate::secrets::SecretKey;

const CONTEXT: &str = "return path";
/// Characters of the signature: 16 × 5 bits, as short as a local part demands and far too many to guess by mail.
const SIGNATURE_CHARS: usize = 16;
/// Mail systems may change the case of a local part, so only characters that survive that.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const RADIX: u32 = 36;

/// The local part for a message.
pub fn local_part(key: &SecretKey, server_token: &str, server: ServerId, message: MessageId) -> String {
    format!("{server_token}+{}-{}", encode(message), signature(key, server, message))
}

/// The message that a local part or address names. `None`: it names none, or is not ours.
pub fn message(key: &SecretKey, server: ServerId, address: &str) -> Option<MessageId> {
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    let (_, tag) = local.split_once('+')?;
    let (id, signed) = tag.split_once('-')?;
    let id = MessageId(i64::from_str_radix(id, RADIX).ok().filter(|id| *id > 0)?);
    let expected = signature(key, server, id);
    let is_equal =
        aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_bytes(), signed.to_ascii_lowercase().as_bytes());
    is_equal.is_ok().then_some(id)
}

fn signature(key: &SecretKey, server: ServerId, message: MessageId) -> String {
    let mut data = [0; 16];
    let numbers = server.0.to_be_bytes().into_iter().chain(message.0.to_be_bytes());
    data.iter_mut().zip(numbers).for_each(|(to, from)| *to = from);
    let mac = key.mac(CONTEXT, &data);
    mac.iter()
        .take(SIGNATURE_CHARS)
        .filter_map(|byte| ALPHABET.get(usize::from(byte & 31)))
        .map(|c| char::from(*c))
        .collect()
}

fn encode(id: MessageId) -> String {
    let mut rest = u64::try_from(id.0).unwrap_or(0);
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit((rest % u64::from(RADIX)) as u32, RADIX));
        rest /= u64::from(RADIX);
        if rest == 0 {
            return digits.iter().rev().collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SERVER: ServerId = ServerId(7);

    fn key() -> SecretKey {
        SecretKey::from_bytes(&[3; 32]).unwrap()
    }

    proptest! {
        #[test]
        fn a_return_path_leads_back_to_its_message(id in 1_i64..) {
            let address = format!("{}@rp.example.com", local_part(&key(), "abc123", SERVER, MessageId(id)));
            prop_assert_eq!(message(&key(), SERVER, &address), Some(MessageId(id)));
            prop_assert_eq!(message(&key(), SERVER, &address.to_uppercase()), Some(MessageId(id)));
            prop_assert_eq!(message(&key(), ServerId(8), &address), None);
        }
    }

    #[test]
    fn the_longest_local_part_fits() {
        assert!(local_part(&key(), "abc123", SERVER, MessageId(i64::MAX)).len() <= 64);
    }

    #[test]
    fn a_forged_one_names_nothing() {
        let signed = local_part(&key(), "abc123", SERVER, MessageId(5));
        let other_message = signed.replace("+5-", "+6-");
        let other_key = SecretKey::from_bytes(&[4; 32]).unwrap();
        assert_eq!(message(&key(), SERVER, &other_message), None);
        assert_eq!(message(&other_key, SERVER, &signed), None);
        for address in ["abc123@rp", "abc123+tag@rp", "abc123+5-@rp", "abc123+-x@rp", "abc123+-5-x@rp", "@", ""] {
            assert_eq!(message(&key(), SERVER, address), None, "{address}");
        }
    }
}
