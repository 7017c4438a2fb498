//! Copies pictures to the clipboard on Linux. On other systems the webview does
//! it, without this program.

/// Copies a picture (PNG) to the clipboard. Must be called on the main thread.
#[cfg(target_os = "linux")]
pub(crate) fn put(png: &[u8]) -> anyhow::Result<()> {
    use gtk::gdk_pixbuf::{PixbufLoader, prelude::PixbufLoaderExt};

    let loader = PixbufLoader::with_type("png")?;
    loader.write(png)?;
    loader.close()?;
    let picture = loader.pixbuf().ok_or_else(|| anyhow::anyhow!("the picture is empty"))?;
    gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_image(&picture);
    Ok(())
}

/// Copies a picture (PNG) to the clipboard. Must be called on the main thread.
#[cfg(not(target_os = "linux"))]
pub(crate) fn put(_png: &[u8]) -> anyhow::Result<()> {
    anyhow::bail!("the page's browser copies pictures here")
}
