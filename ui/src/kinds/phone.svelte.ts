// The kinds of polls on the voter's page. Each is loaded with its first poll; the page begins to load that of the poll it opens with
// beside its own script.
import { isChoice } from '../lib/kind';
import { language, pageMessages } from '../lib/text';
import type { Kind, Results } from '../lib/wire.gen';
import { t } from '../vote/text';
import type { Answer, Blank } from './answer';
import type { AnswerOf, Named, PhoneKind, PollOf } from './kind';

type Module<K extends Kind> = { default: PhoneKind<PollOf<K>, AnswerOf<K>> };
type Loader<K extends Kind> = () => Promise<Module<K>>;

const LOADERS: { [K in Kind]: Loader<K> } = {
  single: () => import('./choice/phone'),
  multiple: () => import('./choice/phone'),
  rating: () => import('./rating/phone'),
  grid: () => import('./grid/phone'),
  ranking: () => import('./ranking/phone'),
  points: () => import('./points/phone'),
  number: () => import('./number/phone'),
  words: () => import('./words/phone'),
  text: () => import('./text/phone'),
};
/** The texts of every kind but choices. The server has written them into a page with such a poll; on any other page they are
 *  loaded with the first one. */
const TEXTS = { de: () => import('../../messages/de.kinds.json'), en: () => import('../../messages/en.kinds.json') };

async function loadTexts(kind: Kind): Promise<void> {
  if (isChoice(kind) || 'place' in pageMessages()) return;
  const texts = await TEXTS[language() === 'de' ? 'de' : 'en']();
  Object.assign(pageMessages(), texts.default);
}

/** The styles of every kind but choices. Where the page has not loaded them with itself, its head has their links in a template. */
async function loadStyles(kind: Kind): Promise<void> {
  const template = isChoice(kind) ? null : document.querySelector<HTMLTemplateElement>('#kind-styles');
  if (!template) return;
  const links = [...(template.content.cloneNode(true) as DocumentFragment).children] as HTMLLinkElement[];
  const load = (link: HTMLLinkElement) =>
    new Promise((resolve, reject) => {
      Object.assign(link, { onload: resolve, onerror: reject });
      document.head.append(link);
    });
  await Promise.all(links.map(load));
  template.remove();
}

/** A kind whose polls and answers are not known to the compiler: it gets those of its own kind. */
type AnyKind = PhoneKind;

let loaded: { [K in Kind]?: AnyKind } = $state.raw({});

/** Milliseconds until a script that could not be loaded is asked for again. */
const RETRY_MS = 2000;

/** A kind's components; undefined until they are loaded. */
export const phoneKind = (kind: Kind): AnyKind | undefined => loaded[kind];

/** An answer in words. The poll's kind is loaded. */
export const nameOf = (poll: Results, answer: Answer | Blank): Named[] =>
  answer === 'blank' ? [{ letter: '', text: t('abstained_own') }] : phoneKind(poll.kind)!.name(poll, answer);

/** Loads a kind, for as long as it takes. Older browsers answer every further import of a script that failed to load with that
 *  failure: a page that does not hold a ballot yet is then loaded again, once the server answers. */
export async function loadKind(kind: Kind, mayReload = false): Promise<void> {
  for (let tries = 1; !loaded[kind]; tries++)
    try {
      const [{ default: one }] = await Promise.all([LOADERS[kind](), loadTexts(kind), loadStyles(kind)]);
      loaded = { ...loaded, [kind]: one as unknown as AnyKind };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (mayReload && tries > 1 && (await fetch('/healthz').catch(() => null))?.ok) location.reload();
    }
}
