//! Logs as the first version of them was written, whose entries are votes alone. The hashes are computed from what that
//! version has published of its format, without the program.

use super::forger::{blob, hex};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::House;

/// An entry: a vote, or the strike of one, which names no option.
#[derive(Debug, Clone)]
pub(crate) struct EntryOf1 {
    pub(crate) round: u32,
    pub(crate) option_ids: Vec<i64>,
    pub(crate) nonce: [u8; 16],
    pub(crate) replaces: Option<u64>,
}

/// The log of a poll.
#[derive(Debug, Clone)]
pub(crate) struct LogOf1 {
    pub(crate) code: String,
    pub(crate) entries: Vec<EntryOf1>,
}

impl LogOf1 {
    pub(crate) fn new(code: &str) -> Self {
        Self { code: code.to_owned(), entries: Vec::new() }
    }

    /// Appends an entry; its nonce counts up.
    pub(crate) fn add(&mut self, round: u32, option_ids: &[i64], replaces: Option<u64>) -> &mut Self {
        let nonce = [u8::try_from(self.entries.len()).expect("a few") + 1; 16];
        self.entries.push(EntryOf1 { round, option_ids: option_ids.to_vec(), nonce, replaces });
        self
    }

    /// The link of each entry.
    pub(crate) fn links(&self) -> Vec<[u8; 32]> {
        let mut link: [u8; 32] = Sha256::new().chain_update("handsup vote log 1\n").chain_update(&self.code).finalize().into();
        let mut links = Vec::new();
        for entry in &self.entries {
            let mut hash = Sha256::new().chain_update(link).chain_update(entry.round.to_be_bytes()).chain_update(entry.nonce);
            hash.update(entry.replaces.unwrap_or(0).to_be_bytes());
            for id in &entry.option_ids {
                hash.update(id.to_be_bytes());
            }
            link = hash.finalize().into();
            links.push(link);
        }
        links
    }

    /// The last link.
    pub(crate) fn head(&self) -> [u8; 32] {
        *self.links().last().expect("an entry")
    }

    /// The receipt of the entry at this index.
    pub(crate) fn receipt(&self, index: usize) -> String {
        let entry = &self.entries[index];
        let mut hash = Sha256::new().chain_update(&self.code).chain_update(entry.round.to_be_bytes());
        for id in &entry.option_ids {
            hash.update(id.to_be_bytes());
        }
        base32(&hash.chain_update(entry.nonce).finalize(), 8)
    }

    /// The seal.
    pub(crate) fn seal(&self) -> String {
        let digits = base32(&self.head(), 16);
        [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join("-")
    }

    /// The exported log of a poll with these options and their counts.
    pub(crate) fn export(&self, round: u32, options: &[(i64, &str, u64)], total_votes: u64) -> Value {
        let votes = (0..).zip(self.entries.iter().zip(self.links())).map(|(index, (entry, link))| {
            let mut line = json!({
                "position": index + 1, "round": entry.round, "option_ids": entry.option_ids, "nonce": hex(&entry.nonce),
                "receipt": self.receipt(index), "link": hex(&link),
            });
            if let Some(replaces) = entry.replaces {
                line["replaces"] = replaces.into();
            }
            line
        });
        let option = |(id, text, count): &(i64, &str, u64)| json!({ "id": id, "option_text": text, "vote_count": count });
        json!({
            "format": "handsup vote log 1", "poll_code": self.code, "question": "Tabs or spaces?", "round": round,
            "options": options.iter().map(option).collect::<Vec<_>>(), "total_votes": total_votes,
            "log_length": self.entries.len(), "log_head": hex(&self.head()), "votes": votes.collect::<Vec<_>>(),
        })
    }

    /// Statements that put this log in the place of that of the only poll, which is closed in this round. All of its votes
    /// count.
    pub(crate) fn replace_log(&self, house: &House, round: u32) -> String {
        let poll = "(select id from polls)";
        let mut sql = vec!["delete from votes; delete from events; delete from tallies; delete from rounds; delete from edits;".to_owned()];
        for (position, (entry, link)) in (1..).zip(self.entries.iter().zip(self.links())) {
            sql.push(format!(
                "insert into votes (poll_id, position, round, answer, nonce, link) values ({poll}, {position}, {}, '{}', {}, {});",
                entry.round,
                json!({ "options": entry.option_ids }),
                blob(house, &entry.nonce),
                blob(house, &link)
            ));
            for id in &entry.option_ids {
                sql.push(format!(
                    "insert into tallies (poll_id, round, key, count) values ({poll}, {}, 'option {id}', 1) \
                     on conflict (poll_id, round, key) do update set count = tallies.count + 1;",
                    entry.round
                ));
            }
        }
        let (length, head) = (self.entries.len(), blob(house, &self.head()));
        sql.push(format!("insert into rounds (poll_id, round, seal) values ({poll}, {round}, {head});"));
        sql.push(format!(
            "update polls set log_length = {length}, ballots = {length}, total_votes = {length}, log_head = {head}, round = {round}"
        ));
        sql.concat()
    }
}

/// The first `length` digits of Crockford's base32.
fn base32(bytes: &[u8], length: usize) -> String {
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let digit = |index: usize| (0..5).fold(0, |value, at| value << 1 | bit(5 * index + at));
    (0..length).map(|index| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit(index)])).collect()
}
