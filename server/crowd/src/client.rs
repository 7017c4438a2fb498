//! A keep-alive HTTP client that costs next to nothing, from an address of its own.

use crate::Target;
use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// One phone's connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    target: Target,
    received: Vec<u8>,
    cookie: String,
    bytes: usize,
}

impl Client {
    /// Connects the `n`th phone.
    ///
    /// # Errors
    /// When the server does not listen.
    pub async fn connect(target: &Target, n: u32) -> anyhow::Result<Self> {
        let stream = target.connect(n).await?;
        Ok(Self { stream, target: target.clone(), received: Vec::with_capacity(4096), cookie: String::new(), bytes: 0 })
    }

    /// Casts a ballot of a new browser.
    ///
    /// # Errors
    /// Unless it is counted.
    pub async fn vote(&mut self, code: &str, option: i64) -> anyhow::Result<()> {
        let (status, answer) = self.cast(code, option, Uuid::new_v4()).await?;
        anyhow::ensure!(status == 200, "a vote was answered {status}: {}", String::from_utf8_lossy(&answer));
        Ok(())
    }

    /// Casts the ballot of one browser: status and body of the answer.
    ///
    /// # Errors
    /// When the connection breaks before the answer.
    pub async fn cast(&mut self, code: &str, option: i64, browser: Uuid) -> anyhow::Result<(u16, Vec<u8>)> {
        let body = format!("{{\"option_id\":{option},\"browser_token\":\"{browser}\"}}");
        self.ask("POST", &format!("/poll/{code}/vote"), "", &body).await
    }

    /// One request with these further header lines, one answer: status and body. The cookie of a page is kept.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is not HTTP.
    pub async fn ask(&mut self, method: &str, path: &str, head: &str, body: &str) -> anyhow::Result<(u16, Vec<u8>)> {
        let (host, cookie) = (self.target.authority(), &self.cookie);
        let length = if method == "GET" { 0 } else { body.len() };
        let body = &body[..length];
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{cookie}{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.received.clear();
        loop {
            anyhow::ensure!(self.stream.read_buf(&mut self.received).await? > 0, "the server hung up");
            if let Some(answer) = self.answer()? {
                self.bytes += self.received.len();
                if method == "GET" {
                    self.keep_cookie();
                }
                return Ok(answer);
            }
        }
    }

    /// How many bytes it has received so far, headers included.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The answer, once all of it is here.
    fn answer(&self) -> anyhow::Result<Option<(u16, Vec<u8>)>> {
        let Some(end) = end_of_head(&self.received) else { return Ok(None) };
        let head = std::str::from_utf8(&self.received[..end])?;
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let length = field(head, "content-length").context("a length")?.parse::<usize>()?;
        let body = &self.received[end + 4..];
        Ok((body.len() >= length).then(|| (status, body[..length].to_vec())))
    }

    fn keep_cookie(&mut self) {
        let head = end_of_head(&self.received).and_then(|end| std::str::from_utf8(&self.received[..end]).ok());
        if let Some(cookie) = head.and_then(|head| field(head, "set-cookie")) {
            self.cookie = format!("cookie: {}\r\n", cookie.split(';').next().unwrap_or(cookie));
        }
    }
}

fn end_of_head(received: &[u8]) -> Option<usize> {
    received.windows(4).position(|four| four == b"\r\n\r\n")
}

/// The value of a header line, whatever its case.
fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
