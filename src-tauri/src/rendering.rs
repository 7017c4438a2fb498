//! Software rendering: without a graphics card (a virtual machine, a remote desktop, a test)
//! WebKit's DMA-BUF renderer can show an empty window. WebKit reads the environment variable that
//! disables this renderer only at its start.

/// Restarts this program with that renderer disabled if there is no graphics card; otherwise, and
/// if the restart fails, returns.
#[cfg(target_os = "linux")]
pub(crate) fn choose() {
    use std::os::unix::process::CommandExt;
    const DISABLE_DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    #[expect(clippy::disallowed_methods, reason = "WebKit's setting, not ours: a value that is already set takes precedence")]
    let decided = std::env::var_os(DISABLE_DMABUF).is_some();
    if decided || std::path::Path::new("/dev/dri").exists() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(DISABLE_DMABUF, "1").exec();
        tracing::warn!(%error, "rendering: could not restart without the DMA-BUF renderer");
    }
}

/// Does nothing: the webviews of other systems do not need this.
#[cfg(not(target_os = "linux"))]
pub(crate) fn choose() {}
