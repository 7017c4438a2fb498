//! Prepares at compile time what tauri needs: the configuration, the permissions (none), the icon
//! on Windows.

fn main() {
    tauri_build::build();
}
