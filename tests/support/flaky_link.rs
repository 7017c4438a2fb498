//! A flaky link between phones and a house, as at the far end of a hall: slow, in small pieces, and cut again and again.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How many bytes pass at a time.
const PIECE_BYTES: usize = 200;
/// The longest delay of a piece.
const MAX_DELAY: Duration = Duration::from_millis(20);
/// The number of pieces after which a connection breaks, on average.
const PIECES_UNTIL_BREAK: u32 = 50;

/// The link; it accepts no connections once this is dropped.
#[derive(Debug)]
pub struct FlakyLink {
    addr: SocketAddr,
    accepting: JoinHandle<()>,
}

impl FlakyLink {
    /// A link to a house. `seed` decides how long each piece is delayed, and after how many a connection breaks.
    pub async fn to(house: SocketAddr, seed: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let addr = listener.local_addr().expect("it listens");
        let accepting = tokio::spawn(async move {
            let mut random = fastrand::Rng::with_seed(seed);
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(carry(phone, house, random.fork()));
            }
        });
        Self { addr, accepting }
    }

    /// The address that phones connect to.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for FlakyLink {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Carries one connection until either side closes it or it breaks; then both ends get a reset.
async fn carry(phone: TcpStream, house: SocketAddr, mut random: fastrand::Rng) {
    let Ok(house) = TcpStream::connect(house).await else { return };
    for end in [&phone, &house] {
        let _best_effort = end.set_zero_linger();
    }
    let ((from_phone, to_phone), (from_house, to_house)) = (phone.into_split(), house.into_split());
    let random_back = random.fork();
    tokio::select! {
        () = pass(from_phone, to_house, random) => {}
        () = pass(from_house, to_phone, random_back) => {}
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut random: fastrand::Rng) {
    let mut piece = [0; PIECE_BYTES];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        // The delay of the link itself, not a wait of a story.
        tokio::time::sleep(MAX_DELAY.mul_f64(random.f64())).await;
        if random.u32(0..PIECES_UNTIL_BREAK) == 0 || to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
