// A file of questions on its way in. The server reads it: it knows encodings, separators and rules.
import { credentials, UNREACHABLE } from '../../lib/http';
import type { ImportRow, Imported as Brought, Problem } from '../../lib/wire.gen';

/** What came of it; `rows`: every row that does not fit, with what to do about it. */
export type Imported = { value: Brought } | { problem: Problem; rows: ImportRow[] };

const isJson = (file: File) => file.type === 'application/json' || file.name.toLowerCase().endsWith('.json');

export async function bring(path: string, file: File): Promise<Imported> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: {
        ...credentials,
        accept: 'application/json',
        'content-type': isJson(file) ? 'application/json' : 'text/csv',
      },
      body: file,
    });
    const told = await response.json();
    return response.ok ? { value: told } : { problem: told, rows: told.rows ?? [] };
  } catch {
    return { problem: { type: '', title: '', detail: '', status: 0, code: UNREACHABLE }, rows: [] };
  }
}
