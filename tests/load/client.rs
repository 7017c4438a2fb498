//! A keep-alive HTTP client that costs next to nothing, from an address of its own in 127.0.0.0/8.

use anyhow::Context;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// One connection.
pub(crate) struct Client {
    stream: TcpStream,
    host: SocketAddr,
    heard: Vec<u8>,
}

/// The `n`th address of the loopback network, past 127.1.0.0.
pub(crate) fn address(n: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 0)) + n % 0x00f0_0000)
}

impl Client {
    /// Connects from the `n`th loopback address.
    pub(crate) async fn connect(host: SocketAddr, n: u32) -> anyhow::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(address(n).into(), 0))?;
        let stream = socket.connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host, heard: Vec::with_capacity(4096) })
    }

    /// Casts a ballot of a browser that nobody has seen before; fails unless it is counted.
    pub(crate) async fn vote(&mut self, code: &str, option: i64) -> anyhow::Result<()> {
        let body = format!("{{\"option_id\":{option},\"browser_token\":\"{}\"}}", uuid::Uuid::new_v4());
        let (status, answer) = self.ask("POST", &format!("/poll/{code}/vote"), "", &body).await?;
        anyhow::ensure!(status == 200, "a vote was answered {status}: {}", String::from_utf8_lossy(&answer));
        Ok(())
    }

    /// One request, one answer: status and body.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, head: &str, body: &str) -> anyhow::Result<(u16, Vec<u8>)> {
        let host = self.host;
        let length = if method == "GET" { 0 } else { body.len() };
        let body = &body[..length];
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.heard.clear();
        loop {
            anyhow::ensure!(self.stream.read_buf(&mut self.heard).await? > 0, "the server hung up");
            if let Some(answer) = self.answer()? {
                return Ok(answer);
            }
        }
    }

    /// The answer, once all of it is here.
    fn answer(&self) -> anyhow::Result<Option<(u16, Vec<u8>)>> {
        let Some(end) = self.heard.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let head = std::str::from_utf8(&self.heard[..end])?;
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).context("a length")?.parse::<usize>()?;
        let body = &self.heard[end + 4..];
        Ok((body.len() >= length).then(|| (status, body[..length].to_vec())))
    }
}
