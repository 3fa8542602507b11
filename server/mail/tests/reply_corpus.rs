//! Samples of answers as mail programs write them: `corpus/replies`, each a text and what of it is the sender's own.
//!
//! A sample is a file: the text, a line `%% own text`, the own text. Its name is language, program, and what is special.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share fails by panicking, too")]

use postal_mail::reply_text::separate;
use std::collections::BTreeMap;
use std::path::Path;

struct Sample {
    name: String,
    text: String,
    own: String,
}

fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/replies");
    let mut samples: Vec<Sample> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let content = std::fs::read_to_string(&path).unwrap();
            let (text, own) = content.split_once("%% own text\n").unwrap_or_else(|| panic!("{}", path.display()));
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            Sample { name, text: text.to_owned(), own: own.trim().to_owned() }
        })
        .collect();
    samples.sort_by(|one, other| one.name.cmp(&other.name));
    samples
}

#[test]
fn the_own_text_of_each_sample_is_found() {
    let samples = samples();
    assert!(samples.len() >= 80, "{} samples", samples.len());
    let mut table: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for sample in &samples {
        let found = separate(&sample.text);
        let (right, all) = table.entry(sample.name.split('-').next().unwrap()).or_default();
        *all += 1;
        if found.text == sample.own {
            *right += 1;
        } else {
            wrong.push(format!("{}:\n{}\n", sample.name, found.text));
        }
    }
    println!("language  right  samples");
    for (language, (right, all)) in table {
        println!("{language:8}  {right:5}  {all:7}");
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), samples.len(), wrong.join("\n"));
}

#[test]
fn line_ends_do_not_matter() {
    for sample in samples() {
        assert_eq!(separate(&sample.text.replace('\n', "\r\n")), separate(&sample.text), "{}", sample.name);
    }
}
