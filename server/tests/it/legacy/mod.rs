//! The 3.3 API, answer by answer.

mod clients;
mod document;
mod envelope;
mod once;
mod read;
mod send_message;
mod send_raw;
