//! A websocket stream that answers the server's first ping itself.
//!
//! A session first writes its open packet and the ping, and reads wait until it has. The stream
//! drops the ping and returns a pong to the next read. From then on it passes everything through.
//! Source for the frames: RFC 6455, 5.2.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A ping, as a server writes it: one text frame, unmasked.
const PING: &[u8] = &[0x81, 1, b'2'];
/// A pong, as a client writes it: one text frame, masked with zeros.
const PONG: &[u8] = &[0x81, 0x80 | 1, 0, 0, 0, 0, b'3'];

/// A stream, and the state of its session's opening.
pub(super) struct FirstPingFilter<S> {
    stream: S,
    opening: Opening,
}

enum Opening {
    /// The ping has not been written; `remaining` bytes of the frame before it are left. `reader`
    /// waits for the pong.
    BeforePing { remaining: usize, reader: Option<Waker> },
    /// The ping was dropped, and this many bytes of the pong have been read.
    Pong(usize),
    /// Everything passes through.
    PassThrough,
}

impl<S> FirstPingFilter<S> {
    /// Wraps a stream over which a session is about to open.
    pub(super) fn new(stream: S) -> Self {
        Self { stream, opening: Opening::BeforePing { remaining: 0, reader: None } }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstPingFilter<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.opening {
            Opening::BeforePing { reader, .. } => {
                *reader = Some(cx.waker().clone());
                Poll::Pending
            }
            Opening::Pong(read) => {
                let next = &PONG[*read..][..buf.remaining().min(PONG.len() - *read)];
                buf.put_slice(next);
                *read += next.len();
                if *read == PONG.len() {
                    self.opening = Opening::PassThrough;
                }
                Poll::Ready(Ok(()))
            }
            Opening::PassThrough => Pin::new(&mut self.stream).poll_read(cx, buf),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstPingFilter<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let Opening::BeforePing { remaining, reader } = &mut this.opening else { return Pin::new(&mut this.stream).poll_write(cx, bytes) };
        if *remaining == 0 && bytes.starts_with(PING) {
            let reader = reader.take();
            this.opening = Opening::Pong(0);
            reader.into_iter().for_each(Waker::wake);
            return Poll::Ready(Ok(PING.len()));
        }
        if *remaining == 0 {
            *remaining = frame_len(bytes);
        }
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, &bytes[..bytes.len().min(*remaining)]))?;
        *remaining -= written;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The length of the unmasked frame at the start of `bytes`, its head included. All of `bytes`
/// counts as one frame where they are too short for a head, or the head has a 64-bit length.
fn frame_len(bytes: &[u8]) -> usize {
    match bytes {
        [_, 126, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        [_, length @ 0..126, ..] => 2 + usize::from(*length),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    fn text_frame(payload: &[u8]) -> Vec<u8> {
        match u8::try_from(payload.len()) {
            Ok(short @ 0..126) => [&[0x81, short], payload].concat(),
            _ => [&[0x81, 126], &u16::try_from(payload.len()).unwrap().to_be_bytes()[..], payload].concat(),
        }
    }

    /// Opens a session with this packet over a pipe of `capacity` bytes; returns the bytes that the
    /// server reads and those that the client receives.
    async fn open_session(packet: &[u8], capacity: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut client, server) = duplex(capacity);
        let (mut reader, mut writer) = tokio::io::split(FirstPingFilter::new(server));
        let session = async move {
            writer.write_all(&[&text_frame(packet)[..], PING, &text_frame(b"40{}"), PING].concat()).await.unwrap();
            writer.flush().await.unwrap();
            writer.shutdown().await.unwrap();
        };
        let server_reads = async move {
            let mut read = vec![0; PONG.len() + 2];
            reader.read_exact(&mut read).await.unwrap();
            read
        };
        let client_side = async move {
            client.write_all(b"ab").await.unwrap();
            let mut written = Vec::new();
            client.read_to_end(&mut written).await.unwrap();
            written
        };
        let ((), read, written) = tokio::join!(session, server_reads, client_side);
        (read, written)
    }

    #[tokio::test]
    async fn the_first_ping_is_answered_by_the_stream_and_the_second_passes() {
        for (packet, capacity) in [(&b"0{}"[..], 4096), (&[b'0'; 130][..], 4096), (&[b'0'; 300][..], 7), (b"2", 4096), (b"0{}", 2)] {
            let (read, written) = open_session(packet, capacity).await;
            // A session whose open packet looks like a ping does not occur in practice. The filter drops the
            // packet instead of the ping.
            let greeting = if packet == b"2" { PING.to_vec() } else { text_frame(packet) };
            assert_eq!(written, [&greeting[..], &text_frame(b"40{}"), PING].concat(), "{packet:?}, {capacity} bytes at a time");
            assert_eq!(read, [PONG, b"ab"].concat());
        }
    }
}
