//! The web server: the management API (`/api/v2`), the 3.3 API (`/api/v1`), the web interface and a few known files.
//!
//! Speaks HTTP and decides nothing: a handler checks the permission, makes one domain call and shows the result.

pub mod error;
pub mod legacy;
pub mod message_content;
pub mod page;
pub mod permission;

pub use error::ApiError;
pub use page::{Cursor, Page, PageRequest};
pub use permission::Permission;
