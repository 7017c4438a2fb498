// Asks whether this phone was the one at the host's earlier address. The question replaces the page, so that no vote is cast with a
// wrong identity meanwhile.
import { relocateText } from './relocate-text';

const TEMPLATE = `<div class="go-on" role="alertdialog" aria-labelledby="go-on" aria-describedby="go-on-why">
  <h1 id="go-on" tabindex="-1"></h1><p id="go-on-why"></p>
  <button class="btn go wide" type="button"></button><button class="btn wide" type="button"></button></div>`;

/** Whether the person confirms. `host`: the earlier address. */
export async function confirmResume(container: Element, host: string): Promise<boolean> {
  const t = await relocateText();
  const dialog = new DOMParser().parseFromString(TEMPLATE, 'text/html').body.firstElementChild!;
  const [title, why, yes, no] = dialog.children as unknown as [HTMLElement, Element, HTMLElement, HTMLElement];
  title.textContent = t('go_on_title', { address: host });
  why.textContent = t('go_on_why');
  yes.textContent = t('go_on');
  no.textContent = t('go_on_not');
  // Element.replaceChildren is missing in Safari 13 and Chrome 80.
  while (container.firstChild) container.firstChild.remove();
  container.append(dialog);
  title.focus();
  return new Promise((resolve) => {
    yes.onclick = () => resolve(true);
    no.onclick = () => resolve(false);
  });
}
