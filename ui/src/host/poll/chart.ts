// The bars themselves, by Chart.js; loaded only when there is something to draw.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  type Plugin,
  type ScriptableContext,
} from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

export type Drawn = {
  /** Percentages, which of them lead, and the bars' thickness in CSS pixels; `hidden`: none of it is to be seen. */
  show: (shares: number[], leading: boolean[], thickness: number, hidden: boolean) => void;
  destroy: () => void;
};

const DARK = matchMedia('(prefers-color-scheme: dark)');
const CALM = matchMedia('(prefers-reduced-motion: reduce)');
const FORCED = matchMedia('(forced-colors: active)');
const DURATION = 280;
const RADIUS = 8;

const ink = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function draw(canvas: HTMLCanvasElement, rows: number, bar: number): Drawn {
  let leads: boolean[] = [];
  let thickness = bar;
  let isHidden: boolean | null = null;
  let colours = look();

  function look() {
    return { from: ink('--bar-from'), to: ink('--bar-to'), rest: ink('--bar-rest'), track: ink('--sunk') };
  }
  function fill({ chart, dataset, dataIndex }: ScriptableContext<'bar'>): string | CanvasGradient {
    // A bar of no length would still draw its rounded ends.
    if (!dataset.data[dataIndex]) return 'transparent';
    if (!leads[dataIndex]) return colours.rest;
    const { left = 0, right = canvas.clientWidth } = chart.chartArea ?? {};
    const gradient = chart.ctx.createLinearGradient(left, 0, right, 0);
    gradient.addColorStop(0, colours.from);
    gradient.addColorStop(1, colours.to);
    return gradient;
  }

  /** The empty part of each bar. */
  const track: Plugin<'bar'> = {
    id: 'track',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      const { left, width } = chartArea;
      ctx.fillStyle = colours.track;
      ctx.beginPath();
      for (const { y } of chart.getDatasetMeta(0).data)
        ctx.roundRect(left, y - thickness / 2, width, thickness, RADIUS);
      ctx.fill();
    },
  };

  const chart: Chart<'bar', number[]> = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: Array.from({ length: rows }, (_, index) => index),
      datasets: [
        {
          data: Array<number>(rows).fill(0),
          backgroundColor: fill,
          borderRadius: RADIUS,
          borderSkipped: false,
          barThickness: bar,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      animation: { duration: CALM.matches ? 0 : DURATION, easing: 'easeOutCubic' },
      scales: { x: { display: false, min: 0, max: 100 }, y: { display: false } },
    },
    plugins: [track],
  });

  /** Draws everything as it is, at once. What is still growing is stopped: it would go on towards the figures it began with,
   *  and the bars would end elsewhere than the badges and figures beside them. */
  const settle = () => {
    chart.stop();
    chart.update('none');
  };
  const restyle = () => {
    colours = look();
    settle();
  };
  for (const change of [DARK, FORCED]) change.addEventListener('change', restyle);

  return {
    show(shares, leading, bar, hidden) {
      const dataset = chart.data.datasets[0]!;
      // Hiding and showing is no growth: the bars go and come with the badges and the figures beside them.
      const grown = hidden === isHidden && shares.some((share, index) => share !== dataset.data[index]);
      isHidden = hidden;
      leads = leading;
      thickness = bar;
      dataset.barThickness = bar;
      dataset.data = shares;
      if (grown) chart.update();
      else settle();
    },
    destroy() {
      for (const change of [DARK, FORCED]) change.removeEventListener('change', restyle);
      chart.destroy();
    },
  };
}
