// The projector's first picture is already there when this runs, as HTML: this takes over in one step.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './screen.css';
import './lobby.css';
import './poll.css';
import App from './App.svelte';
import { Screen } from './screen.svelte';

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;
if (page && told) {
  const screen = new Screen(JSON.parse(told));
  page.replaceChildren();
  mount(App, { target: page, props: { screen } });
}
