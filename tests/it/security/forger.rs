//! A forger who may write into the database: takes the log of a closed poll apart, changes it, and puts it back with
//! everything mended that needs no key of the server. Hashes are computed from the format as `SECURITY.md` describes it.

use handsup_server::domain::{Answer, Class, Commitment, Event, Link, PollCode, Signer};
use handsup_server::wire::PollLog;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use support::{House, Poll};

/// An entry of the log.
#[derive(Debug, Clone)]
pub(crate) enum Entry {
    Ballot { round: u32, answer: Answer, nonce: [u8; 16], replaces: Option<u64> },
    Event(Event),
}

/// A poll's log in the hands of the forger.
pub(crate) struct Forger<'a> {
    house: &'a House,
    code: PollCode,
    pub(crate) entries: Vec<Entry>,
}

/// An option's count in a round, and the positions of the votes that count in it.
type Counts = BTreeMap<u32, (BTreeMap<i64, i64>, Vec<u64>)>;

impl<'a> Forger<'a> {
    /// Reads the log of a closed poll.
    pub(crate) async fn of(house: &'a House, poll: &Poll) -> Self {
        let log = house.host().get(&format!("/api/polls/{}/log", poll.code)).await.is(200).json();
        let log: PollLog = serde_json::from_value(log).expect("a log");
        let ballots = log.votes.iter().map(|line| {
            let nonce: Vec<u8> = (0..16).map(|at| u8::from_str_radix(&line.nonce[2 * at..2 * at + 2], 16).expect("digits")).collect();
            let (answer, nonce) = (line.answer.clone().expect("an answer"), nonce.try_into().expect("16 bytes"));
            (line.position, Entry::Ballot { round: line.round, answer, nonce, replaces: line.replaces })
        });
        let events = log.events.iter().map(|event| (event.position, Entry::Event(Event::parse(&event.event).expect("an event"))));
        let entries: BTreeMap<u64, Entry> = ballots.chain(events).collect();
        Self { house, code: PollCode::parse(&poll.code).expect("a code"), entries: entries.into_values().collect() }
    }

    /// A ballot for one option, in this round.
    pub(crate) fn ballot(round: u32, option: i64, nonce: u8) -> Entry {
        Entry::Ballot { round, answer: Answer::Options(vec![option]), nonce: [nonce; 16], replaces: None }
    }

    /// The index of the last ballot.
    pub(crate) fn last_ballot(&self) -> usize {
        self.entries.iter().rposition(|entry| matches!(entry, Entry::Ballot { .. })).expect("a ballot")
    }

    /// The index of the last close.
    pub(crate) fn last_close(&self) -> usize {
        self.entries.iter().rposition(|entry| matches!(entry, Entry::Event(Event::Closed { .. }))).expect("a close")
    }

    /// Replaces what the ballot at this index says.
    pub(crate) fn alter(&mut self, index: usize, option: i64) {
        if let Entry::Ballot { answer, .. } = &mut self.entries[index] {
            *answer = Answer::Options(vec![option]);
        }
    }

    /// Writes the votes, sums, texts and the root that each close must state after what is before it now.
    pub(crate) fn mend_closes(&mut self) {
        for index in 0..self.entries.len() {
            let counts = self.counts(index);
            let Entry::Event(Event::Closed { round, .. }) = &self.entries[index] else { continue };
            let (sums, positions) = counts.get(round).cloned().unwrap_or_default();
            let leaves: Vec<_> = positions.iter().map(|position| self.commitment(*position)).collect();
            let hex_root = hex(&root_of(&leaves));
            if let Entry::Event(Event::Closed { votes, tally, root, .. }) = &mut self.entries[index] {
                *votes = positions.len() as u64;
                *tally = Some(sums.iter().map(|(id, sum)| (format!("option {id}"), *sum)).collect());
                *root = hex_root;
            }
        }
    }

    /// Writes everything into the database: log, links, counts, sums and seals; with a `signer` also signatures. Without one
    /// the old signatures stay.
    pub(crate) async fn puts_back(&self, signer: Option<&Signer>) {
        let links = self.links();
        let mut sql = vec![format!("delete from votes where {poll}; delete from events where {poll};", poll = self.poll())];
        let counts = self.counts(self.entries.len());
        for (position, (entry, link)) in (1u64..).zip(self.entries.iter().zip(&links)) {
            sql.push(self.insert(position, entry, link, &counts));
        }
        sql.push(format!("delete from tallies where {};", self.poll()));
        for (round, (sums, _)) in &counts {
            for (id, sum) in sums {
                sql.push(format!(
                    "insert into tallies (poll_id, round, key, count) values ({}, {round}, 'option {id}', {sum});",
                    self.id()
                ));
            }
        }
        let ballots = self.entries.iter().filter(|entry| matches!(entry, Entry::Ballot { .. })).count();
        let head = links.last().map_or_else(|| "null".into(), |head| self.blob(head));
        sql.push(format!(
            "update polls set total_votes = coalesce((select count(*) from votes where poll_id = polls.id and round = polls.round and counts), 0), \
             ballots = {ballots}, log_length = {}, log_head = {head} where poll_code = '{}';",
            self.entries.len(),
            self.code
        ));
        for (entry, link) in self.entries.iter().zip(&links) {
            if let Entry::Event(Event::Closed { round, .. }) = entry {
                sql.push(self.seals(*round, link, signer));
            }
        }
        self.house.tampers(&sql.concat()).await;
    }

    fn insert(&self, position: u64, entry: &Entry, link: &[u8; 32], counts: &Counts) -> String {
        match entry {
            Entry::Event(event) => format!(
                "insert into events (poll_id, position, event, link) values ({}, {position}, '{}', {});",
                self.id(),
                event.to_text().replace('\'', "''"),
                self.blob(link)
            ),
            Entry::Ballot { round, answer, nonce, replaces } => format!(
                "insert into votes (poll_id, position, round, answer, nonce, commitment, replaces, counts, link) \
                 values ({}, {position}, {round}, '{}', {}, {}, {}, {}, {});",
                self.id(),
                serde_json::to_string(answer).expect("JSON"),
                self.blob(nonce),
                self.blob(&self.commitment(position)),
                replaces.map_or_else(|| "null".into(), |earlier| earlier.to_string()),
                counts.get(round).is_some_and(|(_, positions)| positions.contains(&position)),
                self.blob(link)
            ),
        }
    }

    fn seals(&self, round: u32, link: &[u8; 32], signer: Option<&Signer>) -> String {
        let mut set = vec![format!("seal = {}", self.blob(link))];
        if let Some(signer) = signer {
            let seal = signer.seal(&self.code, Link::stored(link).expect("32 bytes"));
            let signature = seal.signature.expect("it signs");
            set.push(format!("signature = {}, key = {}", self.blob(&signature.bytes), self.blob(&signature.key)));
        }
        format!("update rounds set {} where {} and round = {round};", set.join(", "), self.poll())
    }

    /// The counts after the entries before this index.
    fn counts(&self, end: usize) -> Counts {
        let mut counting: BTreeMap<u64, (u32, Vec<i64>)> = BTreeMap::new();
        for (position, entry) in (1..).zip(&self.entries[..end]) {
            match entry {
                Entry::Ballot { round, answer, replaces, .. } => {
                    if let Some(replaced) = replaces {
                        counting.remove(replaced);
                    }
                    counting.insert(position, (*round, answer.option_ids().to_vec()));
                }
                Entry::Event(Event::Struck { ballot, .. }) => _ = counting.remove(ballot),
                Entry::Event(_) => {}
            }
        }
        let mut counts = Counts::new();
        for (position, (round, ids)) in counting {
            let (sums, positions) = counts.entry(round).or_default();
            positions.push(position);
            for id in ids {
                *sums.entry(id).or_default() += 1;
            }
        }
        counts
    }

    fn links(&self) -> Vec<[u8; 32]> {
        let first: [u8; 32] = Sha256::new().chain_update("handsup vote log 1\n").chain_update(self.code.as_str()).finalize().into();
        let mut links = vec![first];
        for (position, entry) in (1..).zip(&self.entries) {
            let text = match entry {
                Entry::Event(event) => event.to_text(),
                Entry::Ballot { round, replaces, .. } => {
                    let commitment = Commitment::stored(&self.commitment(position)).expect("32 bytes");
                    Event::ballot(*round, Class::Device, &commitment, *replaces).to_text()
                }
            };
            let previous = links[links.len() - 1];
            links.push(Sha256::new().chain_update("handsup log 2\n").chain_update(previous).chain_update(text).finalize().into());
        }
        links.split_off(1)
    }

    /// The commitment of the ballot at this position.
    fn commitment(&self, position: u64) -> [u8; 32] {
        let index = usize::try_from(position).expect("it is small") - 1;
        let Entry::Ballot { answer, nonce, .. } = &self.entries[index] else { panic!("{position} is no ballot") };
        let ids = answer.option_ids();
        let mut hash = Sha256::new().chain_update("handsup answer 2\n").chain_update(nonce).chain_update([1]);
        hash.update(u32::try_from(ids.len()).expect("a few").to_be_bytes());
        for id in ids {
            hash.update(id.to_be_bytes());
        }
        hash.finalize().into()
    }

    fn id(&self) -> String {
        format!("(select id from polls where poll_code = '{}')", self.code)
    }

    fn poll(&self) -> String {
        format!("poll_id = {}", self.id())
    }

    fn blob(&self, bytes: &[u8]) -> String {
        blob(self.house, bytes)
    }
}

/// Bytes as a literal of the house's database.
pub(crate) fn blob(house: &House, bytes: &[u8]) -> String {
    if is_on_postgres(house) { format!("decode('{}', 'hex')", hex(bytes)) } else { format!("x'{}'", hex(bytes)) }
}

/// Whether the house stores its polls in PostgreSQL.
pub(crate) fn is_on_postgres(house: &House) -> bool {
    house.database().to_string_lossy().starts_with("postgres")
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The Merkle root of RFC 6962, section 2.1.
fn root_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => Sha256::new().chain_update([0]).chain_update(leaf).finalize().into(),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Sha256::new().chain_update([1]).chain_update(root_of(left)).chain_update(root_of(right)).finalize().into()
        }
    }
}
