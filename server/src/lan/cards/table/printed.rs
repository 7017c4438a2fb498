//! Runs the programs of macOS and Windows that print the neighbour table, and parses their output. The text around the
//! addresses depends on version and language, so only the addresses are read.

use super::{Card, card};
use std::net::IpAddr;

/// The programs that print the table, for IPv4 and for IPv6, with their arguments.
#[cfg(target_os = "windows")]
const PROGRAMS: [(&str, &[&str]); 2] = [("arp", &["-a"]), ("netsh", &["interface", "ipv6", "show", "neighbors"])];
#[cfg(all(not(target_os = "windows"), not(target_os = "linux")))]
const PROGRAMS: [(&str, &[&str]); 2] = [("arp", &["-an"]), ("ndp", &["-an"])];

/// Every resolved neighbour. Takes some tens of milliseconds.
#[cfg(not(target_os = "linux"))]
pub(in super::super) fn read() -> std::io::Result<Vec<(IpAddr, Card)>> {
    let mut neighbours = Vec::new();
    for (program, arguments) in PROGRAMS {
        let mut command = std::process::Command::new(program);
        #[cfg(target_os = "windows")]
        std::os::windows::process::CommandExt::creation_flags(&mut command, NO_WINDOW);
        neighbours.extend(entries(&String::from_utf8_lossy(&command.args(arguments).output()?.stdout)));
    }
    Ok(neighbours)
}

/// Starts a program without a console window. Source: `CreateProcess`, `CREATE_NO_WINDOW`.
#[cfg(target_os = "windows")]
const NO_WINDOW: u32 = 0x0800_0000;

/// The entries of all lines that have both an address and a hardware address.
fn entries(printed: &str) -> Vec<(IpAddr, Card)> {
    printed.lines().filter_map(entry).collect()
}

fn entry(line: &str) -> Option<(IpAddr, Card)> {
    let words = || line.split_whitespace();
    Some((words().find_map(address)?, words().find_map(hardware)?))
}

/// Parses an address like `(192.168.1.20)` or `fe80::1%en0`.
fn address(word: &str) -> Option<IpAddr> {
    let bare = word.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(word);
    bare.split('%').next()?.parse().ok()
}

/// Parses a hardware address like `0:1b:44:11:3a:b7` or `00-1b-44-11-3a-b7`; macOS omits leading zeros.
fn hardware(word: &str) -> Option<Card> {
    let separator = if word.contains('-') { '-' } else { ':' };
    let bytes = word.split(separator).map(|digits| if digits.len() <= 2 { u8::from_str_radix(digits, 16).ok() } else { None });
    card(&bytes.collect::<Option<Vec<u8>>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each entry as `address card`.
    fn parsed(printed: &str) -> Vec<String> {
        entries(printed).iter().map(|(address, card)| format!("{address} {}", card.map(|byte| format!("{byte:02x}")).join(":"))).collect()
    }

    #[test]
    fn arp_of_macos_is_parsed() {
        let printed = "? (192.168.1.1) at 0:1b:44:11:3a:b7 on en0 ifscope [ethernet]\n\
            ? (192.168.1.23) at a4:83:e7:2:9:ff on en0 ifscope [ethernet]\n\
            ? (192.168.1.40) at (incomplete) on en0 ifscope [ethernet]\n\
            ? (192.168.1.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]\n\
            ? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]\n";
        assert_eq!(parsed(printed), ["192.168.1.1 00:1b:44:11:3a:b7", "192.168.1.23 a4:83:e7:02:09:ff"]);
    }

    #[test]
    fn ndp_of_macos_is_parsed() {
        let printed = "Neighbor                        Linklayer Address  Netif Expire    St Flgs Prbs\n\
            2001:db8:1::23                  a4:83:e7:2:9:ff      en0 23h59m58s S\n\
            fe80::1%lo0                     (incomplete)         lo0 permanent R\n\
            fe80::c1:97ff:fe11:3ab7%en0     0:1b:44:11:3a:b7     en0 13s       R  R\n";
        assert_eq!(parsed(printed), ["2001:db8:1::23 a4:83:e7:02:09:ff", "fe80::c1:97ff:fe11:3ab7 00:1b:44:11:3a:b7"]);
    }

    #[test]
    fn arp_of_a_german_windows_is_parsed() {
        let printed = "\r\nSchnittstelle: 192.168.178.20 --- 0xb\r\n  Internetadresse       Physische Adresse     Typ\r\n\
            \x20 192.168.178.1         00-1b-44-11-3a-b7     dynamisch \r\n\
            \x20 192.168.178.255       ff-ff-ff-ff-ff-ff     statisch  \r\n\
            \x20 224.0.0.22            01-00-5e-00-00-16     statisch  \r\n";
        assert_eq!(parsed(printed), ["192.168.178.1 00:1b:44:11:3a:b7"]);
    }

    #[test]
    fn netsh_of_windows_is_parsed() {
        let printed = "\r\nInterface 11: Wi-Fi\r\n\r\n\r\nInternet Address                              Physical Address   Type\r\n\
            --------------------------------------------  -----------------  -----------\r\n\
            2001:db8:1::23                                a4-83-e7-02-09-ff  Reachable\r\n\
            fe80::99                                      00-00-00-00-00-00  Unreachable\r\n\
            ff02::16                                      33-33-00-00-00-16  Permanent\r\n";
        assert_eq!(parsed(printed), ["2001:db8:1::23 a4:83:e7:02:09:ff"]);
    }
}
