//! Stores the addresses that a host chose for the QR code, by network, in a small file in the data
//! directory. The file is optional: where it cannot be read or written, a choice is valid until the
//! program ends.

use crate::lan::Candidate;
use crate::secure_fs;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The name of the file.
const FILE: &str = "networks.json";

/// The most choices that are stored; the oldest is dropped first.
const MAX_CHOICES: usize = 50;

/// The choices, the newest first.
#[derive(Debug)]
pub(crate) struct AddressPreferences {
    file: PathBuf,
    choices: Vec<Choice>,
}

/// The address that was chosen on a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Choice {
    /// See [`Candidate::network`].
    network: String,
    /// The address that this computer had on the network.
    address: IpAddr,
}

impl AddressPreferences {
    /// Reads the file.
    #[must_use]
    pub(crate) fn read(data_dir: &Path) -> Self {
        let file = data_dir.join(FILE);
        let choices = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_else(|error| {
                tracing::warn!(%error, "address preferences: {FILE} cannot be parsed, it is replaced at the next choice of an address");
                Vec::new()
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "address preferences: {FILE} cannot be read, addresses are chosen automatically");
                Vec::new()
            }
        };
        Self { file, choices }
    }

    /// The address that the host has chosen on one of the candidates' networks: by the newest
    /// choice for such a network. Where the network has assigned another address since, that
    /// address. Interfaces that are not connected are skipped.
    #[must_use]
    pub(crate) fn choice_among(&self, candidates: &[Candidate]) -> Option<IpAddr> {
        self.choices.iter().find_map(|choice| {
            let on_network = || candidates.iter().filter(|candidate| candidate.up && candidate.network == choice.network);
            on_network()
                .find(|candidate| candidate.address == choice.address)
                .or_else(|| on_network().next())
                .map(|candidate| candidate.address)
        })
    }

    /// Stores a choice.
    pub(crate) fn save(&mut self, chosen: &Candidate) {
        self.choices.retain(|choice| choice.network != chosen.network);
        self.choices.insert(0, Choice { network: chosen.network.clone(), address: chosen.address });
        self.choices.truncate(MAX_CHOICES);
        self.write();
    }

    /// Removes the choices for the candidates' networks.
    pub(crate) fn forget(&mut self, candidates: &[Candidate]) {
        self.choices.retain(|choice| candidates.iter().all(|candidate| candidate.network != choice.network));
        self.write();
    }

    fn write(&self) {
        let written = serde_json::to_vec_pretty(&self.choices).map_err(std::io::Error::from);
        if let Err(error) = written.and_then(|text| secure_fs::replace(&self.file, &text)) {
            tracing::warn!(%error, "address preferences: {FILE} could not be written, the choice is lost at the end of the program");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lan::Reason;

    fn candidate(address: &str, network: &str) -> Candidate {
        let address = address.parse().expect("an address");
        let (interface, network) = (network.to_owned(), network.to_owned());
        Candidate { address, interface, network, reason: Reason::OtherPrivate, up: true, usable: true }
    }

    #[test]
    fn a_choice_applies_on_the_network_it_was_made_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let (office, home) = (candidate("10.0.0.5", "eth0 10.0.0.0/24"), candidate("192.168.1.5", "wlan0 192.168.1.0/24"));
        let choice =
            |candidates: &[Candidate]| AddressPreferences::read(folder.path()).choice_among(candidates).map(|address| address.to_string());
        assert_eq!(choice(&[office.clone(), home.clone()]), None);

        AddressPreferences::read(folder.path()).save(&office);
        assert_eq!(choice(&[home.clone(), office.clone()]).as_deref(), Some("10.0.0.5"));
        assert_eq!(choice(&[home.clone(), candidate("10.0.0.99", "eth0 10.0.0.0/24")]).as_deref(), Some("10.0.0.99"), "another lease");
        assert_eq!(choice(std::slice::from_ref(&home)), None, "on another network");
        assert_eq!(choice(&[home.clone(), Candidate { up: false, ..office.clone() }]), None, "not connected");

        AddressPreferences::read(folder.path()).save(&home);
        assert_eq!(choice(&[office.clone(), home.clone()]).as_deref(), Some("192.168.1.5"), "the newest choice applies");

        AddressPreferences::read(folder.path()).forget(std::slice::from_ref(&home));
        assert_eq!(choice(&[office, home]).as_deref(), Some("10.0.0.5"), "the choice for the other network remains");
    }

    #[test]
    fn an_unparsable_file_is_ignored_and_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(FILE), "{").expect("written");
        let office = candidate("10.0.0.5", "eth0 10.0.0.0/24");
        let mut preferences = AddressPreferences::read(folder.path());
        assert_eq!(preferences.choice_among(std::slice::from_ref(&office)), None);
        preferences.save(&office);
        assert_eq!(AddressPreferences::read(folder.path()).choice_among(std::slice::from_ref(&office)), Some(office.address));
    }
}
