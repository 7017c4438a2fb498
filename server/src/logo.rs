//! A meeting's logo: a PNG, read within bounds, and written anew with nothing but its pixels.

use crate::domain::{Logo, LogoMark, Refusal};
use crate::hex;
use png::{BitDepth, ColorType, Decoder, DecodingError, Encoder, EncodingError, Limits, Transformations};
use sha2::{Digest, Sha256};
use std::io::Cursor;

/// The largest file in bytes, of the one that is read and of the one that is written: every phone loads it.
pub(crate) const MAX_BYTES: usize = 256 * 1024;
/// The longest side, in pixels. It is checked before any pixel is decoded.
const MAX_SIDE: u32 = 1024;
/// What decoding may allocate, in bytes: a row, its filter and the texts of a file, which are dropped.
const DECODER_BYTES: usize = 1024 * 1024;

/// Pixels of a picture, as PNG orders them.
struct Pixels {
    bytes: Vec<u8>,
    colour: ColorType,
    width: u32,
    height: u32,
}

/// Reads a file.
///
/// # Errors
/// [`Refusal::InvalidLogo`] for anything but a whole PNG within the bounds.
pub(crate) fn read(file: &[u8]) -> Result<Logo, Refusal> {
    let pixels = decode(file)?;
    let png = encode(&pixels).map_err(|_| broken())?;
    if png.len() > MAX_BYTES {
        return refused("This picture has too much detail for a logo: written anew, it takes more than 256 KiB. Make it smaller.");
    }
    let hash = hex::encode(&Sha256::digest(&png)[..8]);
    Ok(Logo { png, mark: LogoMark { hash, width: pixels.width, height: pixels.height } })
}

fn decode(file: &[u8]) -> Result<Pixels, Refusal> {
    if !file.starts_with(b"\x89PNG\r\n\x1a\n") {
        return refused("This file is no PNG. Save the logo as a PNG, and choose that.");
    }
    let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: DECODER_BYTES });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| broken())?;
    let (width, height) = reader.info().size();
    if width.max(height) > MAX_SIDE {
        return refused(format!("This picture has {width} × {height} pixels; {MAX_SIDE} × {MAX_SIDE} fit. Make it smaller."));
    }
    let mut bytes = vec![0; reader.output_buffer_size().ok_or_else(broken)?];
    let frame = reader.next_frame(&mut bytes).map_err(|_: DecodingError| broken())?;
    bytes.truncate(frame.buffer_size());
    Ok(Pixels { bytes, colour: frame.color_type, width, height })
}

fn encode(pixels: &Pixels) -> Result<Vec<u8>, EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width, pixels.height);
    encoder.set_color(pixels.colour);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels.bytes)?;
    writer.finish()?;
    Ok(file)
}

fn refused<T>(reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::InvalidLogo(format!("{} Nothing was changed.", reason.into())))
}

fn broken() -> Refusal {
    Refusal::InvalidLogo(
        "This PNG cannot be read: it is damaged, or its size is not what it says. Save it anew. Nothing was changed.".into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        let pixels = Pixels { bytes: vec![200; (width * height * 4) as usize], colour: ColorType::Rgba, width, height };
        encode(&pixels).unwrap()
    }

    /// A chunk of a file, with its checksum.
    fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
        let mut body = name.to_vec();
        body.extend_from_slice(data);
        let checksum = crc(&body).to_be_bytes();
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &checksum].concat()
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
        })
    }

    /// `file`, with another size in its header.
    fn claiming(file: &[u8], width: u32, height: u32) -> Vec<u8> {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &file[24..29]].concat();
        [&file[..8], &chunk(*b"IHDR", &header), &file[33..]].concat()
    }

    #[test]
    fn a_logo_keeps_its_pixels_and_nothing_else() {
        let file = picture(40, 20);
        let with_text = [&file[..33], &chunk(*b"tEXt", b"Author\0Somebody at home"), &file[33..]].concat();
        let logo = read(&with_text).unwrap();
        assert_eq!((logo.mark.width, logo.mark.height), (40, 20));
        assert!(!logo.png.windows(8).any(|part| part == b"Somebody"), "without metadata");
        assert_eq!(read(&logo.png).unwrap().mark, logo.mark, "the same pixels are the same logo");
    }

    #[test]
    fn a_file_that_is_no_png_or_lies_about_its_size_is_refused() {
        let file = picture(40, 20);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let half = &file[..file.len() / 2];
        let files = [
            b"".to_vec(),
            svg.to_vec(),
            b"\xff\xd8\xff\xe0JFIF".to_vec(),
            file[..8].to_vec(),
            half.to_vec(),
            claiming(&file, 40, 21),
            claiming(&file, 0, 20),
            claiming(&file, 1025, 1),
            claiming(&file, 100_000, 100_000),
            claiming(&file, u32::MAX, u32::MAX),
            picture(1025, 1),
        ];
        for file in files {
            assert!(matches!(read(&file), Err(Refusal::InvalidLogo(text)) if text.ends_with("Nothing was changed.")), "{file:?}");
        }
    }

    #[test]
    fn the_largest_logo_is_read() {
        assert!(read(&picture(MAX_SIDE, MAX_SIDE)).is_ok());
    }
}
