// The host's console: a page on the same HTTP and Socket.IO interface that phones use.
import { mount } from 'svelte';
import type { Console } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './host.css';
import App from './App.svelte';
import { ConsoleStore } from './state/console-store.svelte';
import { restoreEnded } from './state/ended-meeting';
import { openSession } from './state/session';

const page = document.getElementById('app');
const told = document.getElementById('boot')?.textContent;
if (page && told) {
  const target = page;
  void openSession(JSON.parse(told) as Console | null).then(async (console) => {
    if (!console) return;
    const stood = await restoreEnded(console);
    target.replaceChildren();
    mount(App, { target, props: { store: new ConsoleStore(stood), version: stood.version } });
  });
}
