//! What tauri prepares at compile time: the configuration, the permissions (none), the icon on Windows.

fn main() {
    tauri_build::build();
}
