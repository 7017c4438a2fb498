// Uploads a file of questions. The server parses it: encodings, separators and rules are handled there alone.
import { credentials, UNREACHABLE } from '../../lib/http';
import type { ImportRow, Imported, Problem } from '../../lib/wire.gen';

/** The answer to an upload; `rows`: every row that was refused, with what to change. */
export type ImportOutcome = { value: Imported } | { problem: Problem; rows: ImportRow[] };

const isJson = (file: File) => file.type === 'application/json' || file.name.toLowerCase().endsWith('.json');

export async function importQuestions(path: string, file: File): Promise<ImportOutcome> {
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
    const body = await response.json();
    return response.ok ? { value: body } : { problem: body, rows: body.rows ?? [] };
  } catch {
    return { problem: { type: '', title: '', detail: '', status: 0, code: UNREACHABLE }, rows: [] };
  }
}
