//! A host's evening: polls and meetings, their states, the stage and the projector, the console, and what guests may create.

mod awake;
mod consoles;
pub(crate) mod deleting;
mod desktop_shell;
mod diagnostics;
mod guests_meetings;
mod guests_quotas;
mod local_network_only;
mod look;
mod meetings;
mod question_import;
mod recap;
mod rewording;
mod rounds;
mod screen;
mod stage;
mod start;
mod states;
mod steps;
pub(crate) mod timers;
mod wifi;
