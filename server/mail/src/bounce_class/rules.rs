//! The tables behind [`BounceClass::of`](super::BounceClass::of).

use super::BounceClass;
use crate::reply::EnhancedCode;

pub(super) fn classify(_code: Option<u16>, enhanced: Option<EnhancedCode>, _text: &str) -> BounceClass {
    match enhanced.map(|e| (e.subject, e.detail)) {
        Some((1, 1)) => BounceClass::InvalidRecipient,
        _ => BounceClass::Unknown,
    }
}
