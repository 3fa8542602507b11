//! Automatic answers. RFC 3834, RFC 8098.

use crate::header::Header;

pub(super) fn is_automatic(header: &Header<'_>) -> bool {
    header.last("auto-submitted").is_some_and(|field| !field.value().eq_ignore_ascii_case("no"))
}
