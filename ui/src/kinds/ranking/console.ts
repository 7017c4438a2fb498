// A ranking on the host's console; loaded with the first poll of this kind.
import type { ComingConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';

const ranking: ComingConsoleKind<'ranking'> = { Chart, Compose };
export default ranking;
