//! A minimal HTTP client with a keep-alive connection, cheap enough for thousands of
//! phones in one process.

use crate::{Question, Target};
use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// One phone's HTTP connection.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    target: Target,
    /// The current response's head and body, as far as they have been received.
    received: Vec<u8>,
    /// The `cookie` header line; empty until a response sets a cookie.
    cookie: String,
    /// Bytes of all responses so far, headers included.
    bytes: usize,
}

impl Client {
    /// Connects the `n`th phone, as [`Target::connect`] does.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn connect(target: &Target, n: u32) -> anyhow::Result<Self> {
        let stream = target.connect(n).await?;
        Ok(Self { stream, target: target.clone(), received: Vec::with_capacity(4096), cookie: String::new(), bytes: 0 })
    }

    /// Casts the ballot of phone `n` with a new browser token.
    ///
    /// # Errors
    /// If it is not counted.
    pub async fn vote(&mut self, question: &Question, n: u32) -> anyhow::Result<()> {
        let (status, answer) = self.cast(question, n, Uuid::new_v4()).await?;
        anyhow::ensure!(status == 200, "a vote was answered {status}: {}", String::from_utf8_lossy(&answer));
        Ok(())
    }

    /// Casts the ballot of phone `n` with this browser token; returns the answer's status and body.
    ///
    /// # Errors
    /// When the connection breaks before the answer.
    pub async fn cast(&mut self, question: &Question, n: u32, browser: Uuid) -> anyhow::Result<(u16, Vec<u8>)> {
        let body = format!("{{{},\"browser_token\":\"{browser}\"}}", question.answer(n));
        self.ask("POST", &format!("/poll/{}/vote", question.code), "", &body).await
    }

    /// Sends a request with further header lines (`head`), and returns the answer's status and
    /// body. A `GET` is sent without `body`; a cookie set by its answer is sent with later requests.
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
                    self.store_cookie();
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

    /// The answer's status and body; `None` while it is incomplete.
    fn answer(&self) -> anyhow::Result<Option<(u16, Vec<u8>)>> {
        let Some(end) = end_of_head(&self.received) else { return Ok(None) };
        let head = std::str::from_utf8(&self.received[..end])?;
        let status = head.split(' ').nth(1).context("a status")?.parse()?;
        let length = field(head, "content-length").context("a length")?.parse::<usize>()?;
        let body = &self.received[end + 4..];
        Ok((body.len() >= length).then(|| (status, body[..length].to_vec())))
    }

    fn store_cookie(&mut self) {
        let head = end_of_head(&self.received).and_then(|end| std::str::from_utf8(&self.received[..end]).ok());
        if let Some(cookie) = head.and_then(|head| field(head, "set-cookie")) {
            self.cookie = format!("cookie: {}\r\n", cookie.split(';').next().unwrap_or(cookie));
        }
    }
}

fn end_of_head(received: &[u8]) -> Option<usize> {
    received.windows(4).position(|four| four == b"\r\n\r\n")
}

/// The value of a header; its name is compared without regard to case.
fn field<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
