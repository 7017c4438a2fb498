// The share page works without this script, which adds a button that copies the voters' link, and reloads the page when the server
// writes another link into it.
import { copy } from '../lib/copy';

const button = document.querySelector<HTMLButtonElement>('button[data-copy]');
const field = document.querySelector<HTMLInputElement>('input[data-link]');
if (button && field) {
  const label = button.textContent ?? '';
  button.hidden = false;
  button.addEventListener('click', async () => {
    field.select();
    if (!(await copy(field.value))) return;
    button.textContent = button.dataset.copied ?? label;
    setTimeout(() => (button.textContent = label), 2000);
  });
}

/** Milliseconds between two checks: the page may stay open on a wall while the host's computer changes its network. */
const CHECK_INTERVAL_MS = 4000;

/** Reloads the page if the server writes another link into it than `shownLink`. */
async function reloadIfChanged(shownLink: string) {
  if (document.hidden) return;
  const answer = await fetch(location.href, { cache: 'no-store' }).catch(() => null);
  if (!answer?.ok) return;
  const newPage = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const link = newPage.querySelector<HTMLInputElement>('input[data-link]')?.defaultValue;
  if (link && link !== shownLink) location.reload();
}

if (field) setInterval(() => void reloadIfChanged(field.defaultValue), CHECK_INTERVAL_MS);
