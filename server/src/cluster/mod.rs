//! Several instances on one database: each tells the others through Redis that something is new (see `live::news`).
//!
//! Redis is a convenience, never in the way: a vote is counted and acknowledged without it, and this instance's own phones
//! hear of it. While it is away, each instance looks in the database every second for what its phones follow; when it is
//! back, for everything it remembers. Hearing one's own heartbeat proves the way there and back.

mod beat;
mod database_poll;
mod message_order;
mod redis_link;
mod resync;
mod signed;

pub(crate) use beat::{keep_beating, troubles};
pub(crate) use database_poll::poll_database;

use crate::http::App;
use crate::live::{ClusterEvent, ClusterEvents};
use crate::log::outages;
use crate::metrics;
use message_order::{Freshness, MessageOrder};
use redis_link::{Message, RedisLink};
use resync::{ResyncQueue, RoundVoters};
use signed::Signer;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How often an instance says that it is there, and with how many phones.
const BEAT: Duration = Duration::from_secs(1);
/// Who has not heard the own heartbeat for so long is deaf, and begins anew.
const DEAF: Duration = Duration::from_secs(4);
/// Between two tries to reach Redis, and between two looks into the database meanwhile.
const AGAIN: Duration = Duration::from_secs(1);
/// So many news are taken at a time.
const AT_ONCE: usize = 256;
/// How long the last words may take when this instance ends.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The way to the other instances.
pub(crate) struct Cluster {
    redis: redis::Client,
    signer: Arc<Signer>,
    order: MessageOrder,
    told: mpsc::Receiver<ClusterEvent>,
    /// Taken, but not told yet: where a line breaks, the next one tells it.
    untold: Vec<ClusterEvent>,
    hears: watch::Sender<bool>,
}

impl Cluster {
    /// Through this Redis, as an instance of this name; and what its rooms tell the others by. What is told is signed with
    /// `secret`, and heard only if it is.
    #[must_use]
    pub(crate) fn new(redis: redis::Client, secret: &[u8], me: String) -> (Self, ClusterEvents) {
        let (news, told) = ClusterEvents::shared();
        (
            Self {
                redis,
                signer: Arc::new(Signer::new(secret)),
                order: MessageOrder::new(me),
                told,
                untold: Vec::new(),
                hears: watch::Sender::new(false),
            },
            news,
        )
    }

    /// Whether the others are heard, from now on.
    #[must_use]
    pub(crate) fn connected(&self) -> watch::Receiver<bool> {
        self.hears.subscribe()
    }

    /// Tells and hears until `served`, and then tells what is left, and how everything stands: the last votes were counted
    /// only now.
    pub(crate) async fn follow(mut self, app: App, served: CancellationToken) {
        let wanted = ResyncQueue::default();
        served.run_until_cancelled(async { tokio::join!(self.run(&app, &wanted), wanted.run(&app)) }).await;
        while let Ok(item) = self.told.try_recv() {
            self.untold.push(item);
        }
        self.untold.extend(app.live.final_events());
        let last_words = async { RedisLink::open(&self.redis, &self.signer).await?.publish(&mut self.order, &self.untold).await };
        let said = tokio::time::timeout(LAST_WORDS, last_words).await;
        if let Err(error) = said.unwrap_or_else(|late| Err(late.into())) {
            tracing::info!(error = format!("{error:#}"), "the other instances could not be told how things stand at the end");
        }
    }

    async fn run(&mut self, app: &App, wanted: &ResyncQueue) {
        loop {
            let error = match self.connect(app).await {
                Ok(line) => {
                    tracing::info!("hearing the other instances through Redis");
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
            app.live.forget_remote();
            wanted.compare_with_database(app).await;
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// A line, and how everything stands as the first that is told by it: whoever heard the others all along has no reason
    /// to look into the database by itself.
    async fn connect(&mut self, app: &App) -> anyhow::Result<RedisLink> {
        let mut line = RedisLink::open(&self.redis, &self.signer).await?;
        line.publish(&mut self.order, &app.live.sync_events()).await?;
        Ok(line)
    }

    fn set_connected(&self, heard: bool) {
        metrics::sharing(heard);
        self.hears.send_replace(heard);
    }

    /// Until the line breaks; why comes back.
    async fn exchange(&mut self, mut line: RedisLink, app: &App, wanted: &ResyncQueue) -> anyhow::Error {
        app.limits.reach_others(Some(line.connection()));
        let mut beat = tokio::time::interval(BEAT);
        let mut heard_myself = Instant::now();
        loop {
            if !self.untold.is_empty() {
                if let Err(error) = line.publish(&mut self.order, &self.untold).await {
                    return error;
                }
                self.untold.clear();
            }
            let done = tokio::select! {
                _ = self.told.recv_many(&mut self.untold, AT_ONCE) => Ok(()),
                heard = line.receive() => heard.map(|message| match self.order.accept(&message, Instant::now()) {
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
                    app.limits.prove_others().await;
                    line.publish(&mut self.order, &[app.live.presence_report()]).await
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
                    app.polls.announce_list_here(&meeting);
                }
            }
            ClusterEvent::Here(here) if *standing == Freshness::Current => app.live.apply_presence_report(&message.from, &here),
            // Somebody may say again what was so once.
            ClusterEvent::Here(_) => {}
        }
    }
}
