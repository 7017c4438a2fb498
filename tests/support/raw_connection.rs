//! Raw TCP, for what no well-behaved client would send.

use crate::{Response, in_time};
use std::net::{IpAddr, SocketAddr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// A TCP connection that sends nothing by itself.
#[derive(Debug)]
pub struct RawConnection(TcpStream);

impl RawConnection {
    /// Connects from an address.
    pub async fn connect(house: SocketAddr, from: IpAddr) -> Self {
        Self::connect_socket(TcpSocket::new_v4().expect("there are sockets"), house, from).await
    }

    /// Connects from an address, with a small receive buffer and small packets. What the client does not read soon has to be
    /// buffered by the house: with loopback's large packets the system would buffer megabytes.
    pub async fn connect_narrow(house: SocketAddr, from: IpAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        socket.set_recv_buffer_size(2048).expect("a small buffer");
        socket2::SockRef::from(&socket).set_tcp_mss(536).expect("small packets");
        Self::connect_socket(socket, house, from).await
    }

    async fn connect_socket(socket: TcpSocket, house: SocketAddr, from: IpAddr) -> Self {
        socket.bind((from, 0).into()).expect("127.0.0.0/8 is this computer");
        Self(in_time("a connection", socket.connect(house)).await.expect("the house listens"))
    }

    /// Connects from an address; `None` where nothing listens.
    pub async fn try_connect(house: SocketAddr, from: IpAddr) -> Option<Self> {
        let socket = TcpSocket::new_v4().expect("there are sockets");
        socket.bind((from, 0).into()).expect("127.0.0.0/8 is this computer");
        in_time("a connection or none", socket.connect(house)).await.ok().map(Self)
    }

    /// The connection itself.
    #[must_use]
    pub fn into_stream(self) -> TcpStream {
        self.0
    }

    /// Sends these bytes and waits for one response; `None` when the house closes the connection before the response is whole.
    pub async fn asks(&mut self, bytes: &[u8]) -> Option<Response> {
        let (mut reader, mut writer) = self.0.split();
        // Writes and reads at the same time: the house may respond before the end of the request, and close.
        let writing = async {
            let _hung_up = writer.write_all(bytes).await;
            std::future::pending::<()>().await;
        };
        let reading = async {
            let mut received = Vec::new();
            while !is_whole(&received) && reader.read_buf(&mut received).await.unwrap_or(0) > 0 {}
            is_whole(&received).then(|| Response::parse(&received)).flatten()
        };
        in_time("an answer or a closed connection", async {
            tokio::select! {
                response = reading => response,
                () = writing => None,
            }
        })
        .await
    }

    /// Sends these bytes and does not wait for a response.
    pub async fn sends(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the house has not hung up");
    }

    /// Waits until the house hangs up; returns what it sent before.
    pub async fn is_closed(&mut self) -> Vec<u8> {
        let mut received = Vec::new();
        in_time("the house to hang up", async { while self.0.read_buf(&mut received).await.unwrap_or(0) > 0 {} }).await;
        received
    }
}

/// Whether these bytes are a whole response with a `content-length`.
fn is_whole(received: &[u8]) -> bool {
    let Some(head_end) = received.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let lines = String::from_utf8_lossy(&received[..head_end]).to_ascii_lowercase();
    let length = lines.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    length.is_some_and(|length| received.len() >= head_end + 4 + length)
}
