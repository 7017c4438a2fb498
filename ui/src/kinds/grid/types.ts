// A grid on the wire, until the generated types have it: statements, each rated on one scale.
import type { Poll } from '../kind';
import type { Scale } from '../shared/scale';

export type GridRow = {
  id: number;
  /** Answers by mark, the lowest first. */
  counts: number[];
  /** Votes without an answer to this statement. */
  skipped: number;
  mean: number | null;
};

/** Its options are the statements. */
export type GridPoll = Poll &
  Scale & {
    /** Whether a vote may leave statements out. */
    partial: boolean;
    /** In the host's order; null while hidden. */
    grid: GridRow[] | null;
  };

/** Marks by statement. */
export type GridAnswer = { marks: Record<string, number> };
