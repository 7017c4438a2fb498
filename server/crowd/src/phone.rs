//! One phone: it loads the page, follows the poll, and votes.

use crate::{Client, Engine, Question, Target, Updates};
use anyhow::Context;
use flate2::read::GzDecoder;
use std::io::Read;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

/// The header lines of a browser's request for a page. Without `br`, which browsers accept only over HTTPS and from localhost.
const PAGE_HEADERS: &str = "accept: text/html\r\naccept-encoding: gzip, deflate\r\n";
/// The header line of a browser's request for a file of the page.
const FILE_HEADERS: &str = "accept-encoding: gzip, deflate\r\n";

/// The first bytes of compressed content.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A phone that has joined a poll.
#[derive(Debug)]
pub struct Phone {
    client: Client,
    engine: Engine,
    browser: Uuid,
    /// Its number, by which it answers.
    n: u32,
}

impl Phone {
    /// Loads the page and its files, opens a socket and joins the poll. [`Phone::bytes`] returns
    /// how much it has received.
    ///
    /// # Errors
    /// When any of them fails.
    pub async fn arrives(target: &Target, n: u32, question: &Question) -> anyhow::Result<Self> {
        let mut client = Client::connect(target, n).await.context("the page could not be reached")?;
        let (status, page) = client.ask("GET", &format!("/poll/{}", question.code), PAGE_HEADERS, "").await?;
        anyhow::ensure!(status == 200, "the page was answered {status}");
        for file in files(&unzipped(&page)?) {
            let (status, _) = client.ask("GET", &file, FILE_HEADERS, "").await?;
            anyhow::ensure!(status == 200, "{file} was answered {status}");
        }
        let mut engine = Engine::over(target.connect(n).await?, target.authority(), &[]).await.context("no live connection")?;
        engine.join(&question.code).await?;
        Ok(Self { client, engine, browser: Uuid::new_v4(), n })
    }

    /// Casts its ballot, waits for the answer, and returns how long that took.
    ///
    /// # Errors
    /// When it is not counted.
    pub async fn votes(&mut self, question: &Question) -> anyhow::Result<Duration> {
        let sent = Instant::now();
        let (status, answer) = self.client.cast(question, self.n, self.browser).await?;
        anyhow::ensure!(status == 200, "a vote was answered {status}: {}", problem(&answer));
        Ok(sent.elapsed())
    }

    /// How many bytes it has received over HTTP, headers included, without
    /// the Socket.IO connection.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.client.bytes()
    }

    /// The updates that it has received so far.
    #[must_use]
    pub fn updates(&self) -> Updates {
        self.engine.updates()
    }

    /// Joins this poll.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn follows(&mut self, question: &Question) -> anyhow::Result<()> {
        self.engine.join(&question.code).await.map(|_| ())
    }

    /// Stays connected until the cue is given, and returns its value.
    ///
    /// # Errors
    /// When the server closes the connection, or the cue can no longer be given.
    pub async fn waits_for<T: Clone>(&mut self, cue: &mut watch::Receiver<Option<T>>) -> anyhow::Result<T> {
        loop {
            let cue_value = cue.borrow_and_update().clone();
            if let Some(cue_value) = cue_value {
                return Ok(cue_value);
            }
            tokio::select! {
                packet = self.engine.receives() => { packet.context("a phone was cut off")?; }
                changed = cue.changed() => changed.context("the cue was never given")?,
            }
        }
    }

    /// Receives updates of this poll until one contains all votes; returns when that one arrived.
    /// The number of votes is sent through `votes` once it is known.
    ///
    /// # Errors
    /// When the server closes the connection.
    pub async fn sees(&mut self, question: &Question, votes: &mut watch::Receiver<Option<u64>>) -> anyhow::Result<Instant> {
        // The highest total received so far, and when it arrived.
        let mut shown = (0, Instant::now());
        loop {
            let expected = *votes.borrow_and_update();
            if expected.is_some_and(|expected| shown.0 >= expected) {
                return Ok(shown.1);
            }
            tokio::select! {
                packet = self.engine.receives() => {
                    let packet = packet.context("a phone was cut off")?;
                    let total = packet.contains(&question.code).then(|| total_votes(&packet)).flatten();
                    if let Some(total) = total.filter(|total| *total > shown.0) {
                        shown = (total, Instant::now());
                    }
                }
                changed = votes.changed() => changed.context("the number of votes was never sent")?,
            }
        }
    }
}

/// The total in a packet. Only searched for, because parsing JSON for thousands of phones would
/// take too long.
#[must_use]
pub fn total_votes(packet: &str) -> Option<u64> {
    let (_, rest) = packet.split_once("\"total_votes\":")?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..digits].parse().ok()
}

/// The code of the problem in an error response.
fn problem(answer: &[u8]) -> String {
    let problem: Option<serde_json::Value> = serde_json::from_slice(answer).ok();
    problem.and_then(|problem| problem["code"].as_str().map(str::to_owned)).unwrap_or_else(|| "no reason given".into())
}

/// The text of a page, which is compressed where the server compresses pages.
fn unzipped(page: &[u8]) -> anyhow::Result<String> {
    let mut text = String::new();
    if page.starts_with(&GZIP) {
        GzDecoder::new(page).read_to_string(&mut text)?;
    } else {
        text.push_str(std::str::from_utf8(page)?);
    }
    Ok(text)
}

/// The paths of the files that a browser loads with a page, without duplicates: its scripts, its styles and its icon, but nothing
/// in a `<template>`.
fn files(page: &str) -> Vec<String> {
    let outside = page.split("<template").enumerate().map(|(at, part)| match (at, part.split_once("</template>")) {
        (0, _) | (_, None) => part,
        (_, Some((_, after))) => after,
    });
    let is_file = |part: &&str| part.starts_with("/assets/") || *part == "/icon.svg";
    let mut paths: Vec<String> = outside.flat_map(|part| part.split('"')).filter(is_file).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn a_browser_loads_what_is_outside_of_templates_once() {
        let page = r#"<link href="/icon.svg"><link href="/assets/a.css"><template><link href="/assets/b.css"></template>
            <script src="/assets/c.js"></script><img src="/icon.svg"><a href="/poll/K7M2QX"></a>"#;
        assert_eq!(files(page), ["/assets/a.css", "/assets/c.js", "/icon.svg"]);
    }

    #[test]
    fn a_page_is_read_compressed_or_plain() {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(b"<p>Hello").expect("memory");
        assert_eq!(unzipped(&gzip.finish().expect("memory")).expect("text"), "<p>Hello");
        assert_eq!(unzipped(b"<p>Hello").expect("text"), "<p>Hello");
    }
}
