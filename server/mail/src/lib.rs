//! Mail formats: bytes in, values out. No IO, no clock.
