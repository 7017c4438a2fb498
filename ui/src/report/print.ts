// A page that is there to be printed has a button for it.
const button = document.querySelector<HTMLButtonElement>('button[data-print]');
if (button) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
