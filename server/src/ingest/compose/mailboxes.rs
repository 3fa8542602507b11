//! Addresses as applications write them: `a@b`, `Name <a@b>`, several with commas, names with commas in them.

use postal_mail::address::{Mailbox, parse_mailbox, split_list};

use super::{Part, Problem};

/// One of To, Cc, Bcc, Reply-To.
#[derive(Debug, Default)]
pub struct List {
    pub mailboxes: Vec<Mailbox>,
    /// Good and bad ones.
    pub count: usize,
}

/// Reads all elements; those that are no address become problems.
pub fn read(part: Part, elements: &[String], problems: &mut Vec<Problem>) -> List {
    let mut list = List::default();
    for (index, element) in elements.iter().enumerate() {
        match parse(element) {
            Some(mailboxes) if !mailboxes.is_empty() => {
                list.count += mailboxes.len();
                list.mailboxes.extend(mailboxes);
            }
            _ => {
                list.count += split_list(element).len().max(1);
                problems.push(Problem::InvalidAddress { part, index, value: element.clone() });
            }
        }
    }
    list
}

/// All mailboxes of a list, or `None` when anything in it is not one.
///
/// 3.3 takes `Acme, Inc. <a@b>` for one mailbox; so do we: words without `@` belong to the name that follows.
pub fn parse(list: &str) -> Option<Vec<Mailbox>> {
    if list.contains(['\r', '\n']) {
        return None;
    }
    let mut mailboxes = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for element in split_list(list) {
        if !element.contains(['@', '<']) {
            words.push(element);
            continue;
        }
        let mut mailbox = parse_mailbox(element).ok()?;
        if !words.is_empty() {
            let name = mailbox.name.take()?;
            mailbox.name = Some(format!("{}, {name}", words.join(", ")));
            words.clear();
        }
        mailboxes.push(mailbox);
    }
    words.is_empty().then_some(mailboxes)
}

/// The bare addresses with commas between them.
///
/// An address where a name belongs (`john@gmail.com via App <a@b>`) is a name: we write the field ourselves and quote it.
/// In messages that come complete it counts as an author, because some readers take it for one.
pub fn all_addresses(mailboxes: &[Mailbox]) -> String {
    let addresses: Vec<&str> = mailboxes.iter().map(|mailbox| mailbox.address.as_str()).collect();
    addresses.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &str) -> Option<Vec<(Option<String>, String)>> {
        Some(parse(list)?.into_iter().map(|mailbox| (mailbox.name, mailbox.address.to_string())).collect())
    }

    #[test]
    fn names_may_hold_commas() {
        let one = |name: Option<&str>, address: &str| (name.map(str::to_owned), address.to_owned());
        assert_eq!(texts("Acme, Inc. <a@b.example>"), Some(vec![one(Some("Acme, Inc."), "a@b.example")]));
        assert_eq!(
            texts("a@b.example, \"C, D\" <C@d.example>,"),
            Some(vec![one(None, "a@b.example"), one(Some("C, D"), "C@d.example")])
        );
        assert_eq!(texts("a@b.example, nobody"), None);
        assert_eq!(texts("nobody, a@b.example"), None);
        assert_eq!(texts("a@b.example\r\nX: y"), None);
    }

    #[test]
    fn what_stands_in_angle_brackets_is_judged_and_every_element_of_the_list() {
        let judged = |list: &str| parse(list).map(|authors| all_addresses(&authors));
        let via = "john@gmail.example via App <a@demo.example>";
        assert_eq!(judged(via).as_deref(), Some("a@demo.example"));
        assert_eq!(texts(via).unwrap()[0].0.as_deref(), Some("john@gmail.example via App"));
        let two = "john@gmail.example, via App <a@demo.example>";
        assert_eq!(judged(two).as_deref(), Some("john@gmail.example, a@demo.example"));
        for list in [
            "<john@gmail.example> via App <a@demo.example>",
            "john@gmail.example> via App <a@demo.example>",
            "john@gmail.example; App <a@demo.example>",
            "\"john@gmail.example via App <a@demo.example>",
        ] {
            assert_eq!(judged(list), None, "{list}");
        }
    }
}
