//! What a crowd of tasks brings home.

use tokio::task::JoinSet;

/// Waits for all of them: what they brought, and how many failed. The first failure is told.
pub(crate) async fn gather<T: 'static>(mut crowd: JoinSet<anyhow::Result<T>>) -> (Vec<T>, usize) {
    let (mut brought, mut failed) = (Vec::new(), 0);
    while let Some(done) = crowd.join_next().await {
        match done.map_err(anyhow::Error::from).and_then(|done| done) {
            Ok(one) => brought.push(one),
            Err(error) => {
                if failed == 0 {
                    eprintln!("the first of those that failed: {error:#}");
                }
                failed += 1;
            }
        }
    }
    (brought, failed)
}
