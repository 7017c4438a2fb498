//! A self-signed certificate for 127.0.0.1, for servers that speak TLS.

use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// A certificate and its key, in a directory that is removed on drop.
#[derive(Debug)]
pub struct Certificate(TempDir);

impl Certificate {
    /// Generates one for 127.0.0.1 that is valid for a day.
    #[must_use]
    pub fn of_this_computer() -> Self {
        let certificate = Self(TempDir::with_prefix("handsup-certificate-").expect("a directory"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]);
        openssl.args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]);
        openssl
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-keyout")
            .arg(certificate.key())
            .arg("-out")
            .arg(certificate.file());
        let output = openssl.output().expect("openssl can be started: `make test` installs it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        certificate
    }

    /// The certificate, as PEM.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.0.path().join("certificate.pem")
    }

    /// Its key, as PEM.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }
}
