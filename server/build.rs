//! Says clearly what is missing before the compiler says it cryptically.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../migrations");
    println!("cargo::rerun-if-changed=../ui/dist/manifest.json");
    println!("cargo::rerun-if-changed=../ui/messages");
    println!("cargo::rerun-if-changed=templates");
    assert!(
        Path::new("../ui/dist/manifest.json").exists(),
        "\n\n  The web pages are not built yet, and the server carries them inside.\n  Run `make ui` at the top of the repository (it needs Node 20.19 or newer), then build again.\n\n"
    );
}
