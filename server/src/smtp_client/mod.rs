//! smtp_client
