//! Who asks for a link or an image, by what their program says.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::Visitor;

/// Longest name of a program that is kept, in characters.
const MAX_AGENT: usize = 500;

/// What a request tells of its sender.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub is_head: bool,
    pub user_agent: Option<&'a str>,
    /// `Purpose`, `X-Purpose`, `X-Moz` or `Sec-Purpose` names a prefetch.
    pub is_prefetch: bool,
}

/// Words of mail services that load images when a mail is shown, in lower case.
const PROXIES: [&str; 5] =
    ["googleimageproxy", "ggpht.com", "yahoomailproxy", "yahoocachesystem", "outlook-ios-image-proxy"];

/// Words of programs that look at mail before anybody reads it, in lower case.
const ROBOTS: [&str; 38] = [
    "barracuda",
    "safelinks",
    "safe links",
    "microsoft office existence discovery",
    "msoffice existence",
    "mimecast",
    "proofpoint",
    "urldefense",
    "symantec",
    "messagelabs",
    "trendmicro",
    "forcepoint",
    "fireeye",
    "zscaler",
    "cisco-ironport",
    "ironport",
    "sophos",
    "avanan",
    "cloudmark",
    "mailscanner",
    "bingpreview",
    "googlebot",
    "bingbot",
    "slurp",
    "facebookexternalhit",
    "whatsapp",
    "telegrambot",
    "slackbot",
    "discordbot",
    "twitterbot",
    "skypeuripreview",
    "linkedinbot",
    "crawler",
    "spider",
    "headlesschrome",
    "phantomjs",
    "python-requests",
    "go-http-client",
];

/// Apple's Mail Privacy Protection and the scanners of Outlook say no more than this.
const BARE: [&str; 3] = ["mozilla/5.0", "mozilla/4.0", "mozilla"];

/// Judges a request. A browser that hides behind another name is a person; that error is the smaller one.
pub fn visitor(request: Request<'_>) -> Visitor {
    let agent = request.user_agent.unwrap_or_default().trim().to_ascii_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| agent.contains(word));
    if request.is_head || request.is_prefetch || agent.is_empty() || BARE.contains(&agent.as_str()) || names(&ROBOTS) {
        return Visitor::Robot;
    }
    if names(&PROXIES) {
        return Visitor::Proxy;
    }
    // `bot` as a word's end: "ExampleBot/1.0", but not "Cubot" phones.
    let is_bot = agent.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word.ends_with("bot") && word != "cubot");
    if is_bot { Visitor::Robot } else { Visitor::Person }
}

/// The address as it is kept. Anonymized: the network of it, /24 or /48.
pub(super) fn shown_address(address: IpAddr, anonymize: bool) -> String {
    if !anonymize {
        return address.to_string();
    }
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            Ipv4Addr::new(a, b, c, 0).to_string()
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string()
        }
    }
}

/// The program's name as it is kept.
pub(super) fn shown_agent(agent: Option<&str>) -> Option<String> {
    let agent: String = agent?.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect();
    (!agent.trim().is_empty()).then_some(agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_proxies_and_robots_are_told_apart() {
        let judged = |agent: &str| visitor(Request { is_head: false, user_agent: Some(agent), is_prefetch: false });
        for (agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Visitor::Person),
            ("Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/130.0 Mobile", Visitor::Person),
            (
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
                Visitor::Proxy,
            ),
            ("YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html", Visitor::Proxy),
            ("Mozilla/5.0", Visitor::Robot),
            ("", Visitor::Robot),
            ("  ", Visitor::Robot),
            ("BarracudaCentral", Visitor::Robot),
            ("Mozilla/5.0 (compatible; ExampleBot/1.0)", Visitor::Robot),
            ("Mozilla/5.0 (Windows NT 10.0) SafeLinks", Visitor::Robot),
            ("Mozilla/5.0 (X11) HeadlessChrome/130", Visitor::Robot),
        ] {
            assert_eq!(judged(agent), expected, "{agent}");
        }
        let browser = Some("Mozilla/5.0 (X11) Firefox/140.0");
        let head = Request { is_head: true, user_agent: browser, is_prefetch: false };
        let prefetch = Request { is_head: false, user_agent: browser, is_prefetch: true };
        assert_eq!((visitor(head), visitor(prefetch)), (Visitor::Robot, Visitor::Robot));
        let nameless = Request { is_head: false, user_agent: None, is_prefetch: false };
        assert_eq!(visitor(nameless), Visitor::Robot);
    }

    #[test]
    fn addresses_are_kept_whole_or_as_their_network() {
        for (address, network) in [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2::3", "2001:db8:1::")] {
            assert_eq!(shown_address(address.parse().unwrap(), false), address);
            assert_eq!(shown_address(address.parse().unwrap(), true), network);
        }
        assert_eq!(shown_agent(Some(&"x".repeat(900))).unwrap().len(), 500);
        assert_eq!(shown_agent(Some("a\0b")).as_deref(), Some("ab"));
        assert_eq!(shown_agent(Some(" ")), None);
    }
}
