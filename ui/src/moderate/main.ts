// The page of a meeting's moderators. Their link carries the key in its fragment, which browsers send to nobody; a remote has a secret.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import '../host/host.css';
import App from './App.svelte';
import { useKey } from './key';
import { Moderated } from './moderated.svelte';

const target = document.getElementById('app')!;
const code = target.dataset.code!;
target.replaceChildren();
mount(App, { target, props: { moderated: new Moderated(code), key: useKey(code) } });
// A link that is opened in a tab with this page changes the fragment alone.
addEventListener('hashchange', () => location.reload());
