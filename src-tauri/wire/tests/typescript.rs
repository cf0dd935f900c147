//! The committed TypeScript is what the wire types say.

use std::path::PathBuf;

#[test]
fn the_committed_typescript_is_fresh() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/lib/wire/index.ts");
    let fresh = sportello_wire::typescript::render();
    if std::env::var_os("SPORTELLO_WRITE_TYPES").is_some() {
        std::fs::write(&path, &fresh).expect("ui/src/lib/wire can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "ui/src/lib/wire/index.ts is stale: run `make types`"
    );
}
