//! Pages of lists: `limit` and an opaque `cursor` in, `{items, next_cursor}` out.
//!
//! A cursor holds the name of its list and the sort key of the last row of a page (keyset), so that a list stays stable
//! while rows come and go, and one list's cursor is not taken for another's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON};

use super::error::ApiError;
use crate::model::{ViolationCode, Violations};

pub const DEFAULT_LIMIT: u32 = 30;
pub const MAX_LIMIT: u32 = 100;

/// One page of a list.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Page<T: ParseFromJSON + ToJSON> {
    pub items: Vec<T>,
    /// Give it as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
}

impl<T: ParseFromJSON + ToJSON> Page<T> {
    /// `rows`: at most [`PageRequest::fetch`] rows, so that one more tells whether there is a next page.
    pub fn build<R>(
        mut rows: Vec<R>,
        request: &PageRequest,
        cursor_of: impl Fn(&R) -> Cursor,
        view: impl Fn(R) -> T,
    ) -> Self {
        let limit = request.limit as usize;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| cursor_of(row).encode(request.list));
        Self { items: rows.into_iter().map(view).collect(), next_cursor }
    }
}

/// What a caller asked for, checked.
#[derive(Debug, Clone)]
pub struct PageRequest {
    list: &'static str,
    /// Rows on the page, 1…100.
    pub limit: u32,
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// `list`: its name, which its cursors carry.
    pub fn parse(list: &'static str, limit: Option<u32>, cursor: Option<&str>) -> Result<Self, ApiError> {
        let mut violations = Violations::new();
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if limit < 1 {
            violations.add("limit", ViolationCode::GreaterThanOrEqualTo, "must be greater than or equal to 1");
        }
        if limit > MAX_LIMIT {
            let message = format!("must be less than or equal to {MAX_LIMIT}");
            violations.add("limit", ViolationCode::LessThanOrEqualTo, message);
        }
        let after = cursor.map(|text| Cursor::decode(list, text));
        if after == Some(None) {
            violations.add("cursor", ViolationCode::Invalid, "is not a cursor of this list");
        }
        violations.into_result()?;
        Ok(Self { list, limit, after: after.flatten() })
    }

    /// Rows to ask the store for: one more than the page shows.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Sort key (text, id) after which the page starts. `Err`: the cursor is one of another list.
    pub fn after_text(&self) -> Result<Option<(&str, i64)>, ApiError> {
        let Some(cursor) = &self.after else { return Ok(None) };
        match (cursor.text(0), cursor.integer(1)) {
            (Some(text), Some(id)) => Ok(Some((text, id))),
            _ => Err(Self::foreign()),
        }
    }

    /// Id after which the page starts. `Err`: the cursor is one of another list.
    pub fn after_id(&self) -> Result<Option<i64>, ApiError> {
        let Some(cursor) = &self.after else { return Ok(None) };
        cursor.integer(0).map(Some).ok_or_else(Self::foreign)
    }

    /// The answer to a cursor of another list.
    pub fn foreign() -> ApiError {
        Violations::one("cursor", ViolationCode::Invalid, "is not a cursor of this list").into()
    }
}

/// Values of the sort columns of one row, opaque on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Vec<String>);

impl Cursor {
    pub fn new(parts: impl IntoIterator<Item = String>) -> Self {
        Self(parts.into_iter().collect())
    }

    pub fn text(&self, part: usize) -> Option<&str> {
        self.0.get(part).map(String::as_str)
    }

    pub fn integer(&self, part: usize) -> Option<i64> {
        self.0.get(part)?.parse().ok()
    }

    pub fn encode(&self, list: &str) -> String {
        URL_SAFE_NO_PAD.encode(format!("{list}\u{1f}{}", self.0.join("\u{1f}")))
    }

    /// `None`: it is none, or one of another list.
    pub fn decode(list: &str, text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        // U+0000 cannot be in a stored text, and PostgreSQL refuses it as a parameter.
        let (_, parts) = text.split_once('\u{1f}').filter(|(name, _)| *name == list && !text.contains('\0'))?;
        Some(Self(parts.split('\u{1f}').map(str::to_owned).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_round_trip() {
        let cursor = Cursor::new(["Zoë & Co.".to_owned(), "42".to_owned()]);
        let decoded = Cursor::decode("servers", &cursor.encode("servers")).unwrap();
        assert_eq!((decoded.text(0), decoded.integer(1)), (Some("Zoë & Co."), Some(42)));
        assert_eq!(Cursor::decode("servers", "%%%"), None);
        assert_eq!(Cursor::decode("servers", &cursor.encode("credentials")), None);
    }

    #[test]
    fn a_page_names_the_next_one_only_when_there_is_more() {
        let request = PageRequest::parse("rows", Some(2), None).unwrap();
        let cursor_of = |row: &i64| Cursor::new([row.to_string()]);
        let page: Page<i64> = Page::build(vec![1, 2, 3], &request, cursor_of, |row| row);
        assert_eq!(page.items, [1, 2]);
        let next = PageRequest::parse("rows", Some(2), page.next_cursor.as_deref()).unwrap();
        assert_eq!(next.after_id().unwrap(), Some(2));
        let page: Page<i64> = Page::build(vec![1, 2], &request, cursor_of, |row| row);
        assert_eq!(page.next_cursor, None);
    }

    #[test]
    fn limits_out_of_range_and_foreign_cursors_are_refused_together() {
        let Err(ApiError::Invalid(problem)) = PageRequest::parse("rows", Some(101), Some("?")) else {
            panic!("accepted")
        };
        assert_eq!(problem.0.fields.len(), 2);
    }
}
