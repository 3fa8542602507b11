#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| postal_fuzz::targets::tracking(input));
