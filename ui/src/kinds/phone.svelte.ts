// The kinds of polls on the voter's page. A choice is part of the page's script; every other kind is loaded with its first poll.
import { choice } from './choice/phone';
import type { AnswerOf, EveryKind, PhoneKind, PollOf } from './kind';

type Module<K extends EveryKind> = { default: PhoneKind<PollOf<K>, AnswerOf<K>> };
type Loader<K extends EveryKind> = () => Promise<Module<K>>;

type InScript = 'single' | 'multiple';
const LOADERS: { [K in Exclude<EveryKind, InScript>]: Loader<K> } = {
  rating: () => import('./rating/phone'),
  grid: () => import('./grid/phone'),
  ranking: () => import('./ranking/phone'),
  points: () => import('./points/phone'),
  number: () => import('./number/phone'),
};

/** A kind whose polls and answers are not known to the compiler: it gets those of its own kind. */
type AnyKind = PhoneKind;

let loaded: { [K in EveryKind]?: AnyKind } & Record<InScript, AnyKind> = $state.raw({
  single: choice,
  multiple: choice,
});

/** Milliseconds until a script that could not be loaded is asked for again. */
const RETRY_MS = 2000;

/** A kind's components; undefined until they are loaded. */
export const phoneKind = (kind: EveryKind): AnyKind | undefined => loaded[kind];

/** Loads a kind, for as long as it takes. */
export async function loadKind(kind: EveryKind): Promise<void> {
  while (!loaded[kind])
    try {
      const { default: one } = await LOADERS[kind as keyof typeof LOADERS]();
      loaded = { ...loaded, [kind]: one as unknown as AnyKind };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
}
