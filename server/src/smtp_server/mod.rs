//! smtp_server
