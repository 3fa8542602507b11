//! Values of the `Received` fields that we add, and the date format they share with others.

use std::net::IpAddr;

/// Where a message came from, as the `Received` field tells it.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Name given with HELO or EHLO (empty without one); `api` or `web-ui` for HTTP.
    pub name: &'a str,
    /// PTR name of the client's address; `None` puts the address itself there.
    pub reverse_name: Option<&'a str>,
    /// The client's address.
    pub ip: IpAddr,
}

/// `from NAME (RDNS [IP]) by HOST with SMTP; DATE`. `at`: Unix seconds.
///
/// 3.3 writes the zone as `-0000` here and always says `SMTP`; some receivers parse this.
pub fn smtp_value(origin: &Origin<'_>, by: &str, at: i64) -> String {
    format!("{} by {by} with SMTP; {}", from_clause(origin), rfc2822_date(at, "-0000"))
}

/// As [`smtp_value`] without the client, for mail servers in privacy mode.
pub fn smtp_private_value(by: &str, at: i64) -> String {
    format!("by {by} with SMTP; {}", rfc2822_date(at, "-0000"))
}

/// `from api (RDNS [IP]) by HOST with HTTP; DATE`, zone `+0000`. `at`: Unix seconds.
pub fn http_value(origin: &Origin<'_>, by: &str, at: i64) -> String {
    format!("{} by {by} with HTTP; {}", from_clause(origin), rfc2822_date(at, "+0000"))
}

/// As [`http_value`] without the client, for mail servers in privacy mode.
pub fn http_private_value(by: &str, at: i64) -> String {
    format!("by {by} with HTTP; {}", rfc2822_date(at, "+0000"))
}

fn from_clause(origin: &Origin<'_>) -> String {
    let literal = ip_literal(origin.ip);
    let name = clean_helo_name(origin.name);
    match origin.reverse_name {
        Some(reverse) => format!("from {name} ({} {literal})", clean_helo_name(reverse)),
        None => format!("from {name} ({} {literal})", origin.ip),
    }
}

/// `[192.0.2.1]` or `[IPv6:2001:db8::1]`. RFC 5321 §4.1.3.
pub fn ip_literal(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => format!("[{ip}]"),
        IpAddr::V6(ip) => format!("[IPv6:{ip}]"),
    }
}

/// A HELO name fit for header fields and logs: no control characters, at most 255 octets.
pub fn clean_helo_name(name: &str) -> String {
    let mut clean = String::new();
    for c in name.trim().chars().filter(|c| !c.is_control()) {
        if clean.len() + c.len_utf8() > 255 {
            break;
        }
        clean.push(c);
    }
    clean
}

/// `Sun, 22 Nov 2026 14:35:46 ` and the zone text. RFC 5322 §3.3. `at`: Unix seconds; the time shown is UTC.
pub fn rfc2822_date(at: i64, zone: &str) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (days, seconds) = (at.div_euclid(86_400), at.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(days);
    let pick = |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at).copied());
    let weekday = pick(&DAYS, days.rem_euclid(7)).unwrap_or("Thu");
    let month = pick(&MONTHS, month - 1).unwrap_or("Jan");
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} {zone}")
}

/// Year, month (1–12) and day of a day number counted from 1970-01-01 in the proleptic Gregorian calendar.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    // Counting in 400-year eras of 146,097 days that begin on 1 March puts the leap day at the end of a year.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: i64 = 1_795_358_146;

    #[test]
    fn dates_are_utc() {
        assert_eq!(rfc2822_date(AT, "-0000"), "Sun, 22 Nov 2026 14:35:46 -0000");
        assert_eq!(rfc2822_date(0, "+0000"), "Thu, 01 Jan 1970 00:00:00 +0000");
        assert_eq!(rfc2822_date(951_782_400, "+0000"), "Tue, 29 Feb 2000 00:00:00 +0000");
        assert_eq!(rfc2822_date(-1, "+0000"), "Wed, 31 Dec 1969 23:59:59 +0000");
    }

    #[test]
    fn values_have_the_form_of_3_3() {
        let ip = "1.2.3.4".parse().unwrap();
        let origin = Origin { name: "test.example.com", reverse_name: None, ip };
        assert_eq!(
            smtp_value(&origin, "host.example", AT),
            "from test.example.com (1.2.3.4 [1.2.3.4]) by host.example with SMTP; Sun, 22 Nov 2026 14:35:46 -0000"
        );
        let nameless = Origin { name: "", reverse_name: Some("ptr.example"), ip };
        assert!(smtp_value(&nameless, "h", AT).starts_with("from  (ptr.example [1.2.3.4]) by h with SMTP; "));
        assert_eq!(smtp_private_value("h", AT), "by h with SMTP; Sun, 22 Nov 2026 14:35:46 -0000");
        let api = Origin { name: "api", reverse_name: None, ip: "2001:db8::1".parse().unwrap() };
        assert_eq!(
            http_value(&api, "web.example", AT),
            "from api (2001:db8::1 [IPv6:2001:db8::1]) by web.example with HTTP; Sun, 22 Nov 2026 14:35:46 +0000"
        );
        assert_eq!(http_private_value("w", AT), "by w with HTTP; Sun, 22 Nov 2026 14:35:46 +0000");
    }

    #[test]
    fn names_cannot_break_out_of_the_field() {
        assert_eq!(clean_helo_name("a\rb\nc\0\u{85}"), "abc");
        assert_eq!(clean_helo_name(&"é".repeat(200)).len(), 254);
    }

    proptest! {
        #[test]
        fn any_time_gives_a_date(at in 0_i64..4_000_000_000) {
            prop_assert!(mail_parser::DateTime::parse_rfc822(&rfc2822_date(at, "+0000")).is_some_and(|d| d.to_timestamp() == at));
        }
    }
}
