// Where to look for the host's computer: the address of this page first, because there nothing is lost,
// then the others as the server ranked them.

/** How long one look may take, in milliseconds. */
const PATIENCE = 4000;

/** Without this page's own, and each once. */
export const others = (ways: readonly string[], own: string): string[] =>
  [...new Set(ways)].filter((way) => way !== own);

/** What is asked at the `n`th look: this page's own address every time, and the others in turn. */
export const turn = (ways: readonly string[], n: number): string | undefined => ways[n % ways.length];

/** Whether the very server that wrote this page answers there: its picture is at a path that no other one has. */
export function answers(way: string, mark: string, patience = PATIENCE): Promise<boolean> {
  return new Promise((resolve) => {
    const picture = new Image();
    const settle = (found: boolean) => {
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(() => {
      settle(false);
      // Given up for good: browsers open six connections to an address, and a silent one would keep its place.
      picture.src = '';
    }, patience);
    picture.onload = () => settle(true);
    picture.onerror = () => settle(false);
    picture.src = `${way}/here/${mark}?${Date.now()}`;
  });
}

/** The link that takes this phone to another address as the person it is, with what it has picked. */
export function wayOver(
  way: string,
  path: string,
  ticket: string,
  poll?: string,
  chosen: readonly number[] = [],
): string {
  const handed = new URLSearchParams({ resume: ticket });
  if (poll && chosen.length) {
    handed.set('poll', poll);
    handed.set('chosen', chosen.join());
  }
  return `${way}${path}#${handed}`;
}
