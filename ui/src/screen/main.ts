// Takes over the projector page, whose first view the server has written as HTML.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import '../lib/options.css';
import './screen.css';
import './lobby.css';
import './poll.css';
import './ring.css';
import './show.css';
import './playful.css';
import './board.css';
import './end.css';
import '../kinds/results.css';
import App from './App.svelte';
import { Screen } from './screen.svelte';

const page = document.getElementById('app');
const boot = document.getElementById('boot')?.textContent;
if (page && boot) {
  const screen = new Screen(JSON.parse(boot));
  page.replaceChildren();
  mount(App, { target: page, props: { screen } });
}
