//! The logos of meetings, and the changes of their looks.

use super::dialect::{Session, query, query_scalar};
use super::meeting_rows;
use crate::domain::{JoinCode, Logo, Look, LookChange};

/// The PNG of a meeting's logo; `None` without one.
pub(super) async fn find(connection: &mut Session, code: &JoinCode) -> Result<Option<Vec<u8>>, sqlx::Error> {
    query_scalar("select picture from logos where meeting_id = (select id from meetings where join_code = $1 and deleted_at is null)")
        .bind(code.as_str())
        .fetch_optional(connection)
        .await
}

/// Changes the look of a meeting.
pub(super) async fn set_look(connection: &mut Session, id: i64, change: &LookChange) -> Result<(), sqlx::Error> {
    let current = meeting_rows::by_id(&mut *connection, id).await?.look;
    let look = match change {
        LookChange::Choices(look) => Look { logo: current.logo, ..look.clone() },
        LookChange::Logo(logo) => {
            store(connection, id, logo.as_ref()).await?;
            Look { logo: logo.as_ref().map(|logo| logo.mark.clone()), ..current }
        }
    };
    query("update meetings set look = $2, seq = seq + 1 where id = $1")
        .bind(id)
        .bind(serde_json::json!(look).to_string())
        .execute(connection)
        .await?;
    Ok(())
}

async fn store(connection: &mut Session, id: i64, logo: Option<&Logo>) -> Result<(), sqlx::Error> {
    query("delete from logos where meeting_id = $1").bind(id).execute(&mut *connection).await?;
    if let Some(logo) = logo {
        query("insert into logos (meeting_id, picture) values ($1, $2)").bind(id).bind(logo.png.as_slice()).execute(connection).await?;
    }
    Ok(())
}
