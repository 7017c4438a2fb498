// Changes a server's database behind its back, as a person with access to the file could.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Python has SQLite, and the tests need Python anyway. */
const SCRIPT = 'import sqlite3, sys\ndatabase = sqlite3.connect(sys.argv[1], timeout=20)\ndatabase.executescript(sys.argv[2])'

/** Runs SQL statements on the database of a running server. */
export const tamper = ({ data }, statements) => execFileSync('python3', ['-c', SCRIPT, join(data, 'handsup.db'), statements])
