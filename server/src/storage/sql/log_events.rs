//! Appends events to the logs of polls: what a host's change has done, and what the end of a meeting has.

use super::super::rows;
use super::dialect::{Session, query, query_scalar};
use super::round_times;
use crate::domain::{Commitment, Definition, Event, Link, Poll, PollCode, PollState, Signer, merkle};

/// The end of a poll's log, to which events are appended. The caller stores the new end with the poll.
pub(super) struct LogEnd {
    poll_id: i64,
    length: u64,
    head: Link,
}

impl LogEnd {
    /// The end of a poll's log as its row says.
    pub(super) fn of(poll: &Poll) -> Self {
        Self { poll_id: poll.id, length: poll.log_length, head: poll.log_head }
    }

    /// Appends an event; returns its link.
    pub(super) async fn append(&mut self, connection: &mut Session, event: &Event) -> Result<Link, sqlx::Error> {
        let text = event.to_text();
        self.head = self.head.next(&text);
        self.length += 1;
        query("insert into events (poll_id, position, event, link) values ($1, $2, $3, $4)")
            .bind(self.poll_id)
            .bind(rows::to_number(self.length))
            .bind(text)
            .bind(&self.head.as_bytes()[..])
            .execute(connection)
            .await?;
        Ok(self.head)
    }

    /// Sets the end in a poll, and stores it.
    pub(super) async fn store(self, connection: &mut Session, poll: &mut Poll) -> Result<(), sqlx::Error> {
        (poll.log_length, poll.log_head) = (self.length, self.head);
        self.write(connection).await
    }

    async fn write(&self, connection: &mut Session) -> Result<(), sqlx::Error> {
        query("update polls set log_length = $2, log_head = $3 where id = $1")
            .bind(self.poll_id)
            .bind(rows::to_number(self.length))
            .bind(&self.head.as_bytes()[..])
            .execute(connection)
            .await?;
        Ok(())
    }
}

/// Appends the creation of a poll, and its opening where it is open from the start.
pub(super) async fn record_creation(
    connection: &mut Session,
    (id, code): (i64, &PollCode),
    definition: Definition,
    state: PollState,
    now: i64,
) -> Result<(), sqlx::Error> {
    let mut end = LogEnd { poll_id: id, length: 0, head: Link::first(code) };
    end.append(connection, &Event::Created { at: now, definition }).await?;
    if state == PollState::Open {
        round_times::record_open(connection, id, 1, Some(now)).await?;
        end.append(connection, &Event::Opened { at: now, round: 1 }).await?;
    }
    end.write(connection).await
}

/// Appends what a change from `before` to `after` has done, and stores the times and the seals of rounds with it.
pub(super) async fn record_change(
    connection: &mut Session,
    before: &Poll,
    after: &mut Poll,
    now: i64,
    signer: &Signer,
) -> Result<(), sqlx::Error> {
    let mut end = LogEnd::of(before);
    let (old, definition) = (Definition::of(before), Definition::of(after));
    if definition.reads_differently(&old) {
        end.append(connection, &Event::Reworded { at: now, definition: definition.clone() }).await?;
    } else if definition != old {
        end.append(connection, &Event::RulesChanged { at: now, definition: definition.clone() }).await?;
    }
    let is_same_round = before.round == after.round;
    let (was_open, is_open) = (before.state == PollState::Open, after.state == PollState::Open);
    if is_same_round && before.state != after.state && after.state.is_before_voting() {
        if before.state != PollState::Draft && before.state != PollState::Ready {
            end.append(connection, &Event::Withdrawn { at: now, round: before.round }).await?;
        }
        round_times::delete(connection, before).await?;
        return end.store(connection, after).await;
    }
    if was_open && !(is_open && is_same_round) {
        close(connection, &mut end, before, definition, now, signer).await?;
    }
    if !is_same_round {
        end.append(connection, &Event::RunAgain { at: now, round: after.round }).await?;
    }
    if is_open && !(was_open && is_same_round) {
        open(connection, &mut end, after, is_same_round && before.state == PollState::Closed, now).await?;
    }
    if after.revealed && !before.revealed {
        end.append(connection, &Event::Revealed { at: now }).await?;
    }
    end.store(connection, after).await
}

/// Records that voting was opened. A reopened round keeps the time of its first opening; one without a row was opened by
/// an earlier version, and gets no time.
async fn open(connection: &mut Session, end: &mut LogEnd, poll: &Poll, reopened: bool, now: i64) -> Result<(), sqlx::Error> {
    let round = poll.round;
    round_times::record_open(connection, poll.id, round, (!reopened).then_some(now)).await?;
    let event = if reopened { Event::Reopened { at: now, round } } else { Event::Opened { at: now, round } };
    end.append(connection, &event).await?;
    Ok(())
}

/// Records that voting was closed, at the deadline if that has passed, else now, and seals the round. `definition` is how
/// the poll reads.
pub(super) async fn close(
    connection: &mut Session,
    end: &mut LogEnd,
    poll: &Poll,
    definition: Definition,
    now: i64,
    signer: &Signer,
) -> Result<(), sqlx::Error> {
    let at = poll.closes_at.map_or(now, |deadline| deadline.min(now));
    let root = merkle::Tree::new(&commitments(connection, poll.id, poll.round).await?).root();
    let event = Event::closed((at, poll.round), poll.total_votes, poll.tally.iter(), &root, definition);
    let link = end.append(connection, &event).await?;
    round_times::record_closed(connection, poll, at, &signer.seal(&poll.code, link)).await
}

/// The commitments of the votes of a round that count, in the log's order. Votes of an earlier version have none.
pub(super) async fn commitments(connection: &mut Session, poll_id: i64, round: u32) -> Result<Vec<Commitment>, sqlx::Error> {
    let stored: Vec<Vec<u8>> = query_scalar(
        "select commitment from votes where poll_id = $1 and round = $2 and counts and commitment is not null order by position",
    )
    .bind(poll_id)
    .bind(i64::from(round))
    .fetch_all(connection)
    .await?;
    stored.iter().map(|bytes| rows::commitment(bytes)).collect()
}
