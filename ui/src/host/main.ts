// The host's console: a page on the same HTTP and Socket.IO interface that phones use.
import { mount } from 'svelte';
import type { Console } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './host.css';
import App from './App.svelte';
import { Desk } from './desk.svelte';
import { asItStood } from './ended';

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;
if (page && told) {
  void asItStood(JSON.parse(told) as Console).then((console) => {
    page.replaceChildren();
    mount(App, { target: page, props: { desk: new Desk(console), version: console.version } });
  });
}
