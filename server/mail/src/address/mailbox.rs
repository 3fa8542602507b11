//! Mailbox lists of header fields. RFC 5322 §3.4, obsolete forms included.

use super::{Address, AddressError};

/// One mailbox of an address list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Display name with quoting removed. Encoded-words are left as they are: nothing is decoded before it is judged.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
    /// Addresses that stand unquoted where the display name belongs: `ceo@victim.example <me@mine.example>`.
    ///
    /// Some readers take one for the author, so whoever checks permission must check them like `address`.
    pub name_addresses: Vec<Address>,
}

/// Reads every mailbox of a From, Sender, To … value; those in groups too.
///
/// `value`: unfolded. Comments are dropped, empty list elements skipped; an empty list is `Ok` and empty.
/// Words with a comma or semicolon before an address in brackets belong to its name, though they should have been quoted:
/// `Acme, Inc. <a@b.example>`. Anything else that is not a mailbox makes the whole list an error, because the reader at
/// the other end might see one in it.
pub fn parse_mailbox_list(value: &str) -> Result<Vec<Mailbox>, AddressError> {
    let mut mailboxes = Vec::new();
    let mut reader = Reader { tokens: tokenize(value)?.into_iter().peekable() };
    let mut in_group = false;
    let mut name = Vec::new();
    while let Some(mut element) = reader.element() {
        match element.end {
            End::Colon => {
                if in_group || element.parts.iter().any(|t| matches!(t, Token::Angle(_))) {
                    return Err(AddressError::Syntax);
                }
                in_group = true;
                continue;
            }
            End::Comma | End::Semicolon if element.is_words() && !(in_group && element.end == End::Semicolon) => {
                if element.follows_space && !name.is_empty() {
                    name.push(Token::Space);
                }
                name.append(&mut element.parts);
                name.push(Token::Word(",".to_owned()));
                continue;
            }
            End::Semicolon | End::Comma | End::Input => {}
        }
        let mut parts = std::mem::take(&mut name);
        if element.follows_space && !parts.is_empty() {
            parts.push(Token::Space);
        }
        parts.append(&mut element.parts);
        if !parts.is_empty() {
            mailboxes.push(mailbox(&parts)?);
        }
        if element.end == End::Semicolon {
            in_group = false;
        }
    }
    Ok(mailboxes)
}

/// Reads exactly one mailbox, `Name <addr>` or `addr`.
pub fn parse_mailbox(value: &str) -> Result<Mailbox, AddressError> {
    let mut list = parse_mailbox_list(value)?;
    match (list.pop(), list.is_empty()) {
        (Some(mailbox), true) => Ok(mailbox),
        (None, _) => Err(AddressError::Empty),
        (Some(_), false) => Err(AddressError::Syntax),
    }
}

/// Splits an API style list (`a@b, "C, D" <c@d>`) at its commas, not inside quotes, brackets or comments.
///
/// The elements are trimmed; empty ones are left out.
pub fn split_list(value: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let (mut quoted, mut escaped, mut angle, mut comment, mut start) = (false, false, false, 0_usize, 0);
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || comment > 0 => escaped = true,
            '"' if comment == 0 => quoted = !quoted,
            '(' if !quoted => comment += 1,
            ')' if !quoted => comment = comment.saturating_sub(1),
            '<' if !quoted && comment == 0 => angle = true,
            '>' if !quoted && comment == 0 => angle = false,
            ',' if !quoted && !angle && comment == 0 => {
                elements.extend(value.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    elements.extend(value.get(start..));
    elements.into_iter().map(str::trim).filter(|element| !element.is_empty()).collect()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A run of other characters.
    Word(String),
    /// A quoted string: as written, with its quotes.
    Quoted(String),
    /// Inside of `<…>`, comments removed.
    Angle(String),
    /// Blanks or comments between the others.
    Space,
    Comma,
    Colon,
    Semicolon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Comma,
    Colon,
    Semicolon,
    Input,
}

struct Element {
    parts: Vec<Token>,
    /// Blanks or comments stood before it.
    follows_space: bool,
    end: End,
}

impl Element {
    /// Neither an address nor a part of one.
    fn is_words(&self) -> bool {
        let is_word = |token: &Token| match token {
            Token::Word(word) => !word.contains('@'),
            Token::Quoted(_) | Token::Space => true,
            _ => false,
        };
        !self.parts.is_empty() && self.parts.iter().all(is_word)
    }
}

struct Reader<I: Iterator<Item = Token>> {
    tokens: std::iter::Peekable<I>,
}

impl<I: Iterator<Item = Token>> Reader<I> {
    fn element(&mut self) -> Option<Element> {
        self.tokens.peek()?;
        let follows_space = self.tokens.peek() == Some(&Token::Space);
        let mut parts = Vec::new();
        let end = loop {
            match self.tokens.next() {
                None => break End::Input,
                Some(Token::Comma) => break End::Comma,
                Some(Token::Colon) => break End::Colon,
                Some(Token::Semicolon) => break End::Semicolon,
                Some(Token::Space) if parts.is_empty() => {}
                Some(token) => parts.push(token),
            }
        };
        while parts.last() == Some(&Token::Space) {
            parts.pop();
        }
        Some(Element { parts, follows_space, end })
    }
}

fn mailbox(parts: &[Token]) -> Result<Mailbox, AddressError> {
    let Some((last, name)) = parts.split_last() else { return Err(AddressError::Empty) };
    if let Token::Angle(inner) = last {
        if name.iter().any(|t| matches!(t, Token::Angle(_))) {
            return Err(AddressError::Syntax);
        }
        let address = match inner.split_once(':') {
            // RFC 5322 §4.4 obs-route
            Some((route, address)) if route.starts_with('@') => Address::parse(address)?,
            _ => Address::parse(inner)?,
        };
        return Ok(Mailbox { name: display_name(name), name_addresses: name_addresses(name), address });
    }
    if parts.iter().any(|t| matches!(t, Token::Angle(_))) {
        return Err(AddressError::Syntax);
    }
    Ok(Mailbox { name: None, name_addresses: Vec::new(), address: Address::parse(&bare(parts))? })
}

/// The text of an addr-spec; RFC 5322 §4.4 allows blanks and comments around its dots and its `@`.
fn bare(parts: &[Token]) -> String {
    let mut text = String::new();
    let mut pending_space = false;
    for part in parts {
        let (Token::Word(word) | Token::Quoted(word)) = part else {
            pending_space = true;
            continue;
        };
        let joins = text.ends_with(['.', '@']) || word.starts_with(['.', '@']);
        if pending_space && !text.is_empty() && !joins {
            text.push(' ');
        }
        pending_space = false;
        text.push_str(word);
    }
    text
}

fn display_name(parts: &[Token]) -> Option<String> {
    let mut name = String::new();
    for part in parts {
        match part {
            Token::Word(word) => name.push_str(word),
            Token::Quoted(quoted) => name.push_str(&unquote(quoted)),
            _ => name.push(' '),
        }
    }
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn name_addresses(parts: &[Token]) -> Vec<Address> {
    let words: Vec<Token> = parts.iter().filter(|t| !matches!(t, Token::Quoted(_))).cloned().collect();
    let text = bare(&words);
    text.split_whitespace().filter(|word| word.contains('@')).filter_map(|word| Address::parse(word).ok()).collect()
}

fn unquote(quoted: &str) -> String {
    let mut text = String::new();
    let mut chars = quoted.chars().skip(1).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.extend(chars.next()),
            '"' if chars.peek().is_none() => {}
            c => text.push(c),
        }
    }
    text
}

fn tokenize(value: &str) -> Result<Vec<Token>, AddressError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' => {
                skip_comment(&mut chars)?;
                tokens.push(Token::Space);
            }
            ')' | '>' => return Err(AddressError::Syntax),
            '"' => tokens.push(Token::Quoted(quoted_string(&mut chars)?)),
            '<' => tokens.push(Token::Angle(angle(&mut chars)?)),
            ',' => tokens.push(Token::Comma),
            ';' => tokens.push(Token::Semicolon),
            ':' => tokens.push(Token::Colon),
            '[' => {
                // An address literal may hold colons.
                let mut literal = String::from('[');
                for c in chars.by_ref() {
                    literal.push(c);
                    if c == ']' {
                        break;
                    }
                }
                push_word(&mut tokens, &literal);
            }
            c if c.is_whitespace() => tokens.push(Token::Space),
            c => push_word(&mut tokens, c.encode_utf8(&mut [0; 4])),
        }
    }
    Ok(tokens)
}

fn push_word(tokens: &mut Vec<Token>, text: &str) {
    if let Some(Token::Word(word)) = tokens.last_mut() {
        word.push_str(text);
    } else {
        tokens.push(Token::Word(text.to_owned()));
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn skip_comment(chars: &mut Chars<'_>) -> Result<(), AddressError> {
    let mut depth = 1_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '(' => depth += 1,
            ')' if depth == 1 => return Ok(()),
            ')' => depth -= 1,
            _ => {}
        }
    }
    Err(AddressError::Syntax)
}

fn quoted_string(chars: &mut Chars<'_>) -> Result<String, AddressError> {
    let mut text = String::from('"');
    while let Some(c) = chars.next() {
        text.push(c);
        match c {
            '\\' => text.push(chars.next().ok_or(AddressError::Syntax)?),
            '"' => return Ok(text),
            _ => {}
        }
    }
    Err(AddressError::Syntax)
}

fn angle(chars: &mut Chars<'_>) -> Result<String, AddressError> {
    let mut parts = Vec::new();
    while let Some(c) = chars.next() {
        match c {
            '>' => return Ok(bare(&parts)),
            '<' => return Err(AddressError::Syntax),
            '(' => {
                skip_comment(chars)?;
                parts.push(Token::Space);
            }
            '"' => parts.push(Token::Quoted(quoted_string(chars)?)),
            c if c.is_whitespace() => parts.push(Token::Space),
            c => push_word(&mut parts, c.encode_utf8(&mut [0; 4])),
        }
    }
    Err(AddressError::Syntax)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn addresses(value: &str) -> Vec<String> {
        parse_mailbox_list(value).unwrap().into_iter().map(|m| m.address.to_string()).collect()
    }

    #[test]
    fn every_mailbox_of_a_list_is_returned() {
        assert_eq!(addresses("<ceo@victim.example>, <me@mine.example>"), ["ceo@victim.example", "me@mine.example"]);
        assert_eq!(addresses("victim@bank.example, me <me@own.example>"), ["victim@bank.example", "me@own.example"]);
        assert_eq!(
            addresses("Group: a@x.example, B <b@x.example>; , c@x.example"),
            ["a@x.example", "b@x.example", "c@x.example"]
        );
        assert_eq!(addresses("undisclosed-recipients:;"), Vec::<String>::new());
    }

    #[test]
    fn comments_and_quoted_strings_hide_what_is_in_them() {
        assert_eq!(addresses("(<x@y.example>, ) \"<q@r.example>, z\" <a@b.example> (c (d))"), ["a@b.example"]);
        assert_eq!(addresses("a (x) @ (y) b.example"), ["a@b.example"]);
        assert_eq!(addresses("\"a, b\"@c.example"), ["\"a, b\"@c.example"]);
        assert_eq!(addresses("a@[IPv6:2001:db8::1]"), ["a@[IPv6:2001:db8::1]"]);
    }

    #[test]
    fn names_lose_their_quotes_but_are_not_decoded() {
        let mailbox = parse_mailbox("\"O \\\"X\\\"\" Y =?utf-8?q?a=40b?= <a@b.example>").unwrap();
        assert_eq!(mailbox.name.as_deref(), Some("O \"X\" Y =?utf-8?q?a=40b?="));
        assert_eq!(mailbox.name_addresses, []);
    }

    #[test]
    fn an_unquoted_address_as_name_is_reported() {
        let mailbox = parse_mailbox("me@mine.example ceo@victim.example <me@mine.example>").unwrap();
        let found: Vec<&str> = mailbox.name_addresses.iter().map(Address::as_str).collect();
        assert_eq!(found, ["me@mine.example", "ceo@victim.example"]);
    }

    #[test]
    fn a_name_may_hold_unquoted_commas_and_semicolons() {
        for (value, name) in [
            ("Acme, Inc. <a@b.example>", "Acme, Inc."),
            ("=?utf-8?q?Acme,_Inc.?= <a@b.example>", "=?utf-8?q?Acme,_Inc.?="),
            ("Doe; Jane <a@b.example>", "Doe, Jane"),
        ] {
            let list = parse_mailbox_list(value).unwrap();
            assert_eq!(list.len(), 1, "{value}");
            assert_eq!((list[0].name.as_deref(), list[0].address.as_str()), (Some(name), "a@b.example"));
        }
        assert_eq!(addresses("a@b.example; c@d.example;"), ["a@b.example", "c@d.example"]);
        assert!(parse_mailbox_list("Acme, ceo@victim.example, Inc. <a@b.example>").is_err());
    }

    #[test]
    fn what_is_no_mailbox_spoils_the_list() {
        for value in [
            "a@b.example c@d.example",
            "<a@b.example> <c@d.example>",
            "blah",
            "<a@b.example> x",
            "Acme, a@b.example",
            "Acme, Inc.",
            "Acme, a@b.example <c@d.example> x",
            "\"a",
            "(a",
            "<a",
        ] {
            assert!(parse_mailbox_list(value).is_err(), "{value}");
        }
    }

    #[test]
    fn api_lists_are_split_outside_quotes() {
        assert_eq!(split_list("a@b,c@d,  \"E, F\" <e@f>,"), ["a@b", "c@d", "\"E, F\" <e@f>"]);
    }

    proptest! {
        #[test]
        fn parsing_never_panics(value in any::<String>(), tricky in "[a@.,:;<>()\\[\\]\"\\\\ ]{0,30}") {
            let _ = parse_mailbox_list(&value);
            let _ = parse_mailbox_list(&tricky);
            let _ = split_list(&tricky);
        }
    }
}
