// The bars, drawn by Chart.js; loaded when the first poll is shown.
import { type Plugin, type ScriptableContext } from 'chart.js';
import { animation, Chart, cssColour, onRestyle } from '../shared/chart';

export type ChartHandle = {
  /** Draws percentages, the leading ones coloured, in bars of this thickness in CSS pixels. `hidden`:
   *  whether the percentages are zeros that stand in for hidden results; a change of it is not
   *  animated. */
  show: (shares: number[], leading: boolean[], thickness: number, hidden: boolean) => void;
  destroy: () => void;
};

const CORNER_RADIUS = 8;

/** Creates the chart on `canvas`, with one bar for each of `rows` options; `firstThickness`: of the bars, in CSS pixels. */
export function draw(canvas: HTMLCanvasElement, rows: number, firstThickness: number): ChartHandle {
  let isLeading: boolean[] = [];
  let thickness = firstThickness;
  let isHidden: boolean | null = null;
  let colours = readColours();

  function readColours() {
    return {
      from: cssColour('--bar-from'),
      to: cssColour('--bar-to'),
      rest: cssColour('--bar-rest'),
      track: cssColour('--sunk'),
    };
  }
  function fill({ chart, dataset, dataIndex }: ScriptableContext<'bar'>): string | CanvasGradient {
    // A bar of length 0 would still have rounded ends.
    if (!dataset.data[dataIndex]) return 'transparent';
    if (!isLeading[dataIndex]) return colours.rest;
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
        ctx.roundRect(left, y - thickness / 2, width, thickness, CORNER_RADIUS);
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
          borderRadius: CORNER_RADIUS,
          borderSkipped: false,
          barThickness: firstThickness,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      animation: animation(),
      scales: { x: { display: false, min: 0, max: 100 }, y: { display: false } },
    },
    plugins: [track],
  });

  /** Draws the present values without animation. A running animation is stopped, because it would go on to the values it was
   *  started with. */
  const drawAtOnce = () => {
    chart.stop();
    chart.update('none');
  };
  const restyle = () => {
    colours = readColours();
    drawAtOnce();
  };
  const stop = onRestyle(restyle);

  return {
    show(shares, leading, newThickness, hidden) {
      const dataset = chart.data.datasets[0]!;
      // Hiding and showing is not animated: the bars change together with the labels beside them.
      const animated = hidden === isHidden && shares.some((share, index) => share !== dataset.data[index]);
      isHidden = hidden;
      isLeading = leading;
      thickness = newThickness;
      dataset.barThickness = newThickness;
      dataset.data = shares;
      if (animated) chart.update();
      else drawAtOnce();
    },
    destroy() {
      stop();
      chart.destroy();
    },
  };
}
