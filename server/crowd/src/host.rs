//! The host: creates polls and reads their counts with the host key.

use crate::question::{Kind, Question};
use crate::tally::Tally;
use crate::{Client, Target};
use anyhow::Context;
use serde_json::{Value, json};

/// A server and its host key.
#[derive(Debug, Clone)]
pub struct Host {
    target: Target,
    key: String,
}

impl Host {
    /// The host of the server at `target`.
    #[must_use]
    pub fn new(target: Target, key: impl Into<String>) -> Self {
        Self { target, key: key.into() }
    }

    /// The server.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Creates a poll of this kind, which counts one vote for each device.
    ///
    /// # Errors
    /// When the server refuses, most likely because of a wrong key.
    pub async fn asks(&self, question: &str, kind: Kind) -> anyhow::Result<Question> {
        Question::made(kind, &self.sends("POST", "/create", &kind.body(question)).await?)
    }

    /// Creates a choice of these options.
    ///
    /// # Errors
    /// When the server refuses, most likely because of a wrong key.
    pub async fn asks_with(&self, question: &str, options: &[&str]) -> anyhow::Result<Question> {
        let body = json!({ "question": question, "options": options, "fairness": "device" });
        Question::made(Kind::Choice, &self.sends("POST", "/create", &body).await?)
    }

    /// Closes the poll.
    ///
    /// # Errors
    /// When the server does not close it.
    pub async fn closes(&self, question: &Question) -> anyhow::Result<()> {
        self.sends("PATCH", &format!("/api/polls/{}", question.code), &json!({ "state": "closed" })).await.map(|_| ())
    }

    /// Reads the server's counts of a poll's votes, to be compared with the number
    /// that was acknowledged.
    ///
    /// # Errors
    /// When the server does not return them.
    pub async fn counts(&self, question: &Question, acknowledged: usize) -> anyhow::Result<Tally> {
        let path = format!("/api/polls/{}", question.code);
        let poll = self.sends("GET", &path, &Value::Null).await?;
        Ok(Tally {
            acknowledged: acknowledged as u64,
            total: poll["total_votes"].as_u64().context("the poll has no total")?,
            in_figures: question.kind().counted(&poll)?,
            recounted: self.recounts(question).await?,
        })
    }

    /// Recounts a poll's votes; returns how many there are.
    ///
    /// # Errors
    /// When the server does not recount them, or finds that poll and votes differ.
    pub async fn recounts(&self, question: &Question) -> anyhow::Result<u64> {
        let recount = self.sends("GET", &format!("/api/polls/{}/recount", question.code), &Value::Null).await?;
        let findings = recount["findings"].as_array().context("the recount has no findings")?;
        anyhow::ensure!(findings.is_empty(), "the recount found {findings:?}");
        recount["votes"].as_u64().context("the recount has no votes")
    }

    /// Sends a request with the host key; returns the JSON that answers it.
    ///
    /// # Errors
    /// When the server does not answer with a success.
    pub async fn sends(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut client =
            Client::connect(&self.target, 0).await.with_context(|| format!("nobody answers at {}", self.target.authority()))?;
        let head = format!("authorization: Bearer {}\r\n", self.key);
        let (status, body) = client.ask(method, path, &head, &body.to_string()).await?;
        anyhow::ensure!(status != 403, "the server does not know this host key");
        anyhow::ensure!(status < 300, "{method} {path} was answered {status}");
        Ok(serde_json::from_slice(&body)?)
    }
}
