//! 3.3's rules one by one, how the two sets of rules combine, and what must hold for any text.

use super::*;
use proptest::prelude::*;

fn cut(text: &str) -> (String, Option<String>) {
    let separated = separate(text);
    (separated.text, separated.replies)
}

#[track_caller]
fn check(text: &str, own: &str, replies: &str) {
    assert_eq!(cut(text), (own.to_owned(), (!replies.is_empty()).then(|| replies.to_owned())), "{text:?}");
}

#[track_caller]
fn check_untouched(text: &str) {
    check(text, trim(text), "");
}

#[test]
fn rule_1_a_line_of_dashes_and_one_blank_begins_a_signature() {
    check("a\n-- \nb\nc\n", "a", "-- \nb\nc");
    check("a\n---------- \nb", "a", "---------- \nb");
    for text in ["a\n----------- \nb", "a\n> -- \nb", "a\n - \nb", "a -- \nb"] {
        check_untouched(text);
    }
    assert_eq!(legacy::cut(&["a", "--  ", "b"]).own.len(), 3);
}

#[test]
fn rule_2_original_message() {
    check("a\n\n-----Original Message-----\nb", "a", "-----Original Message-----\nb");
    check("a\n> ----- Original Message -----x\nb", "a", "> ----- Original Message -----x\nb");
}

#[test]
fn rules_3_and_4_two_header_fields_directly_one_behind_the_other() {
    check("a\nFrom: x\nSent: y\nb", "a", "From: x\nSent: y\nb");
    check("a\n>>  From: x\nDate: y\nb", "a", ">>  From: x\nDate: y\nb");
    for text in ["a\nFrom: x\nTo: z\nb", "a\nFrom: x\n Sent: y\nb", "From me\nSent: y", "a From: x\nSent: y"] {
        check_untouched(text);
    }
}

#[test]
fn rule_5_the_german_line_with_its_final_blank() {
    check("a\n-----Ursprüngliche Nachricht----- \nb", "a", "-----Ursprüngliche Nachricht----- \nb");
    check("a\n-----Urspr?ngliche Nachricht----- b\nc", "a", "-----Urspr?ngliche Nachricht----- b\nc");
}

#[test]
fn rule_6_cuts_the_french_line_only() {
    check("a\nLe lundi Jean a écrit :\nb", "a\n\nb", "Le lundi Jean a écrit :");
    check("a\n>> Le lundi Jean a ?crit:\nb", "a\n\nb", ">> Le lundi Jean a ?crit:");
    check(
        "Le lundi 1 Jean a écrit :\nb\nLe lundi 2 Jean a écrit :\nc",
        "b\n\nc",
        "Le lundi 2 Jean a écrit :\nLe lundi 1 Jean a écrit :",
    );
    for text in ["a\nLe Jean a écrit :\nb", "a\nLe lundi Jean\na écrit :\nb", "a\nLe lundi Jean a écrit : b"] {
        check_untouched(text);
    }
    check_untouched(&format!("a\nLe {} a écrit :\nb", "x".repeat(200)));
}

#[test]
fn rule_7_eighteen_underscores() {
    check("a\n__________________\nb", "a", "__________________\nb");
    check_untouched("a\n_________________\nb");
}

#[test]
fn rule_8_cuts_from_on_wrote_to_the_end_even_over_lines() {
    check("a\nOn Monday Ann wrote:\nb\n\nc", "a", "On Monday Ann wrote:\nb\n\nc");
    check("a\n> On Monday\n> Ann\nwrote:\nb", "a", "> On Monday\n> Ann\nwrote:\nb");
    check("a\nOnce upon a time Ann wrote:\nb", "a", "Once upon a time Ann wrote:\nb");
    for text in ["a\nOn Mo Ann wrote:\nb", "a\nOn Monday Ann wrote: b", "a\nSee: On Monday Ann wrote:\nb"] {
        check_untouched(text);
    }
    let long = |middle: usize| format!("a\nOn {}\nwrote:\nb", "x".repeat(middle));
    assert_eq!(separate(&long(198)).text, "a");
    check_untouched(&long(199));
}

#[test]
fn rule_9_sent_from_my() {
    check("a\n\nSent from my toaster, b\nc", "a", "Sent from my toaster, b\nc");
    check("a\n> Sent from my\nc", "a", "> Sent from my\nc");
}

#[test]
fn rule_10_please_reply_above_this_line() {
    check("a\n=== Please reply above this line ===\nb", "a", "=== Please reply above this line ===\nb");
    check("a\n> === Please reply above this line ===\nb", "a", "> === Please reply above this line ===\nb");
}

#[test]
fn rule_11_cuts_a_block_of_ten_quoted_lines_only() {
    let block = ">x\n".repeat(10);
    check(&format!("a\n{block}b"), "a\nb", block.trim_end());
    assert_eq!(legacy::cut(&[">x"; 9]).own.len(), 9);
    assert_eq!(legacy::cut(&[">x"; 10]).own.len(), 0);
}

#[test]
fn a_later_rule_and_a_later_match_go_in_front() {
    let block = "> q\n".repeat(10);
    let block = block.trim_end();
    check(&format!("a\n{block}\nb\n{block}\nc\n-- \nsig"), "a\nb\nc", &format!("{block}\n\n{block}\n\n-- \nsig"));
    check(
        "a\nSent from my x\nOn Monday Ann wrote:\nb\n-----Original Message-----\nc",
        "a",
        "Sent from my x\nOn Monday Ann wrote:\nb\n-----Original Message-----\nc",
    );
}

#[test]
fn empty_lines_before_a_match_belong_to_it() {
    let lines = ["a", "", "> ", "", "Sent from my x"];
    let own: Vec<usize> = legacy::cut(&lines).own.iter().map(|line| line.number).collect();
    assert_eq!(own, [0, 1]);
    assert_eq!(legacy::cut(&lines).replies, "> \n\nSent from my x\n");
}

#[test]
fn carriage_returns_are_removed_and_both_results_trimmed() {
    check("\r\n a\rb \r\n\r\n-- \r\nsig\r\n", "ab", "-- \nsig");
    check("", "", "");
    check(" \r\n", "", "");
}

#[test]
fn what_3_3_has_cut_stays_cut_and_more_goes_in_front() {
    check(
        "Danke\n\nAm 03.01.2026 um 10:15 schrieb Max:\n> Hallo\n\n-- \nAnn",
        "Danke",
        "Am 03.01.2026 um 10:15 schrieb Max:\n> Hallo\n\n-- \nAnn",
    );
    check("Hi,\n\nOn Monday Ann wrote:\n> q\n\nbelow", "Hi,", "On Monday Ann wrote:\n> q\n\nbelow");
}

#[test]
fn where_3_3_leaves_nothing_the_answer_below_is_found() {
    check("On Monday Ann wrote:\n> q\n\nbelow", "below", "On Monday Ann wrote:\n> q");
    check("On Monday Ann wrote:\n> q\n", "", "On Monday Ann wrote:\n> q");
}

#[test]
fn nothing_is_cut_that_would_leave_an_empty_text_without_being_quoted() {
    for text in [
        "---------- Forwarded message ---------\nVon: Max <max@x.example>\nDatum: 3. Januar 2026\nBetreff: x\n\nHallo",
        "Von: Max <max@x.example>\nDatum: 03.01.2026\nBetreff: x\n\nHallo",
        "Von meinem iPhone gesendet",
        "> only this",
    ] {
        check_untouched(text);
    }
}

#[test]
fn ordinary_text_is_left_alone() {
    for text in [
        "On Monday he wrote: it is done.\nAnd it was.",
        "Am Montag schrieb er: es ist fertig.\n\nDas war es.",
        "Er schrieb mir am Montag folgendes:\n\nEs ist fertig.\n\nDas war es.",
        "Le lundi, il a écrit : c'est fini.\n\nOui.",
        "Steps:\n- one\n- two\n\n---\n\n* three\n* four",
        "Title\n-----\n\ntext\n\n----------\n\nmore",
        "I got a mail From: somebody\nand did not read it.",
        "Travel:\nFrom: Berlin\nTo: Paris\nDay: 3 May",
        "From: Berlin\n\nTo: Paris\n\nBye",
        "if a > b:\n  x\n\nThe result was\n> 42\nas it should be.",
        "Von: Berlin\nNach: Paris\nAm: Montag",
        "Please call me at 10:15:\n\n030 123456",
        "the iPhone was sent from my office.\nIt is blue.",
        "Gesendet von Hand, nicht von der Maschine.",
        ">From the start\nto the end",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Original message: see the file.\nThank you",
        "-- this is not a signature\nat all",
        "Zwei Dinge:\n\nDe: ein Wort\nA: noch eins\n\nGruß",
        "1. Am Montag schrieb ich:\n2. Am Dienstag nicht.",
    ] {
        check_untouched(text);
    }
}

/// Time this thread has run, so that a busy machine does not matter.
fn cpu_seconds() -> f64 {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    nanoseconds.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}

/// A rule that looks at the rest of the text for each line would take minutes here.
#[test]
fn hostile_texts_take_linear_time() {
    for line in [
        ">\n",
        "> a\n",
        "\n",
        "On\n",
        "On x\n\n",
        "Le 1234567890 a écrit :\n",
        "From:\n",
        "From: a\nTo: b\n",
        "--\n",
        "> a\nb\n",
        "Am 3.1.2026 um 10:15\n",
        "Von meinem iPhone gesendet\n\n",
        "De : a@b\n\n",
        "a",
        "__\n",
        "> ",
        "\n>\n",
        "：\n",
        "schrieb:\n",
        "--\na\n\n",
        "am a@b 10:15 2026\n\n> x\n\n",
        "---a",
        ">\n\n",
    ] {
        let text = line.repeat(400_000 / line.len());
        let started = cpu_seconds();
        let _ = separate(&text);
        let taken = cpu_seconds() - started;
        assert!(taken < 8.0, "{line:?}: {taken} s");
    }
}

proptest! {
    #[test]
    fn each_line_is_in_exactly_one_result(
        lines in proptest::collection::vec(proptest::sample::select(vec![
            "", "a", "b c", "> q", ">> q", "-- ", "--", "> ", ">", "On Monday Ann wrote:", "Le lundi Jean a écrit :",
            "Am 03.01.2026 um 10:15 schrieb Max:", "From: a", "Sent: b", "Von: a@b", "Gesendet: 3", "An: c", "Betreff: d",
            "Sent from my x", "Von meinem iPhone gesendet", "__________________", "Am 03.01.2026 um", "10:15 schrieb Max <m@x>:",
            "-----Original Message-----", "> > > > >", "> > Le lundi Jean a écrit :", "\r", "  ", "- x",
        ]), 0..40),
    ) {
        let text = lines.join("\n");
        let separated = separate(&text);
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.split('\n').map(|line| trim(line).to_owned()).filter(|line| !line.is_empty()).collect();
            lines.sort_unstable();
            lines
        };
        let both = format!("{}\n{}", separated.text, separated.replies.unwrap_or_default());
        prop_assert_eq!(sorted(&both), sorted(&text));
    }

    #[test]
    fn nothing_panics(text in any::<String>()) {
        let _ = separate(&text);
    }
}
