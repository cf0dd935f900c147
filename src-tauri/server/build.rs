//! The patron's page is embedded: a build without it would answer every patron
//! with nothing, so it fails here and says what to run.
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=../../ui/dist/patron");
    let page = Path::new("../../ui/dist/patron/index.html");
    assert!(
        page.exists(),
        "the patron's page is not built: run `make pages` first"
    );
}
