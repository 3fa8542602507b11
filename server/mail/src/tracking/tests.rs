use super::*;
use crate::mime::read::Content;
use proptest::prelude::*;

const ALL: Options<'static> = Options { clicks: true, clicks_in_text: true, opens: true, excluded: &[] };
const CLICKS: Options<'static> = Options { clicks: true, clicks_in_text: true, opens: false, excluded: &[] };

fn rewritten(message: &[u8], options: Options<'_>) -> (Vec<u8>, Rewritten, Vec<String>) {
    let plan = Plan::new(message, options);
    let links: Vec<String> = (0..plan.urls().len()).map(|n| format!("https://t.example/s/L{n}")).collect();
    let rewritten = plan.rewrite(&links, &image("https://t.example/img/s/m"));
    (rewritten.splices.apply(message).unwrap(), rewritten, plan.urls().to_vec())
}

fn text(message: &str, options: Options<'_>) -> String {
    String::from_utf8(rewritten(message.as_bytes(), options).0).unwrap()
}

fn plain(body: &str) -> String {
    format!("Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}")
}

fn html(body: &str) -> String {
    format!("Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}")
}

#[test]
fn links_in_text_are_replaced_and_everything_else_stays() {
    for (body, expected) in [
        ("Hello world! http://github.com/atech/postal", "Hello world! https://t.example/s/L0"),
        ("(http://a.example/x). https://b.example!\r\n", "(https://t.example/s/L0). https://t.example/s/L1!\r\n"),
        ("http://a.example http://a.example", "https://t.example/s/L0 https://t.example/s/L0"),
        ("mailto:a@b.example \u{5d0}\n", "mailto:a@b.example \u{5d0}\n"),
        ("http+notrack://a.example/ https+notrack://b", "http://a.example/ https://b"),
    ] {
        assert_eq!(text(&plain(body), ALL), plain(expected));
    }
    let (_, found, urls) = rewritten(plain("http://a.example/ http://a.example/").as_bytes(), ALL);
    assert_eq!((found.links, found.images, urls), (2, 0, vec!["http://a.example/".to_owned()]));
}

#[test]
fn links_in_html_are_replaced_in_their_quotes_and_the_image_comes_before_the_last_body_end() {
    let body =
        "<body><a href=\"http://a.example/?a=1&amp;b=2\">a</a> <A HREF=http://b.example>b</A>\r\n</body></html>\r\n";
    let (message, found, urls) = rewritten(html(body).as_bytes(), ALL);
    let image = image("https://t.example/img/s/m");
    assert_eq!(
        String::from_utf8(message).unwrap(),
        html(&format!(
            "<body><a href=\"https://t.example/s/L0\">a</a> <A HREF=https://t.example/s/L1>b</A>\r\n{image}</body></html>\r\n"
        ))
    );
    assert_eq!((found.links, found.images), (2, 1));
    assert_eq!(urls, ["http://a.example/?a=1&b=2", "http://b.example"]);
    assert_eq!(text(&html("<p>x"), ALL), html(&format!("<p>x{image}")));
    assert_eq!(
        image,
        "<p class='ampimg' style='display:none;visibility:none;margin:0;padding:0;line-height:0;'><img \
         src='https://t.example/img/s/m' alt=''></p>"
    );
    assert_eq!(without_images(&format!("<p>x{image}y<p class=\"ampimg\"></p>")), "<p>xy");
}

#[test]
fn excluded_hosts_and_switched_off_kinds_stay() {
    let excluded = ["A.example".to_owned(), "b.example:8080".to_owned()];
    let options = Options { excluded: &excluded, ..CLICKS };
    let body = "http://a.EXAMPLE/ http://b.example/ http://b.example:8080/x";
    assert_eq!(text(&plain(body), options), plain("http://a.EXAMPLE/ https://t.example/s/L0 http://b.example:8080/x"));
    let both = html("<a href='http://a.example/'>x</a>");
    assert!(!text(&both, CLICKS).contains("ampimg"));
    let opens = text(&both, Options { clicks: false, clicks_in_text: false, opens: true, excluded: &[] });
    assert!(opens.contains("'http://a.example/'") && opens.contains("ampimg"));
    assert_eq!(text(&both, Options::default()), both);
    assert_eq!(text(&plain("http+notrack://a.example/"), Options::default()), plain("http://a.example/"));
}

#[test]
fn x_amp_skip_is_heeded_and_taken_out() {
    for field in ["X-AMP: skip\r\n", "x-amp:  SKIP \r\n", "X-Amp:\r\n skip\r\n"] {
        let message = format!("{field}{}", plain("http://a.example/ http+notrack://b.example/"));
        assert_eq!(text(&message, ALL), plain("http://a.example/ http://b.example/"), "{field}");
    }
    let other = format!("X-AMP: yes\r\n{}", plain("http://a.example/"));
    assert_eq!(text(&other, ALL), format!("X-AMP: yes\r\n{}", plain("https://t.example/s/L0")));
}

#[test]
fn every_charset_keeps_its_octets() {
    for (charset, before, after) in [
        ("iso-8859-1", b"caf\xe9 ".as_slice(), b" \xfc".as_slice()),
        ("windows-1252", b"\x80 ", b"\x93"),
        ("shift_jis", b"\x82\xb1\x82\xf1 ", b" \x82\xb1"),
        ("iso-2022-jp", b"\x1b$B$3$s\x1b(B", b" \x1b$B$3\x1b(B"),
        ("gb18030", b"\xc4\xe3 ", b" \xc4\xe3"),
        ("koi8-r", b"\xc1 ", b" \xc2"),
    ] {
        let head = format!("Content-Type: text/plain; charset=\"{charset}\"\r\n\r\n");
        let message = [head.as_bytes(), before, b"http://a.example/x", after].concat();
        let expected = [head.as_bytes(), before, b"https://t.example/s/L0", after].concat();
        assert_eq!(rewritten(&message, ALL).0, expected, "{charset}");
    }
    let latin = b"Content-Type: text/html; charset=iso-8859-1\r\n\r\n<a href='http://a.example/\xe9'>\xe9</a>";
    let (message, _, urls) = rewritten(latin, CLICKS);
    assert_eq!(urls, ["http://a.example/\u{e9}"]);
    assert!(message.ends_with(b"<a href='https://t.example/s/L0'>\xe9</a>"));
}

#[test]
fn quoted_printable_stays_quoted_printable() {
    let message = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        <p style=3D\"x\">Gr=C3=BC=C3=9Fe <a href=3D\"http://a.example/long/path/that/is/broken/=\r\nhere?a=3D1&amp;b=3D2\">x</a>=\r\n</body>\r\n";
    let (changed, found, urls) = rewritten(message.as_bytes(), ALL);
    assert_eq!((found.links, found.images), (1, 1));
    assert_eq!(urls, ["http://a.example/long/path/that/is/broken/here?a=1&b=2"]);
    let shown = String::from_utf8(changed.clone()).unwrap();
    assert!(shown.lines().all(|line| line.len() <= 76), "{shown}");
    assert!(shown.contains("<p style=3D\"x\">Gr=C3=BC=C3=9Fe <a href=3D\"https://t.example/s/L0"), "{shown}");
    let image = image("https://t.example/img/s/m");
    assert_eq!(
        Content::parse(&changed).html_body().unwrap(),
        format!("<p style=\"x\">Gr\u{fc}\u{df}e <a href=\"https://t.example/s/L0\">x</a>{image}</body>\r\n")
    );
}

#[test]
fn base64_is_written_again_in_its_charset() {
    let body = "caf\u{e9} http://a.example/ \u{e9}".chars().map(|c| c as u8).collect::<Vec<_>>();
    let encoded = crate::base64_text::encode(&body);
    let message = format!(
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
         Content-Transfer-Encoding: BASE64\r\n\r\n{encoded}--b\r\nContent-Type: image/png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{encoded}--b--\r\n"
    );
    let (changed, found, _) = rewritten(message.as_bytes(), ALL);
    assert_eq!(found.links, 1);
    assert_eq!(Content::parse(&changed).plain_body().unwrap(), "caf\u{e9} https://t.example/s/L0 \u{e9}");
    let tail = format!("--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}--b--\r\n");
    assert!(changed.ends_with(tail.as_bytes()));
}

#[test]
fn only_the_texts_of_a_nested_message_are_changed() {
    let message = "List-Unsubscribe: <http://a.example/u>\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\nhttp://a.example/ preamble\r\n\
        --o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain\r\n\r\nhttp://a.example/1\r\n\
        --i\r\nContent-Type: text/html\r\n\r\n<a href='http://a.example/1'>x</a>\r\n--i\r\nContent-Type: text/calendar\r\n\r\nhttp://a.example/2\r\n--i--\r\n\
        --o\r\nContent-Type: multipart/signed; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain\r\n\r\nhttp://a.example/3\r\n--s--\r\n\
        --o\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/plain\r\n\r\nhttp://a.example/4\r\n\
        --o\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nhttp://a.example/5\r\n--o--\r\n";
    let (changed, found, urls) = rewritten(message.as_bytes(), CLICKS);
    assert_eq!((found.links, urls), (2, vec!["http://a.example/1".to_owned()]));
    let expected = message.replace("http://a.example/1", "https://t.example/s/L0");
    assert_eq!(String::from_utf8(changed).unwrap(), expected);
}

#[test]
fn what_is_signed_or_encrypted_as_text_stays() {
    let body = "-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\nhttp://a.example/ http+notrack://b.example/\r\n";
    assert_eq!(text(&plain(body), ALL), plain(body));
}

#[test]
fn broken_html_survives() {
    let image = image("https://t.example/img/s/m");
    for (body, expected) in [
        ("<a href=\"http://a.example/", format!("<a href=\"http://a.example/{image}")),
        ("<a <b href='http://a.example/'>", format!("<a <b href='https://t.example/s/L0'>{image}")),
        ("</body><a href='http://a.example/'></body", format!("{image}</body><a href='https://t.example/s/L0'></body")),
        ("\0<a\0href=http://a.example/>", format!("\0<a\0href=http://a.example/>{image}")),
    ] {
        assert_eq!(text(&html(body), ALL), html(&expected));
    }
}

proptest! {
    #[test]
    fn rewriting_never_panics_and_changes_only_bodies(
        message in "(Content-Type: (multipart/mixed; boundary=b|text/plain|text/html; charset=(utf-8|iso-2022-jp|utf-7)|x)\r\n|Content-Transfer-Encoding: (quoted-printable|base64)\r\n|X-AMP: skip\r\n){0,3}\r\n(--b\r\n|--b--\r\n|<a href='?|http://a.example/?|\\+notrack://|</body>|=\r\n|ä|'|>| |\r\n){0,20}",
        cut in any::<prop::sample::Index>(),
    ) {
        let raw = message.as_bytes();
        let _ = rewritten(&raw[..cut.index(raw.len() + 1)], ALL);
        let (changed, found, _) = rewritten(raw, ALL);
        if found.splices.is_empty() {
            prop_assert_eq!(changed, raw);
        }
    }
}
