use super::*;
use crate::file::{RowTrouble, RowTroubles, Summary};
use sportello_core::RowFault;

struct Shelf {
    folder: tempfile::TempDir,
    watched: Folder,
    now: Instant,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let watched = Folder::new(folder.path());
        let now = Instant::now();
        Self {
            folder,
            watched,
            now,
        }
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("room");
    }

    /// What is whole, so many seconds later.
    fn after(&mut self, seconds: u64) -> Vec<Waiting> {
        self.now += Duration::from_secs(seconds);
        self.watched.look(self.now).expect("a folder").files
    }

    fn settled(&mut self) -> Vec<Waiting> {
        self.after(0);
        self.after(3)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).expect("a file")
    }
}

fn names(files: &[Waiting]) -> Vec<String> {
    files.iter().map(Waiting::name).collect()
}

#[test]
fn a_file_is_taken_when_it_has_not_changed_for_three_seconds() {
    let mut shelf = Shelf::new();
    shelf.put("prestiti.csv", "a;b");
    shelf.put("README.md", "not meant");
    shelf.put(".hidden.csv", "not meant");
    assert_eq!(names(&shelf.after(0)), [""; 0]);
    assert_eq!(names(&shelf.after(2)), [""; 0]);
    shelf.put("prestiti.csv", "a;b\nc;d");
    assert_eq!(names(&shelf.after(2)), [""; 0], "it has grown");
    let look = shelf.watched.look(shelf.now).expect("a folder");
    assert!(look.others_settle);
    let files = shelf.after(3);
    assert_eq!(names(&files), ["prestiti.csv"]);
    let bytes = shelf.watched.take(&files[0]).expect("read");
    assert_eq!(bytes.as_deref(), Some(&b"a;b\nc;d"[..]));
}

#[test]
fn what_changes_or_goes_between_looking_and_taking_is_left_alone() {
    let mut shelf = Shelf::new();
    shelf.put("one.csv", "a;b");
    shelf.put("two.csv", "a;b");
    let files = shelf.settled();
    shelf.put("one.csv", "a;b\nmore");
    fs::remove_file(shelf.folder.path().join("two.csv")).expect("there");
    for file in &files {
        assert_eq!(shelf.watched.take(file), Ok(None));
    }
    let finished = shelf.watched.finish(&files[1], &Outcome::SameAsBefore);
    assert_eq!(finished, Ok(None));
}

#[test]
fn what_was_read_is_moved_with_a_report_and_never_over_another() {
    let mut shelf = Shelf::new();
    let summary = Summary {
        rows: 3,
        loans: 1,
        returned: 1,
        rejected: RowTroubles {
            count: 1,
            first: vec![RowTrouble {
                line: 7,
                fault: RowFault::DueMissing,
                cell: "Il Gattopardo".into(),
            }],
        },
        remarks: RowTroubles::default(),
    };
    for wanted in ["processed/p.csv", "processed/p-2.csv", "processed/p-3.csv"] {
        shelf.put("p.csv", wanted);
        let file = shelf.settled().remove(0);
        let moved = shelf.watched.finish(&file, &Outcome::Taken(&summary));
        assert_eq!(moved.expect("moved").as_deref(), Some(wanted));
        assert_eq!(shelf.text(wanted), wanted);
        let report = shelf.text(&format!("{wanted}.report.txt"));
        assert!(report.contains("Riga 7: manca la scadenza."), "{report}");
        assert!(
            report.contains("Line 7: the due date is missing."),
            "{report}"
        );
        assert!(report.contains("Prestiti in corso: 1"), "{report}");
        assert!(!report.contains("Gattopardo"), "{report}");
    }
    assert_eq!(names(&shelf.settled()), [""; 0]);
}

#[test]
fn what_cannot_be_read_goes_to_the_rejected_with_the_reason() {
    let mut shelf = Shelf::new();
    shelf.put("p.csv", "");
    let file = shelf.settled().remove(0);
    let trouble = SourceTrouble::from(SourceCause::FileEmpty);
    let moved = shelf.watched.finish(&file, &Outcome::Unreadable(&trouble));
    assert_eq!(moved.expect("moved").as_deref(), Some("rejected/p.csv"));
    let report = shelf.text("rejected/p.csv.report.txt");
    assert!(
        report.contains("Il file non è stato letto: è vuoto."),
        "{report}"
    );
    assert!(
        report.contains("The file was not read: it is empty."),
        "{report}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let mut shelf = Shelf::new();
    let outside = tempfile::tempdir().expect("a folder");
    let secret = outside.path().join("secret.csv");
    fs::write(&secret, "secret").expect("room");
    symlink(&secret, shelf.folder.path().join("link.csv")).expect("a link");
    assert_eq!(names(&shelf.settled()), [""; 0]);

    shelf.put("p.csv", "a;b");
    let file = shelf.settled().remove(0);
    let path = shelf.folder.path().join("p.csv");
    fs::remove_file(&path).expect("there");
    symlink(&secret, &path).expect("a link");
    assert!(shelf.watched.take(&file).is_err(), "a link since then");
    assert_eq!(
        shelf.watched.finish(&file, &Outcome::SameAsBefore),
        Ok(None)
    );

    symlink(outside.path(), shelf.folder.path().join("processed")).expect("a link");
    let cause = shelf.watched.try_it().expect_err("a trouble").cause;
    assert_eq!(cause, SourceCause::FolderNotWritable);
}

#[test]
fn a_folder_is_tried_in_words() {
    let mut shelf = Shelf::new();
    shelf.put("p.csv", "a;b");
    assert_eq!(shelf.watched.try_it().expect("good").found, 1);
    let leftover = fs::read_dir(shelf.folder.path().join("processed")).expect("made");
    assert_eq!(leftover.count(), 0);
    let cause = |path: &Path| Folder::new(path).try_it().expect_err("a trouble").cause;
    let gone = shelf.folder.path().join("gone");
    assert_eq!(cause(&gone), SourceCause::FolderMissing);
    assert_eq!(
        cause(&shelf.folder.path().join("p.csv")),
        SourceCause::FolderMissing
    );
    assert_eq!(cause(Path::new("prestiti")), SourceCause::NotSet);
    fs::remove_file(shelf.folder.path().join("p.csv")).expect("there");
    assert_eq!(names(&shelf.settled()), [""; 0]);
}
