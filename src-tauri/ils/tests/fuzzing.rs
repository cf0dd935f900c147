//! Noise that was a file of loans once: every awkward file, bent at random, is still loans
//! or a trouble, and never the end of a program.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../../../tests/fuzz/loans.rs"]
mod loans;

/// What readers of files trip over.
const SPLINTERS: [&[u8]; 18] = [
    b";",
    b",",
    b"\t",
    b"|",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r",
    b"\r\n",
    b"\";\"",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe8",
    b"sep=;\n",
    b"tessera;scadenza\n",
    b"=\"",
    b"31/12/9999",
    b"1,2E+11",
];

/// A way to bend a file.
#[derive(Clone, Debug)]
enum Bend {
    Put(Index, u8),
    Take(Index, Index),
    Repeat(Index, Index),
    Flip(Index, u8),
    Splinter(Index, Index),
    Graft(Index, Index, Index),
}

#[test]
fn every_awkward_file_holds_what_is_promised() {
    for file in corpus() {
        loans::judge(file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn a_bent_file_is_loans_or_a_trouble(
        which in any::<Index>(),
        bends in vec(bend(), 1..8),
    ) {
        let files = corpus();
        let mut bytes = which.get(files).clone();
        for bend in bends {
            apply(&mut bytes, &bend, files);
        }
        loans::judge(&bytes);
    }

    #[test]
    fn noise_is_loans_or_a_trouble(noise in vec(any::<u8>(), 0..400)) {
        loans::judge(&noise);
    }

    #[test]
    fn cells_of_any_text_are_loans_or_a_trouble(
        rows in vec(vec("[0-9a-zA-Z/.:; ,\"é\r\n@+=-]{0,14}", 0..8), 0..12),
    ) {
        let rows: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
        let text = format!("tessera;scadenza;titolo;email;data prestito\n{}", rows.join("\n"));
        loans::judge(text.as_bytes());
    }
}

#[test]
fn size_and_depth_are_borne() {
    for noise in [
        "\"".repeat(200_000),
        ";".repeat(200_000),
        "a\"b,\"\n".repeat(20_000),
        "\n".repeat(200_000),
        format!("tessera;scadenza\n{}", "T;\"01/12/2026\n".repeat(10_000)),
        format!("tessera;scadenza\n{}", "T;01/12/2026\n".repeat(10_000)),
        format!("{}\n", "tessera;scadenza;".repeat(40)).repeat(100),
    ] {
        loans::judge(noise.as_bytes());
    }
}

fn corpus() -> &'static [Vec<u8>] {
    static READ: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/loans");
        let entries = fs::read_dir(folder).expect("the corpus");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
            .collect();
        files.sort();
        let read = files.iter().map(|path| fs::read(path).expect("a file"));
        read.collect()
    });
    &READ
}

fn bend() -> impl Strategy<Value = Bend> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Bend::Put(at, byte)),
        (place(), place()).prop_map(|(at, length)| Bend::Take(at, length)),
        (place(), place()).prop_map(|(at, length)| Bend::Repeat(at, length)),
        (place(), 0..8_u8).prop_map(|(at, bit)| Bend::Flip(at, bit)),
        (place(), place()).prop_map(|(at, which)| Bend::Splinter(at, which)),
        (place(), place(), place()).prop_map(|(at, which, from)| Bend::Graft(at, which, from)),
    ]
}

fn apply(bytes: &mut Vec<u8>, bend: &Bend, files: &[Vec<u8>]) {
    if bytes.is_empty() {
        return;
    }
    let size = bytes.len();
    let span = |at: &Index, length: &Index| {
        let start = at.index(size);
        start..(start + length.index(32) + 1).min(size)
    };
    match bend {
        Bend::Put(at, byte) => bytes.insert(at.index(size), *byte),
        Bend::Take(at, length) => drop(bytes.drain(span(at, length))),
        Bend::Repeat(at, length) => {
            let span = span(at, length);
            let again = bytes[span.clone()].to_vec();
            bytes.splice(span.end..span.end, again);
        }
        Bend::Flip(at, bit) => bytes[at.index(size)] ^= 1 << bit,
        Bend::Splinter(at, which) => {
            let at = at.index(size);
            bytes.splice(at..at, which.get(&SPLINTERS).iter().copied());
        }
        Bend::Graft(at, which, from) => {
            let other = which.get(files);
            bytes.truncate(at.index(size));
            bytes.extend(&other[from.index(other.len().max(1)).min(other.len())..]);
        }
    }
}
