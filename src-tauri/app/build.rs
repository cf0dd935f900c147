//! The desk's pages are embedded: a build without them would open an empty window,
//! so it fails here and says what to run.
use std::path::Path;

fn main() {
    println!("cargo:rerun-if-changed=ui/dist/desk");
    let page = Path::new("ui/dist/desk/index.html");
    assert!(
        page.exists(),
        "the desk's window is not built: run `make pages` first"
    );
    let commands = &["attach", "order", "drawn", "send_file"];
    let manifest = tauri_build::AppManifest::new().commands(commands);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json is sound");
}
