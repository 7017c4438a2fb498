//! A flaky link between phones and a house, as at the far end of a hall: slow, in small pieces, and cut again and again.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How many bytes pass at a time.
const PIECE: usize = 200;
/// The longest delay of a piece.
const SLOW: Duration = Duration::from_millis(20);
/// The connection breaks at one piece in so many, on average.
const ONE_IN: u32 = 50;

/// The link; it ends when this is dropped.
#[derive(Debug)]
pub struct FlakyLink {
    addr: SocketAddr,
    carrying: JoinHandle<()>,
}

impl FlakyLink {
    /// A link to a house. The same `luck` breaks the same connections at the same pieces.
    pub async fn to(house: SocketAddr, luck: u64) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let addr = listener.local_addr().expect("it listens");
        let carrying = tokio::spawn(async move {
            let mut luck = fastrand::Rng::with_seed(luck);
            while let Ok((phone, _)) = listener.accept().await {
                tokio::spawn(carry(phone, house, luck.fork()));
            }
        });
        Self { addr, carrying }
    }

    /// Where phones find it.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

impl Drop for FlakyLink {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

/// Carries one connection until either side closes it or it breaks; then both ends get a reset.
async fn carry(phone: TcpStream, house: SocketAddr, mut luck: fastrand::Rng) {
    let Ok(house) = TcpStream::connect(house).await else { return };
    for end in [&phone, &house] {
        let _best_effort = end.set_zero_linger();
    }
    let ((from_phone, to_phone), (from_house, to_house)) = (phone.into_split(), house.into_split());
    let back = luck.fork();
    tokio::select! {
        () = pass(from_phone, to_house, luck) => {}
        () = pass(from_house, to_phone, back) => {}
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut luck: fastrand::Rng) {
    let mut piece = [0; PIECE];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        // The delay of the link itself, not a wait of a story.
        tokio::time::sleep(SLOW.mul_f64(luck.f64())).await;
        if luck.u32(0..ONE_IN) == 0 || to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
