// The host's console: a page on the same HTTP and Socket.IO interface that phones use.
import { mount } from 'svelte';
import type { Console } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './host.css';
import App from './App.svelte';
import { Desk } from './state/console-store.svelte';
import { asItStood } from './state/ended-meeting';
import { opened } from './state/session';

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;
if (page && told) {
  const target = page;
  void opened(JSON.parse(told) as Console | null).then(async (console) => {
    if (!console) return;
    const stood = await asItStood(console);
    target.replaceChildren();
    mount(App, { target, props: { desk: new Desk(stood), version: stood.version } });
  });
}
