//! Parses `DATABASE_URL`. Its password is never printed.

use super::postgres::Hosts;
use anyhow::Context;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A database: its kind, and its path or hosts.
pub(crate) enum DatabaseUrl {
    /// SQLite, in this file.
    File(PathBuf),
    /// PostgreSQL, at the one of these hosts that accepts writes.
    Postgres(Arc<Hosts>),
}

impl DatabaseUrl {
    /// Reads `sqlite:///path/file.db` or `postgres://user@host/database`.
    ///
    /// # Errors
    /// When it is neither; the message leaves the URL out, since it may hold a password.
    pub(crate) fn parse(url: &str) -> anyhow::Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(Arc::new(Hosts::parse(url)?)));
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let path = path.context("DATABASE_URL must be sqlite:///path/file.db or postgres://user@host/database")?;
        let path = path.split('?').next().unwrap_or(path);
        anyhow::ensure!(!path.is_empty() && !path.contains(":memory:"), "DATABASE_URL must name a file: votes in memory would be lost");
        Ok(Self::File(PathBuf::from(path)))
    }

    /// Parses a URL as [`parse`](Self::parse) does; anything else is the path of a SQLite file.
    pub(crate) fn parse_or_file(url_or_path: &Path) -> anyhow::Result<Self> {
        let schemes = ["postgres://", "postgresql://", "sqlite:"];
        let url = url_or_path.to_str().filter(|text| schemes.iter().any(|scheme| text.starts_with(scheme)));
        url.map_or_else(|| Ok(Self::File(url_or_path.to_owned())), Self::parse)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Postgres(hosts) => hosts.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        let url = "postgres://handsup:hunter2@db.example.org:6432/votes?sslmode=require";
        assert_eq!(DatabaseUrl::parse(url).unwrap().to_string(), "the database votes at db.example.org:6432");
        for wrong in ["postgres://handsup:hunter2@host:notaport/votes", "mysql://handsup:hunter2@host/votes", "handsup:hunter2@host"] {
            let refusal = format!("{:#}", DatabaseUrl::parse(wrong).err().unwrap());
            assert!(!refusal.contains("hunter2"), "{refusal}");
        }
    }

    #[test]
    fn an_argument_without_a_scheme_is_a_path_and_a_database_in_memory_is_refused() {
        assert!(
            matches!(DatabaseUrl::parse_or_file(Path::new("evening.db")).unwrap(), DatabaseUrl::File(file) if file == Path::new("evening.db"))
        );
        assert!(matches!(DatabaseUrl::parse_or_file(Path::new("postgresql://h/d")).unwrap(), DatabaseUrl::Postgres(_)));
        assert!(DatabaseUrl::parse("sqlite::memory:").is_err());
    }
}
