//! Several instances on one database: each publishes through Redis which polls and stages have changed (see
//! `live::cluster_events`).
//!
//! No vote waits for Redis: it is counted and acknowledged without it, and broadcast to this instance's own phones. While Redis
//! is unreachable, each instance compares its cache with the database every second; once it is reachable again, it reads
//! everything it has cached. The connection is proven by receiving the own heartbeat.

mod beat;
mod database_poll;
mod message;
mod message_order;
mod redis_link;
mod resync;
mod signed;

pub(crate) use beat::{keep_beating, troubles};
pub(crate) use database_poll::poll_database;

use crate::app::App;
use crate::live::{ClusterEvent, ClusterEvents};
use crate::log::outages;
use crate::metrics;
use message::Message;
use message_order::{Freshness, MessageOrder};
use redis_link::RedisLink;
use resync::{ResyncQueue, RoundVoters};
use signed::Signer;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How often an instance publishes its heartbeat, with its number of phones.
const BEAT: Duration = Duration::from_secs(1);
/// The connection is replaced when the own heartbeat has not arrived for this long.
const DEAF: Duration = Duration::from_secs(4);
/// Pause between two attempts to reach Redis, and between two comparisons with the database meanwhile.
const AGAIN: Duration = Duration::from_secs(1);
/// The most events that are published at a time.
const AT_ONCE: usize = 256;
/// How long publishing the final events may take at shutdown.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Publishes this instance's events to the others, and applies theirs.
pub(crate) struct Cluster {
    redis: redis::Client,
    signer: Arc<Signer>,
    order: MessageOrder,
    events: mpsc::Receiver<ClusterEvent>,
    /// Received but not published yet: kept for the next connection where this one breaks.
    unpublished: Vec<ClusterEvent>,
    hears: watch::Sender<bool>,
}

impl Cluster {
    /// Through this Redis, as an instance of this name; also returns the sender of its rooms' events. Messages are signed with
    /// `secret`, and heard only if it is.
    #[must_use]
    pub(crate) fn new(redis: redis::Client, secret: &[u8], me: String) -> (Self, ClusterEvents) {
        let (news, events) = ClusterEvents::shared();
        (
            Self {
                redis,
                signer: Arc::new(Signer::new(secret)),
                order: MessageOrder::new(me),
                events,
                unpublished: Vec::new(),
                hears: watch::Sender::new(false),
            },
            news,
        )
    }

    /// Whether the other instances are reachable: now, and at every change.
    #[must_use]
    pub(crate) fn connected(&self) -> watch::Receiver<bool> {
        self.hears.subscribe()
    }

    /// Publishes and applies events until `served` is cancelled; then publishes what is left and the latest `seq` of everything
    /// cached, because the last votes were counted only now.
    pub(crate) async fn follow(mut self, app: App, served: CancellationToken) {
        let wanted = ResyncQueue::default();
        served.run_until_cancelled(async { tokio::join!(self.run(&app, &wanted), wanted.run(&app)) }).await;
        while let Ok(item) = self.events.try_recv() {
            self.unpublished.push(item);
        }
        self.unpublished.extend(app.live.replication.final_events());
        let last_words = async { RedisLink::open(&self.redis, &self.signer).await?.publish(&mut self.order, &self.unpublished).await };
        let said = tokio::time::timeout(LAST_WORDS, last_words).await;
        if let Err(error) = said.unwrap_or_else(|late| Err(late.into())) {
            tracing::info!(error = format!("{error:#}"), "redis: the final events could not be published");
        }
    }

    async fn run(&mut self, app: &App, wanted: &ResyncQueue) {
        loop {
            let error = match self.connect(app).await {
                Ok(line) => {
                    tracing::info!("redis: connected");
                    outages().worked("redis");
                    self.set_connected(true);
                    wanted.enqueue_everything(&app.live);
                    self.exchange(line, app, wanted).await
                }
                Err(error) => error,
            };
            self.set_connected(false);
            outages().failed("redis", "", &format!("{error:#}; looking into the database for what others do"));
            app.limits.reach_others(None);
            app.live.replication.forget_presence();
            wanted.compare_with_database(app).await;
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Connects to Redis and publishes the latest `seq` of everything cached: instances that stayed connected would not
    /// compare with the database by themselves.
    async fn connect(&mut self, app: &App) -> anyhow::Result<RedisLink> {
        let mut line = RedisLink::open(&self.redis, &self.signer).await?;
        line.publish(&mut self.order, &app.live.replication.sync_events()).await?;
        Ok(line)
    }

    fn set_connected(&self, connected: bool) {
        metrics::sharing(connected);
        self.hears.send_replace(connected);
    }

    /// Publishes and receives until the connection breaks; returns the reason.
    async fn exchange(&mut self, mut line: RedisLink, app: &App, wanted: &ResyncQueue) -> anyhow::Error {
        app.limits.reach_others(Some(line.connection()));
        let mut beat = tokio::time::interval(BEAT);
        let mut heard_myself = Instant::now();
        loop {
            if !self.unpublished.is_empty() {
                if let Err(error) = line.publish(&mut self.order, &self.unpublished).await {
                    return error;
                }
                self.unpublished.clear();
            }
            let done = tokio::select! {
                _ = self.events.recv_many(&mut self.unpublished, AT_ONCE) => Ok(()),
                received = line.receive() => received.map(|message| match self.order.accept(&message, Instant::now()) {
                    Freshness::Old => {}
                    Freshness::Unanswered | Freshness::Current if message.from == self.order.me() => {
                        heard_myself = Instant::now();
                        app.limits.reach_others(Some(line.connection()));
                    }
                    standing @ (Freshness::Unanswered | Freshness::Current) => apply(app, wanted, message, &standing),
                }),
                _ = beat.tick() => {
                    if heard_myself.elapsed() > DEAF {
                        return anyhow::anyhow!("nothing came back for {DEAF:?}");
                    }
                    app.limits.check_redis().await;
                    line.publish(&mut self.order, &[app.live.replication.presence_event()]).await
                }
            };
            if let Err(error) = done {
                return error;
            }
        }
    }
}

fn apply(app: &App, wanted: &ResyncQueue, message: Message, standing: &Freshness) {
    metrics::cluster_events("heard", message.items.len());
    for item in message.items {
        match item {
            ClusterEvent::Poll { code, seq, at_once, round, voted } => {
                wanted.poll(&app.live, &code, seq, at_once, RoundVoters { round, voted });
            }
            ClusterEvent::Stage { code, seq } => wanted.stage(&app.live, &code, seq),
            ClusterEvent::List { code } => {
                if let Some(meeting) = crate::domain::JoinCode::parse(&code) {
                    app.lists.announce_here(&meeting);
                }
            }
            ClusterEvent::Here(here) if *standing == Freshness::Current => app.live.replication.apply_presence(&message.from, &here),
            // A presence report that may be a replay is ignored.
            ClusterEvent::Here(_) => {}
        }
    }
}
