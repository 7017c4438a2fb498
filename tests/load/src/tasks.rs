//! Collects the results of many tasks.

use tokio::task::JoinSet;

/// Waits for all tasks; returns their results and the number that failed. Prints the first failure.
pub(crate) async fn gather<T: 'static>(mut crowd: JoinSet<anyhow::Result<T>>) -> (Vec<T>, usize) {
    let (mut results, mut failed) = (Vec::new(), 0);
    while let Some(outcome) = crowd.join_next().await {
        match outcome.map_err(anyhow::Error::from).and_then(|outcome| outcome) {
            Ok(result) => results.push(result),
            Err(error) => {
                if failed == 0 {
                    eprintln!("the first of those that failed: {error:#}");
                }
                failed += 1;
            }
        }
    }
    (results, failed)
}
