//! A look before a server is started: can it be, and what would be wrong with it?

use super::super::instances::Fingerprint;
use super::super::looked::{Looked, NO_RIGHTS, OTHER_KEY};
use super::super::schema;
use super::dialect::{BEGIN_READ, Session, query_scalar};
use super::{Hosts, instances, open};
use sqlx::Connection;

/// Looks; only where `adopt` says so, the key is written down.
pub(crate) async fn look(hosts: &Hosts, key: Option<Fingerprint>, adopt: bool) -> anyhow::Result<Looked> {
    let mut connection = open::connect(hosts).await?;
    let mut looked = Looked { warnings: open::lost_promises(&mut connection).await?, ..Looked::default() };
    if !open::is_up_to_date(&mut connection).await? {
        tables(&mut connection, &mut looked).await?;
    } else if !may_use(&mut connection).await? {
        looked.errors.push(NO_RIGHTS.into());
    } else {
        let mut moment = connection.begin_with(BEGIN_READ).await?;
        looked.instances = instances::here(&mut moment).await?;
        moment.rollback().await?;
        looked.errors.extend(other_key(&mut connection, key, adopt).await?);
    }
    connection.close().await?;
    Ok(looked)
}

/// Tables that are not there, or another version's.
async fn tables(connection: &mut Session, looked: &mut Looked) -> Result<(), sqlx::Error> {
    let mut moment = connection.begin_with(BEGIN_READ).await?;
    let ours: bool = query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *moment).await?;
    let makes: bool = query_scalar("select has_schema_privilege(current_schema(), 'create')").fetch_one(&mut *moment).await?;
    moment.rollback().await?;
    let version = schema();
    match (ours, makes) {
        (_, false) => looked.errors.push(format!(
            "its tables are not those of this version (schema {version}), and this role may not make or change any: run `handsup-server migrate` as their owner"
        )),
        (true, true) => looked.errors.push(format!(
            "its tables are not those of this version (schema {version}), and a server changes none: make a backup, then run \
             `handsup-server migrate --i-have-a-backup`"
        )),
        // The first start makes them.
        (false, true) => {}
    }
    Ok(())
}

async fn may_use(connection: &mut Session) -> Result<bool, sqlx::Error> {
    let mut moment = connection.begin_with(BEGIN_READ).await?;
    let may = query_scalar("select has_table_privilege('instances', 'insert') and has_table_privilege('secret_key', 'select, insert')")
        .fetch_one(&mut *moment)
        .await?;
    moment.rollback().await?;
    Ok(may)
}

async fn other_key(connection: &mut Session, key: Option<Fingerprint>, adopt: bool) -> Result<Option<String>, sqlx::Error> {
    let Some(key) = key else { return Ok(None) };
    if adopt {
        instances::takes_key(connection, key, true).await?;
        return Ok(None);
    }
    let mut moment = connection.begin_with(BEGIN_READ).await?;
    let known: Option<Vec<u8>> = query_scalar("select fingerprint from secret_key").fetch_optional(&mut *moment).await?;
    moment.rollback().await?;
    Ok(known.filter(|known| known[..] != key).map(|_| OTHER_KEY.to_owned()))
}
