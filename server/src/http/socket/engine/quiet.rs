//! A websocket stream that answers the server's first ping itself.
//!
//! Until that ping is written, reads wait: the session writes its open packet and the ping, and nothing else. Then the ping
//! is dropped, a pong is returned to the next read, and from there on the stream passes everything through. Source for the
//! frames: RFC 6455, 5.2.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A ping, as a server writes it: one text frame, unmasked.
const PING: &[u8] = &[0x81, 1, b'2'];
/// A pong, as a client writes it: one text frame, masked with zeros.
const PONG: &[u8] = &[0x81, 0x80 | 1, 0, 0, 0, 0, b'3'];

/// A stream, and the state of its session's opening.
pub(super) struct Quiet<S> {
    stream: S,
    opening: Opening,
}

enum Opening {
    /// The open packet, of which `rest` bytes are still to be written, and then the ping; `reader` is woken after that.
    Greets { rest: usize, reader: Option<Waker> },
    /// The ping was dropped; so many bytes of the pong have been read.
    Answers(usize),
    /// Everything passes through.
    Done,
}

impl<S> Quiet<S> {
    /// Wraps a stream over which a session is about to open.
    pub(super) fn new(stream: S) -> Self {
        Self { stream, opening: Opening::Greets { rest: 0, reader: None } }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Quiet<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.opening {
            Opening::Greets { reader, .. } => {
                *reader = Some(cx.waker().clone());
                Poll::Pending
            }
            Opening::Answers(read) => {
                let next = &PONG[*read..][..buf.remaining().min(PONG.len() - *read)];
                buf.put_slice(next);
                *read += next.len();
                if *read == PONG.len() {
                    self.opening = Opening::Done;
                }
                Poll::Ready(Ok(()))
            }
            Opening::Done => Pin::new(&mut self.stream).poll_read(cx, buf),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Quiet<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let Opening::Greets { rest, reader } = &mut this.opening else { return Pin::new(&mut this.stream).poll_write(cx, bytes) };
        if *rest == 0 && bytes.starts_with(PING) {
            let reader = reader.take();
            this.opening = Opening::Answers(0);
            reader.into_iter().for_each(Waker::wake);
            return Poll::Ready(Ok(PING.len()));
        }
        if *rest == 0 {
            *rest = frame(bytes);
        }
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, &bytes[..bytes.len().min(*rest)]))?;
        *rest -= written;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The length of the unmasked frame at the start of `bytes`, its head included; input too short for a head counts as one
/// frame.
fn frame(bytes: &[u8]) -> usize {
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

    fn text(of: &[u8]) -> Vec<u8> {
        match u8::try_from(of.len()) {
            Ok(short @ 0..126) => [&[0x81, short], of].concat(),
            _ => [&[0x81, 126], &u16::try_from(of.len()).unwrap().to_be_bytes()[..], of].concat(),
        }
    }

    /// The bytes that the server reads and the client receives when a session opens with this packet.
    async fn opens(packet: &[u8], narrow: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut client, ours) = duplex(narrow);
        let (mut from, mut to) = tokio::io::split(Quiet::new(ours));
        let session = async move {
            to.write_all(&[&text(packet)[..], PING, &text(b"40{}"), PING].concat()).await.unwrap();
            to.flush().await.unwrap();
            to.shutdown().await.unwrap();
        };
        let reads = async move {
            let mut read = vec![0; PONG.len() + 2];
            from.read_exact(&mut read).await.unwrap();
            read
        };
        let speaks = async move {
            client.write_all(b"ab").await.unwrap();
            let mut written = Vec::new();
            client.read_to_end(&mut written).await.unwrap();
            written
        };
        let ((), read, written) = tokio::join!(session, reads, speaks);
        (read, written)
    }

    #[tokio::test]
    async fn the_first_ping_is_answered_here_and_the_second_is_not() {
        for (packet, narrow) in [(&b"0{}"[..], 4096), (&[b'0'; 130][..], 4096), (&[b'0'; 300][..], 7), (b"2", 4096), (b"0{}", 2)] {
            let (read, written) = opens(packet, narrow).await;
            // An open packet that looks like a ping does not occur in practice: then the ping itself passes.
            let greeting = if packet == b"2" { PING.to_vec() } else { text(packet) };
            assert_eq!(written, [&greeting[..], &text(b"40{}"), PING].concat(), "{packet:?}, {narrow} bytes at a time");
            assert_eq!(read, [PONG, b"ab"].concat());
        }
    }
}
