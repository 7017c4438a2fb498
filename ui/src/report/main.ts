// The report is a page to print; with this, one click does.
import './report.css';

const button = document.querySelector<HTMLButtonElement>('button[data-print]');
if (button) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
