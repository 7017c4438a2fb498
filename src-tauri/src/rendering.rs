//! Software rendering: without a graphics card (a virtual machine, a remote desktop, a test) WebKit's accelerated compositing
//! can show an empty window. An environment variable at start disables it.

/// Restarts this program with compositing disabled where that is necessary; otherwise, and if that fails, returns.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt;
    const PLAIN: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    #[expect(clippy::disallowed_methods, reason = "WebKit's setting, not ours: whoever set it knows better")]
    let decided = std::env::var_os(PLAIN).is_some();
    if decided || std::path::Path::new("/dev/dri").exists() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(PLAIN, "1").exec();
        tracing::warn!(%error, "rendering: could not restart without compositing");
    }
}

/// Other systems have a webview of their own.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
