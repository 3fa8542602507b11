//! Changes to a message that is stored without them: where, how much goes, what comes in its place.
//!
//! One content is shared by all recipients; what differs for one of them is kept as [`Splices`] and applied when the
//! message is sent or shown. Their form in the database is that of [`Splices::to_bytes`].

use std::ops::Range;

/// First octet of the stored form.
const VERSION: u8 = 1;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splice {
    /// First octet that goes.
    pub offset: usize,
    /// How many go.
    pub length: usize,
    /// What comes in their place.
    pub replacement: Vec<u8>,
}

impl Splice {
    pub fn new(range: Range<usize>, replacement: impl Into<Vec<u8>>) -> Self {
        Self { offset: range.start, length: range.len(), replacement: replacement.into() }
    }

    fn end(&self) -> usize {
        self.offset.saturating_add(self.length)
    }
}

/// Why splices cannot be read or applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpliceError {
    #[error("stored splices are damaged")]
    Damaged,
    #[error("splices reach beyond the end of the message")]
    OutOfRange,
}

/// Changes in order, none of which touches another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Splices(Vec<Splice>);

impl Splices {
    /// Puts them in order. Of two that overlap the first one stays.
    pub fn new(mut splices: Vec<Splice>) -> Self {
        splices.sort_by_key(|splice| splice.offset);
        let mut end = 0;
        splices.retain(|splice| {
            let is_free = splice.offset >= end;
            if is_free {
                end = splice.end();
            }
            is_free
        });
        Self(splices)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Splice> {
        self.0.iter()
    }

    /// The message with the changes.
    pub fn apply(&self, message: &[u8]) -> Result<Vec<u8>, SpliceError> {
        let added: usize = self.0.iter().map(|splice| splice.replacement.len()).sum();
        let mut output = Vec::with_capacity(message.len() + added);
        let mut at = 0;
        for splice in &self.0 {
            output.extend_from_slice(message.get(at..splice.offset).ok_or(SpliceError::OutOfRange)?);
            output.extend_from_slice(&splice.replacement);
            at = splice.end();
        }
        output.extend_from_slice(message.get(at..).ok_or(SpliceError::OutOfRange)?);
        Ok(output)
    }

    /// The form in which they are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for splice in &self.0 {
            for number in [splice.offset, splice.length, splice.replacement.len()] {
                bytes.extend_from_slice(&(number as u64).to_be_bytes());
            }
            bytes.extend_from_slice(&splice.replacement);
        }
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SpliceError> {
        let mut rest = bytes.strip_prefix(&[VERSION]).ok_or(SpliceError::Damaged)?;
        let mut splices = Vec::new();
        while !rest.is_empty() {
            let mut number = || {
                let (octets, after) = rest.split_first_chunk::<8>()?;
                rest = after;
                usize::try_from(u64::from_be_bytes(*octets)).ok()
            };
            let numbers = (number(), number(), number());
            let (Some(offset), Some(length), Some(added)) = numbers else { return Err(SpliceError::Damaged) };
            let (replacement, after) = rest.split_at_checked(added).ok_or(SpliceError::Damaged)?;
            rest = after;
            splices.push(Splice { offset, length, replacement: replacement.to_vec() });
        }
        let count = splices.len();
        let splices = Self::new(splices);
        if splices.0.len() == count { Ok(splices) } else { Err(SpliceError::Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_are_applied_in_order_and_overlapping_ones_left_out() {
        let splices = Splices::new(vec![
            Splice::new(6..11, "there"),
            Splice::new(0..0, "> "),
            Splice::new(10..12, "lost"),
            Splice::new(11..11, "!"),
        ]);
        assert_eq!(splices.apply(b"hello world").unwrap(), b"> hello there!");
        assert_eq!(splices.apply(b"short"), Err(SpliceError::OutOfRange));
        assert_eq!(Splices::default().apply(b"same").unwrap(), b"same");
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = Splices::new(vec![Splice::new(1..2, "abc")]).to_bytes();
        for end in [0, 2, 9, bytes.len() - 1] {
            assert_eq!(Splices::from_bytes(&bytes[..end]), Err(SpliceError::Damaged), "{end}");
        }
        let mut huge = bytes.clone();
        huge[17..25].fill(0xff);
        assert_eq!(Splices::from_bytes(&huge), Err(SpliceError::Damaged));
        assert_eq!(Splices::from_bytes(&[9]), Err(SpliceError::Damaged));
    }

    proptest! {
        #[test]
        fn the_stored_form_is_read_back(
            parts in proptest::collection::vec((0_usize..500, 0_usize..20, proptest::collection::vec(any::<u8>(), 0..9)), 0..9)
        ) {
            let splices = Splices::new(
                parts.into_iter().map(|(offset, length, replacement)| Splice { offset, length, replacement }).collect(),
            );
            prop_assert_eq!(Splices::from_bytes(&splices.to_bytes()).unwrap(), splices);
        }

        #[test]
        fn reading_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = Splices::from_bytes(&bytes);
        }
    }
}
