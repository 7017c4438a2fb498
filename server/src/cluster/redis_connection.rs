//! Connects to Redis, publishes and receives until the connection breaks, and connects again.

use super::Cluster;
use super::message::Message;
use super::message_order::Freshness;
use super::redis_link::RedisLink;
use super::resync::{ResyncQueue, RoundVoters};
use crate::app::App;
use crate::domain::JoinCode;
use crate::live::ClusterEvent;
use crate::log::outages;
use crate::metrics;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// How often an instance publishes its presence report.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);
/// The connection is replaced when none of this instance's own messages has arrived for this long.
const RECONNECT_AFTER: Duration = Duration::from_secs(4);
/// Pause before the next attempt to connect to Redis.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// The most events that are published at a time.
const MAX_EVENTS_PER_BATCH: usize = 256;
/// How long publishing the final events may take at shutdown.
const FINAL_PUBLISH_TIMEOUT: Duration = Duration::from_secs(1);

impl Cluster {
    /// Publishes and applies events until `served` is cancelled, which is after the last request. Then publishes the remaining
    /// events and the latest `seq` of everything cached, which include the last votes.
    pub(crate) async fn follow(mut self, app: App, served: CancellationToken) {
        let queue = ResyncQueue::default();
        served.run_until_cancelled(async { tokio::join!(self.run(&app, &queue), queue.run(&app)) }).await;
        while let Ok(event) = self.events.try_recv() {
            self.unpublished.push(event);
        }
        self.unpublished.extend(app.live.replication.final_events());
        let publish = async { RedisLink::open(&self.redis, &self.signer).await?.publish(&mut self.order, &self.unpublished).await };
        let published = tokio::time::timeout(FINAL_PUBLISH_TIMEOUT, publish).await;
        if let Err(error) = published.unwrap_or_else(|elapsed| Err(elapsed.into())) {
            tracing::info!(error = format!("{error:#}"), "redis: final events not published");
        }
    }

    async fn run(&mut self, app: &App, queue: &ResyncQueue) {
        loop {
            let error = match self.connect(app).await {
                Ok(redis) => {
                    tracing::info!("redis: connected");
                    outages().worked("redis");
                    self.set_connected(true);
                    queue.enqueue_everything(&app.live);
                    app.boards.announce_all();
                    self.exchange(redis, app, queue).await
                }
                Err(error) => error,
            };
            self.set_connected(false);
            outages().failed("redis", "", &format!("{error:#}; comparing with the database instead"));
            app.limits.set_redis(None);
            app.live.replication.forget_presence();
            queue.compare_with_database(app).await;
            tokio::time::sleep(RETRY_INTERVAL).await;
        }
    }

    /// Connects to Redis and publishes the latest `seq` of everything cached, because instances that stayed connected have missed
    /// this instance's events and do not compare with the database.
    async fn connect(&mut self, app: &App) -> anyhow::Result<RedisLink> {
        let mut redis = RedisLink::open(&self.redis, &self.signer).await?;
        redis.publish(&mut self.order, &app.live.replication.sync_events()).await?;
        Ok(redis)
    }

    fn set_connected(&self, connected: bool) {
        metrics::redis_connected(connected);
        self.connected.send_replace(connected);
    }

    /// Publishes and receives until the connection breaks; returns the reason.
    async fn exchange(&mut self, mut redis: RedisLink, app: &App, queue: &ResyncQueue) -> anyhow::Error {
        app.limits.set_redis(Some(redis.connection()));
        let mut report_due = tokio::time::interval(REPORT_INTERVAL);
        let mut own_message_at = Instant::now();
        loop {
            if !self.unpublished.is_empty() {
                if let Err(error) = redis.publish(&mut self.order, &self.unpublished).await {
                    return error;
                }
                self.unpublished.clear();
            }
            let result = tokio::select! {
                _ = self.events.recv_many(&mut self.unpublished, MAX_EVENTS_PER_BATCH) => Ok(()),
                received = redis.receive() => received.map(|message| match self.order.accept(&message, Instant::now()) {
                    Freshness::Old => {}
                    Freshness::Unacknowledged | Freshness::Current if message.from == self.order.me() => {
                        own_message_at = Instant::now();
                        // The limits drop their connection after a failed script.
                        app.limits.set_redis(Some(redis.connection()));
                    }
                    freshness @ (Freshness::Unacknowledged | Freshness::Current) => apply(app, queue, message, &freshness),
                }),
                _ = report_due.tick() => {
                    if own_message_at.elapsed() > RECONNECT_AFTER {
                        return anyhow::anyhow!("own messages not received for {RECONNECT_AFTER:?}");
                    }
                    app.limits.check_redis().await;
                    redis.publish(&mut self.order, &[app.live.replication.presence_event()]).await
                }
            };
            if let Err(error) = result {
                return error;
            }
        }
    }
}

/// Applies a received message: queues the changed polls and meetings to be read again, announces
/// changed lists to the consoles and changed boards, and stores the presence report unless it may be a replay.
fn apply(app: &App, queue: &ResyncQueue, message: Message, freshness: &Freshness) {
    metrics::cluster_events("heard", message.items.len());
    for event in message.items {
        match event {
            ClusterEvent::Poll { code, seq, at_once, round, voted } => {
                queue.apply_poll_event(&app.live, &code, seq, at_once, RoundVoters { round, voters: voted });
            }
            ClusterEvent::Stage { code, seq } => queue.apply_stage_event(&app.live, &code, seq),
            ClusterEvent::List { code } => {
                if let Some(meeting) = JoinCode::parse(&code) {
                    app.lists.announce_locally(&meeting);
                }
            }
            ClusterEvent::Board { code, seq } => {
                if let Some(meeting) = JoinCode::parse(&code)
                    && seq.is_none_or(|seq| app.live.boards.seq(&meeting) < seq)
                {
                    app.boards.announce_soon(&meeting);
                }
            }
            ClusterEvent::Presence(report) if *freshness == Freshness::Current => {
                app.live.replication.apply_presence(&message.from, &report);
            }
            ClusterEvent::Presence(_) => {}
        }
    }
}
