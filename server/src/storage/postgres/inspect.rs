//! Checks a database before a server is started on it.

use super::super::inspection::{Inspection, MISSING_RIGHTS, OTHER_KEY};
use super::super::instances::Fingerprint;
use super::super::schema;
use super::dialect::{BEGIN_READ, Session, query_scalar};
use super::{Hosts, instances, open};
use sqlx::Connection;

/// Checks a database; writes nothing but, with `adopt`, the fingerprint of the key.
pub(crate) async fn inspect(hosts: &Hosts, key: Option<Fingerprint>, adopt: bool) -> anyhow::Result<Inspection> {
    let mut connection = open::connect(hosts).await?;
    let mut inspection = Inspection { warnings: open::durability_warnings(&mut connection).await?, ..Inspection::default() };
    if !open::is_up_to_date(&mut connection).await? {
        report_tables(&mut connection, &mut inspection).await?;
    } else if !has_rights(&mut connection).await? {
        inspection.errors.push(MISSING_RIGHTS.into());
    } else {
        let mut snapshot = connection.begin_with(BEGIN_READ).await?;
        inspection.instances = instances::running(&mut snapshot).await?;
        snapshot.rollback().await?;
        inspection.errors.extend(key_error(&mut connection, key, adopt).await?);
    }
    connection.close().await?;
    Ok(inspection)
}

/// Adds an error where the tables are missing or of another version, and a starting server would
/// not create or migrate them.
async fn report_tables(connection: &mut Session, inspection: &mut Inspection) -> Result<(), sqlx::Error> {
    let mut snapshot = connection.begin_with(BEGIN_READ).await?;
    let has_migrations: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *snapshot).await?;
    let may_create: bool = query_scalar("select has_schema_privilege(current_schema(), 'create')").fetch_one(&mut *snapshot).await?;
    snapshot.rollback().await?;
    let version = schema();
    match (has_migrations, may_create) {
        (_, false) => inspection.errors.push(format!(
            "its tables are not those of this version (schema {version}), and this role may not make or change any: run `handsup-server migrate` as their owner"
        )),
        (true, true) => inspection.errors.push(format!(
            "its tables are not those of this version (schema {version}), and a server changes none: make a backup, then run \
             `handsup-server migrate --i-have-a-backup`"
        )),
        // The start of a server creates them.
        (false, true) => {}
    }
    Ok(())
}

/// Whether this role may insert into the table of instances, and read and insert the key's
/// fingerprint.
async fn has_rights(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut snapshot = connection.begin_with(BEGIN_READ).await?;
    let allowed = query_scalar("select has_table_privilege('instances', 'insert') and has_table_privilege('secret_key', 'select, insert')")
        .fetch_one(&mut *snapshot)
        .await?;
    snapshot.rollback().await?;
    Ok(allowed)
}

/// The error for a database that was used with another key; `None` where no `key` is given. With
/// `adopt`, stores the key's fingerprint instead.
async fn key_error(connection: &mut Session, key: Option<Fingerprint>, adopt: bool) -> Result<Option<String>, sqlx::Error> {
    let Some(key) = key else { return Ok(None) };
    if adopt {
        instances::check_key(connection, key, true).await?;
        return Ok(None);
    }
    let mut snapshot = connection.begin_with(BEGIN_READ).await?;
    let stored: Option<Vec<u8>> = query_scalar("select fingerprint from secret_key").fetch_optional(&mut *snapshot).await?;
    snapshot.rollback().await?;
    Ok(stored.filter(|stored| stored[..] != key).map(|_| OTHER_KEY.to_owned()))
}
