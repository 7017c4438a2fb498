// Whether this phone is the one that was at the host's earlier address: asked in place of the page, which stands still
// meanwhile, so that nothing is done as somebody else by mistake.
import { awayText } from './relocate-text';

const SHAPE = `<div class="go-on" role="alertdialog" aria-labelledby="go-on" aria-describedby="go-on-why">
  <h1 id="go-on" tabindex="-1"></h1><p id="go-on-why"></p>
  <button class="btn go wide" type="button"></button><button class="btn wide" type="button"></button></div>`;

/** Whether the person says yes. `host` is where the phone was. */
export async function goesOn(place: Element, host: string): Promise<boolean> {
  const t = await awayText();
  const asked = new DOMParser().parseFromString(SHAPE, 'text/html').body.firstElementChild!;
  const [title, why, yes, no] = asked.children as unknown as [HTMLElement, Element, HTMLElement, HTMLElement];
  title.textContent = t('go_on_title', { address: host });
  why.textContent = t('go_on_why');
  yes.textContent = t('go_on');
  no.textContent = t('go_on_not');
  // Element.replaceChildren is missing in Safari 13 and Chrome 80.
  while (place.firstChild) place.firstChild.remove();
  place.append(asked);
  title.focus();
  return new Promise((resolve) => {
    yes.onclick = () => resolve(true);
    no.onclick = () => resolve(false);
  });
}
