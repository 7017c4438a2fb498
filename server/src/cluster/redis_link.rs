//! One connection to Redis: events leave by PUBLISH and arrive by SUBSCRIBE.

use super::message::{Message, OutgoingMessage};
use super::message_order::MessageOrder;
use super::signed::Signer;
use crate::live::ClusterEvent;
use crate::metrics;
use anyhow::Context;
use futures::StreamExt;
use redis::AsyncConnectionConfig;
use redis::aio::{MultiplexedConnection, PubSubStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The channel that all instances publish to.
const CHANNEL: &str = "handsup:news";
/// The most events in one message.
const MAX_EVENTS_PER_MESSAGE: usize = 256;
/// Redis counts as unreachable after this long without an answer.
const TIMEOUT: Duration = Duration::from_secs(1);

/// A connection to publish on, and one to receive on.
pub(super) struct RedisLink {
    publisher: MultiplexedConnection,
    messages: PubSubStream,
    signer: Arc<Signer>,
    /// Whether unsigned messages were logged already on this connection.
    warned: bool,
}

impl RedisLink {
    /// Opens both connections and subscribes to the channel.
    ///
    /// # Errors
    /// When Redis does not answer in time.
    pub(super) async fn open(redis: &redis::Client, signer: &Arc<Signer>) -> anyhow::Result<Self> {
        let settings = AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
        let publisher = redis.get_multiplexed_async_connection_with_config(&settings).await?;
        let subscribe = async {
            let mut subscriber = redis.get_async_pubsub().await?;
            subscriber.subscribe(CHANNEL).await?;
            anyhow::Ok(subscriber.into_on_message())
        };
        let messages = tokio::time::timeout(TIMEOUT, subscribe).await.context("Redis did not answer in time")??;
        Ok(Self { publisher, messages, signer: signer.clone(), warned: false })
    }

    /// The publishing connection, for other commands.
    pub(super) fn connection(&self) -> MultiplexedConnection {
        self.publisher.clone()
    }

    /// Publishes events to every instance.
    ///
    /// # Errors
    /// When Redis does not accept a message in time. Those before it are published.
    pub(super) async fn publish(&mut self, order: &mut MessageOrder, items: &[ClusterEvent]) -> anyhow::Result<()> {
        for items in items.chunks(MAX_EVENTS_PER_MESSAGE) {
            let number = order.next(Instant::now());
            let outgoing = OutgoingMessage { from: order.me(), number, heard: order.heard(), items };
            let message = self.signer.sign(&serde_json::to_string(&outgoing)?);
            redis::cmd("PUBLISH").arg(CHANNEL).arg(message).query_async::<()>(&mut self.publisher).await?;
            metrics::cluster_events("told", items.len());
        }
        Ok(())
    }

    /// The next message of any instance, this one included. Messages that are unsigned or cannot be parsed are skipped.
    ///
    /// # Errors
    /// When the connection has ended.
    pub(super) async fn receive(&mut self) -> anyhow::Result<Message> {
        loop {
            let message = self.messages.next().await.context("Redis has closed the connection")?;
            let Some(message) = self.signer.open(message.get_payload_bytes()) else {
                self.warn_of_unsigned();
                continue;
            };
            match serde_json::from_slice(message) {
                Ok(message) => return Ok(message),
                // Signed, so it is from an instance of another version, whose messages have another shape.
                Err(error) => tracing::debug!(%error, "redis channel: unparsable message"),
            }
        }
    }

    /// Logs the first unsigned message of each connection.
    fn warn_of_unsigned(&mut self) {
        if !std::mem::replace(&mut self.warned, true) {
            tracing::warn!(
                channel = CHANNEL,
                "redis channel: ignored a message that is not signed with this SECRET_KEY, from an instance with another key or version, or from a foreign program"
            );
        }
    }
}
