// A grid: statements, each rated on one scale. Its options are the statements.
import type { Results } from '../../lib/wire.gen';
import type { Scale } from '../shared/scale';

export type GridPoll = Results & Scale & { partial: boolean };
/** Marks by statement. */
export type GridAnswer = { marks: Record<string, number> };
