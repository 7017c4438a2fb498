//! The voter identity of a request.
//!
//! A browser is identified by its device cookie, which holds a token that this server has drawn and
//! signed. A program without cookies names a token of its own in the body of a ballot. Such a token
//! is hashed into another identity, so that a client that has learnt a browser's token, but not its
//! cookie, can neither read nor change that browser's vote.

use super::keys::{Keys, same};
use crate::domain::BrowserToken;
use crate::{entropy, hex};

/// The browser that a page is rendered for.
pub(crate) struct Recipient {
    /// The cookie's token, or a new one.
    pub(crate) token: BrowserToken,
    /// Proof that the token was drawn for this page; `None` for a browser that had one, and so may
    /// not redeem a resume ticket.
    pub(crate) newcomer: Option<String>,
}

impl Keys {
    /// The browser that a page is rendered for; a browser without a device cookie gets a new token.
    pub(crate) fn recipient(&self, device: Option<BrowserToken>) -> Recipient {
        if let Some(token) = device {
            return Recipient { token, newcomer: None };
        }
        let token = BrowserToken::from_entropy(entropy::bytes());
        Recipient { token, newcomer: Some(self.proof_of_newcomer(token)) }
    }

    /// The identity of a ballot that names this token: the browser's if the device cookie carries
    /// the same token, else a program's.
    #[must_use]
    pub(crate) fn voter(&self, device: Option<BrowserToken>, named: BrowserToken) -> BrowserToken {
        if device == Some(named) { named } else { self.program_identity(named) }
    }

    /// The identity whose vote is read: the browser of the cookie, or without a cookie the program
    /// of the named token.
    #[must_use]
    pub(crate) fn asker(&self, device: Option<BrowserToken>, named: Option<BrowserToken>) -> Option<BrowserToken> {
        device.or_else(|| named.map(|named| self.program_identity(named)))
    }

    /// The identity of a token without its cookie: a keyed hash, so that it never equals a
    /// browser's token.
    fn program_identity(&self, named: BrowserToken) -> BrowserToken {
        let hash = self.mac(b"token without a cookie", named.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        BrowserToken::from_entropy(bytes)
    }

    /// The proof that a token was drawn for a page of a browser without one; the page sends it with
    /// a resume ticket.
    fn proof_of_newcomer(&self, token: BrowserToken) -> String {
        hex::encode(&self.mac(b"newcomer", token.as_bytes())[..16])
    }

    /// Whether `proof` belongs to this token.
    #[must_use]
    pub(crate) fn is_newcomer(&self, token: BrowserToken, proof: &str) -> bool {
        same(self.proof_of_newcomer(token).as_bytes(), proof.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn browser(n: u8) -> BrowserToken {
        BrowserToken::from_entropy([n; 16])
    }

    #[test]
    fn a_token_without_its_cookie_is_another_identity() {
        let keys = Keys::new(Vec::new(), vec![7; 32], false);
        let (ours, other) = (browser(1), browser(2));
        assert_eq!(keys.voter(Some(ours), ours), ours);
        let program = keys.voter(None, ours);
        assert_ne!(program, ours);
        assert_eq!((keys.voter(Some(other), ours), keys.asker(None, Some(ours))), (program, Some(program)), "deterministic");
        assert_eq!(keys.asker(Some(ours), Some(other)), Some(ours), "the cookie takes precedence");
        assert_ne!(Keys::new(Vec::new(), vec![8; 32], false).voter(None, ours), program, "another secret makes another identity");
    }

    #[test]
    fn a_newcomers_proof_is_for_one_token() {
        let keys = Keys::new(Vec::new(), vec![7; 32], false);
        let proof = keys.proof_of_newcomer(browser(1));
        assert!(keys.is_newcomer(browser(1), &proof) && !keys.is_newcomer(browser(2), &proof) && !keys.is_newcomer(browser(1), ""));
    }
}
