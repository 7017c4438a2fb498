// The kinds of polls on the projector.
import type { Kind } from '../lib/wire.gen';
import ChoiceResults from './choice/Results.svelte';
import type { ProjectorKind } from './kind';
import RatingResults from './rating/Results.svelte';

const choice: ProjectorKind = { Results: ChoiceResults };
const KINDS: Record<Kind, ProjectorKind> = { single: choice, multiple: choice, rating: { Results: RatingResults } };

export const projectorKind = (kind: Kind): ProjectorKind => KINDS[kind];
