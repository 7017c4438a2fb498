// The host's console: a page that uses the same HTTP and Socket.IO interface as phones do.
import { mount } from 'svelte';
import type { Console } from '../lib/wire.gen';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import '../lib/options.css';
import './host.css';
import '../kinds/results.css';
import App from './App.svelte';
import { ConsoleStore } from './state/console-store.svelte';
import { restoreEnded } from './state/ended-meeting';
import { openSession } from './state/session';

const page = document.getElementById('app');
const boot = document.getElementById('boot')?.textContent;
if (page && boot) {
  const target = page;
  void openSession(JSON.parse(boot) as Console | null).then(async (console) => {
    if (!console) return;
    const restored = await restoreEnded(console);
    target.replaceChildren();
    mount(App, { target, props: { store: new ConsoleStore(restored), version: restored.version } });
  });
}
