// The share page works without this; with it, one tap copies the link.
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
