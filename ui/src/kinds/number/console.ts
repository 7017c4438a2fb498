// An estimate on the host's console; loaded with the first poll of this kind.
import type { ComingConsoleKind } from '../kind';
import Chart from './Chart.svelte';
import Compose from './Compose.svelte';

const number: ComingConsoleKind<'number'> = { Chart, Compose };
export default number;
