// Points to share out.
import type { Results } from '../../lib/wire.gen';

export type PointsPoll = Results & { budget: number; spend_all: boolean };
/** Points by option, each more than 0. */
export type PointsAnswer = { points: Record<string, number> };
