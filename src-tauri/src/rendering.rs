//! Without a graphics card (a virtual machine, a remote desktop, a test) WebKit's fast way to the screen at times shows
//! nothing but an empty window. Its plain way always works there, and is chosen by an environment variable at start.

/// Starts this very program again with the plain way chosen, where that is needed; otherwise, and where that fails, returns.
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
        tracing::warn!(%error, "could not start again with plain rendering");
    }
}

/// Other systems bring a browser of their own.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
