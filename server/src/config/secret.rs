//! A text that must never be printed.

use std::fmt;

use super::setting::{Bad, Cast, Setting};
use super::yaml::Node;

/// Password or key. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Setting for Secret {
    const TYPE: &'static str = "string";
    const SECRET: bool = true;

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        String::cast(node, cast).map(Self)
    }

    fn unset() -> Self {
        Self(String::new())
    }
}
