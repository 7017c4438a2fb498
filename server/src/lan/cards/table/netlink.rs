//! Linux's neighbour table, over netlink. Source: `rtnetlink(7)`.

use super::{Card, card};
use netlink_packet_core::{NLM_F_DUMP, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload};
use netlink_packet_route::RouteNetlinkMessage;
use netlink_packet_route::neighbour::{NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState};
use netlink_sys::protocols::NETLINK_ROUTE;
use netlink_sys::{Socket, SocketAddr};
use std::io;
use std::net::IpAddr;

/// Every resolved neighbour. Takes less than a millisecond for hundreds of devices.
pub(in super::super) fn read() -> io::Result<Vec<(IpAddr, Card)>> {
    let mut socket = Socket::new(NETLINK_ROUTE)?;
    socket.bind_auto()?;
    socket.connect(&SocketAddr::new(0, 0))?;
    socket.send(&request(), 0)?;
    let mut entries = Vec::new();
    loop {
        let (answer, _) = socket.recv_from_full()?;
        if !take_entries(&answer, &mut entries)? {
            return Ok(entries);
        }
    }
}

/// The request for the whole neighbour table.
fn request() -> Vec<u8> {
    let mut header = NetlinkHeader::default();
    header.flags = NLM_F_DUMP | NLM_F_REQUEST;
    let mut message = NetlinkMessage::new(header, NetlinkPayload::from(RouteNetlinkMessage::GetNeighbour(NeighbourMessage::default())));
    message.finalize();
    let mut bytes = vec![0; message.buffer_len()];
    message.serialize(&mut bytes);
    bytes
}

/// Adds the entries of one answer to `entries`; returns whether more answers follow.
fn take_entries(mut answer: &[u8], entries: &mut Vec<(IpAddr, Card)>) -> io::Result<bool> {
    while !answer.is_empty() {
        let message = NetlinkMessage::<RouteNetlinkMessage>::deserialize(answer).map_err(io::Error::other)?;
        match message.payload {
            NetlinkPayload::Done(_) => return Ok(false),
            NetlinkPayload::Error(error) => return Err(error.to_io()),
            NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewNeighbour(neighbour)) => entries.extend(entry(&neighbour)),
            _ => {}
        }
        // Messages are aligned to four bytes.
        let length = (message.header.length as usize).next_multiple_of(4).max(4);
        answer = answer.get(length..).unwrap_or_default();
    }
    Ok(true)
}

/// A resolved entry; `None` for one that is incomplete or has failed.
fn entry(neighbour: &NeighbourMessage) -> Option<(IpAddr, Card)> {
    use NeighbourState::{Delay, Permanent, Probe, Reachable, Stale};
    if !matches!(neighbour.header.state, Reachable | Stale | Delay | Probe | Permanent) {
        return None;
    }
    let address = neighbour.attributes.iter().find_map(|attribute| match attribute {
        NeighbourAttribute::Destination(NeighbourAddress::Inet(v4)) => Some(IpAddr::V4(*v4)),
        NeighbourAttribute::Destination(NeighbourAddress::Inet6(v6)) => Some(IpAddr::V6(*v6)),
        _ => None,
    })?;
    let hardware = neighbour.attributes.iter().find_map(|attribute| match attribute {
        NeighbourAttribute::LinkLayerAddress(bytes) => card(bytes),
        _ => None,
    })?;
    Some((address, hardware))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neighbour(state: NeighbourState, address: &str, card: &[u8]) -> NeighbourMessage {
        let address: IpAddr = address.parse().unwrap();
        let mut message = NeighbourMessage::default();
        message.header.state = state;
        message.attributes = vec![NeighbourAttribute::Destination(address.into()), NeighbourAttribute::LinkLayerAddress(card.to_vec())];
        message
    }

    #[test]
    fn only_resolved_entries_with_an_ethernet_address_are_returned() {
        let card = [0x02, 1, 2, 3, 4, 5];
        for state in [NeighbourState::Reachable, NeighbourState::Stale, NeighbourState::Delay, NeighbourState::Permanent] {
            assert_eq!(entry(&neighbour(state, "192.168.1.20", &card)), Some(("192.168.1.20".parse().unwrap(), card)));
        }
        for state in [NeighbourState::Incomplete, NeighbourState::Failed, NeighbourState::Noarp, NeighbourState::None] {
            assert_eq!(entry(&neighbour(state, "fd00::20", &card)), None);
        }
        assert_eq!(entry(&neighbour(NeighbourState::Reachable, "fd00::20", &[0; 6])), None, "the empty address");
        assert_eq!(entry(&neighbour(NeighbourState::Reachable, "fd00::20", &[1, 2, 3])), None, "no Ethernet address");
    }

    #[test]
    fn this_computers_own_table_can_be_read() {
        read().unwrap();
    }
}
