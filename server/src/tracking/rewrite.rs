//! What is tracked in one message.

use postal_mail::tracking::{Options, Plan, image};

use crate::model::{ClickTracking, MessageOptions};
use crate::random::Random;
use crate::store::dispatch::DispatchTrackDomain;
use crate::store::tracking::{NewLink, pack};

const LINK_TOKEN_CHARS: usize = 16;

/// The message that is to be rewritten.
#[derive(Debug, Clone)]
pub struct Subject {
    pub server_token: String,
    pub message_token: String,
    /// `None`: nothing is tracked; marks for us are taken out of the message all the same.
    pub track_domain: Option<DispatchTrackDomain>,
    /// What the application wants for this message.
    pub options: MessageOptions,
}

/// What is to be stored and sent.
#[derive(Debug, Clone)]
pub struct Rewrite {
    pub content: Vec<u8>,
    /// Packed for the database.
    pub splices: Vec<u8>,
    pub links: Vec<NewLink>,
    pub tracked_links: i64,
    pub tracked_images: i64,
}

/// `None`: the message goes out as it is. CPU work: call it where it may block.
pub fn rewrite(content: &[u8], subject: &Subject, random: &Random) -> Option<Rewrite> {
    let track = subject.track_domain.as_ref();
    let options = track.map_or_else(Options::default, |track| Options {
        clicks: match subject.options.track_clicks {
            None => track.track_clicks,
            Some(wanted) => wanted != ClickTracking::None,
        },
        clicks_in_text: subject.options.track_clicks != Some(ClickTracking::Html),
        opens: subject.options.track_opens.unwrap_or(track.track_loads),
        excluded: &track.excluded_click_domains,
    });
    let plan = Plan::new(content, options);
    let base = track.map_or_else(String::new, |track| {
        let scheme = if track.ssl_enabled { "https" } else { "http" };
        format!("{scheme}://{}", track.host)
    });
    let server = &subject.server_token;
    let links: Vec<NewLink> = plan
        .urls()
        .iter()
        .map(|url| NewLink { token: random.alphanumeric(LINK_TOKEN_CHARS), url: url.clone() })
        .collect();
    let addresses: Vec<String> = links.iter().map(|link| format!("{base}/{server}/{}", link.token)).collect();
    let image = image(&format!("{base}/img/{server}/{}", subject.message_token));
    let made = plan.rewrite(&addresses, &image);
    if made.splices.is_empty() {
        return None;
    }
    let content = made
        .splices
        .apply(content)
        .inspect_err(|error| tracing::error!(%error, "a message cannot be rewritten and goes out as it is"))
        .ok()?;
    Some(Rewrite {
        content,
        splices: pack(&made.splices),
        links,
        tracked_links: i64::try_from(made.links).unwrap_or(i64::MAX),
        tracked_images: i64::try_from(made.images).unwrap_or(i64::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_link_has_a_token_of_its_own_under_the_track_domain() {
        let track = DispatchTrackDomain {
            host: "click.acme.example".to_owned(),
            ssl_enabled: false,
            track_clicks: true,
            track_loads: true,
            excluded_click_domains: Vec::new(),
        };
        let subject = Subject {
            server_token: "abcdef".into(),
            message_token: "M1".into(),
            track_domain: Some(track),
            options: MessageOptions::default(),
        };
        let content = b"Content-Type: text/html\r\n\r\n<a href='http://x.example/'>x</a>";
        let made = rewrite(content, &subject, &Random::seeded(1)).unwrap();
        assert_eq!((made.links.len(), made.tracked_links, made.tracked_images), (1, 1, 1));
        let token = &made.links[0].token;
        assert_eq!((token.len(), made.links[0].url.as_str()), (16, "http://x.example/"));
        let text = String::from_utf8(made.content).unwrap();
        assert!(text.contains(&format!("<a href='http://click.acme.example/abcdef/{token}'>")), "{text}");
        assert!(text.contains("<img src='http://click.acme.example/img/abcdef/M1' alt=''></p>"), "{text}");
        let untracked = Subject { track_domain: None, ..subject };
        assert!(rewrite(content, &untracked, &Random::seeded(1)).is_none());
    }
}
