//! Broken rules of a submitted form, all of them at once.

/// Which rule; the words are part of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViolationCode {
    Blank,
    Invalid,
    Taken,
    Reserved,
    Inclusion,
    TooShort,
    TooLong,
    Confirmation,
    NotANumber,
    NotAnInteger,
    GreaterThan,
    GreaterThanOrEqualTo,
    LessThanOrEqualTo,
    Required,
}

impl ViolationCode {
    pub const ALL: [Self; 14] = [
        Self::Blank,
        Self::Invalid,
        Self::Taken,
        Self::Reserved,
        Self::Inclusion,
        Self::TooShort,
        Self::TooLong,
        Self::Confirmation,
        Self::NotANumber,
        Self::NotAnInteger,
        Self::GreaterThan,
        Self::GreaterThanOrEqualTo,
        Self::LessThanOrEqualTo,
        Self::Required,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Invalid => "invalid",
            Self::Taken => "taken",
            Self::Reserved => "reserved",
            Self::Inclusion => "inclusion",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Confirmation => "confirmation",
            Self::NotANumber => "not_a_number",
            Self::NotAnInteger => "not_an_integer",
            Self::GreaterThan => "greater_than",
            Self::GreaterThanOrEqualTo => "greater_than_or_equal_to",
            Self::LessThanOrEqualTo => "less_than_or_equal_to",
            Self::Required => "required",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// JSON Pointer into the submitted document, such as `/name` (RFC 6901 §3).
    pub field: String,
    pub code: ViolationCode,
    /// Reads on after the field's name: "can't be blank".
    pub message: String,
}

/// Collects violations, so that one answer names them all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Violations(Vec<Violation>);

/// The width of the text columns that have one, in characters.
pub const MAX_TEXT_CHARS: usize = 255;

impl Violations {
    pub fn new() -> Self {
        Self::default()
    }

    /// One broken rule as a whole result.
    pub fn one(field: &str, code: ViolationCode, message: impl Into<String>) -> Self {
        let mut violations = Self::new();
        violations.add(field, code, message);
        violations
    }

    pub fn add(&mut self, field: &str, code: ViolationCode, message: impl Into<String>) {
        self.0.push(Violation { field: field.to_owned(), code, message: message.into() });
    }

    /// Adds those of another part of the form.
    pub fn extend(&mut self, others: Violations) {
        self.0.extend(others.0);
    }

    /// The same with other names for the fields.
    pub fn renamed(mut self, name: impl Fn(&str) -> String) -> Self {
        for violation in &mut self.0 {
            violation.field = name(&violation.field);
        }
        self
    }

    /// The trimmed text, which must be there and fit.
    pub fn required_text(&mut self, field: &str, text: &str) -> String {
        let text = self.text(field, text);
        if text.is_empty() {
            self.add(field, ViolationCode::Blank, "can't be blank");
        }
        text
    }

    /// The trimmed text, or `None` when blank; must fit.
    pub fn optional_text(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        Some(self.text(field, text?)).filter(|text| !text.is_empty())
    }

    /// The IANA name of a time zone.
    pub fn time_zone(&mut self, field: &str, text: &str) -> String {
        let text = self.required_text(field, text);
        if !self.names(field) && jiff::tz::TimeZone::get(&text).is_err() {
            self.add(field, ViolationCode::Inclusion, "is not the IANA name of a time zone");
        }
        text
    }

    fn text(&mut self, field: &str, text: &str) -> String {
        if text.contains('\0') {
            // U+0000 is no text on PostgreSQL, so it is none anywhere.
            self.add(field, ViolationCode::Invalid, "contains a NUL character");
        }
        let text = text.trim();
        if text.chars().count() > MAX_TEXT_CHARS {
            let message = format!("is too long (maximum is {MAX_TEXT_CHARS} characters)");
            self.add(field, ViolationCode::TooLong, message);
        }
        text.to_owned()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when a rule of this field is broken already.
    pub fn names(&self, field: &str) -> bool {
        self.0.iter().any(|violation| violation.field == field)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        self.0.iter()
    }

    /// `Err` with all of them when there is any.
    pub fn into_result(self) -> Result<(), Violations> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl std::fmt::Display for Violations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, violation) in self.0.iter().enumerate() {
            let separator = if n == 0 { "" } else { ", " };
            write!(f, "{separator}{} {}", violation.field.trim_start_matches('/'), violation.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_violations_are_kept_and_read_as_a_sentence() {
        let mut violations = Violations::new();
        assert_eq!(violations.required_text("/name", "  "), "");
        assert_eq!(violations.required_text("/reason", &"x".repeat(256)).len(), 256);
        assert_eq!(violations.optional_text("/note", Some(" a ")), Some("a".to_owned()));
        assert_eq!(violations.optional_text("/note", Some(" ")), None);
        assert_eq!(violations.to_string(), "name can't be blank, reason is too long (maximum is 255 characters)");
    }

    #[test]
    fn time_zones_have_iana_names() {
        for (text, is_good) in [("UTC", true), ("Europe/London", true), ("London", false), ("", false)] {
            let mut violations = Violations::new();
            violations.time_zone("/time_zone", text);
            assert_eq!(violations.is_empty(), is_good, "{text}");
        }
    }
}
