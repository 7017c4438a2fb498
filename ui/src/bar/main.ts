// Draws the bar: one line that floats over the slides of another program.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import '../lib/gaps.css';
import './bar.css';
import { sendSecret } from '../lib/authority';
import { Screen } from '../screen/screen.svelte';
import App from './App.svelte';

const page = document.getElementById('app');
const boot = document.getElementById('boot')?.textContent;
// In the app, the window of the host's computer may take steps; elsewhere this page is the room's, and there is no secret to send.
sendSecret();
if (page && boot) mount(App, { target: page, props: { screen: new Screen(JSON.parse(boot)) } });
