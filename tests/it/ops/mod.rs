//! Operating a server: settings, logs, metrics, readiness, the files in `server/deploy`, and the commands beside `serve`.

mod check_command;
mod deploy;
mod documented_paths;
mod in_front;
mod layers;
mod metrics;
pub(crate) mod proxy;
mod quiet_log;
mod readiness;
mod rehearse;
mod settings;
mod soak;
mod step_commands;
mod test_count;
