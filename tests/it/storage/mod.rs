//! Votes on disk: crashes, damaged and read-only data, databases that go away, migrations, imports,
//! long lists, and deletion for good.

mod broken_disk;
mod clock;
mod crashes;
mod damaged_files;
mod full_disk;
mod import_command;
mod long_lists;
mod lost_salts;
mod migrated_votes;
mod migrating;
mod moved_rolls;
mod no_trace;
mod one_program;
mod operating;
mod postgres_trouble;
mod read_only;
mod restart;
mod retention;
mod storage_trouble;
mod verify_command;
mod waiting_for_database;
mod write_ahead_log;
