// The page of a meeting's moderators. Its link carries their key in the fragment, which browsers send to nobody.
import { mount } from 'svelte';
import { credentials } from '../lib/http';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import '../host/host.css';
import App from './App.svelte';
import { takeKey } from './key';
import { Moderated } from './moderated.svelte';

const target = document.getElementById('app')!;
const code = target.dataset.code!;
const key = takeKey(code);
credentials.authorization = `Bearer ${key}`;
target.replaceChildren();
mount(App, { target, props: { moderated: new Moderated(code), key } });
// A link that is opened in a tab with this page changes the fragment alone.
addEventListener('hashchange', () => location.reload());
