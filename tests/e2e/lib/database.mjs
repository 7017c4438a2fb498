// What somebody could do to the votes who has the database’s file, past the server that uses it.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Python comes with what this computer needs for the tests, and SQLite with Python. */
const SCRIPT = 'import sqlite3, sys\ndatabase = sqlite3.connect(sys.argv[1], timeout=20)\ndatabase.executescript(sys.argv[2])'

/** Runs statements on a server’s database, while it serves. */
export const tamper = ({ data }, statements) => execFileSync('python3', ['-c', SCRIPT, join(data, 'handsup.db'), statements])
