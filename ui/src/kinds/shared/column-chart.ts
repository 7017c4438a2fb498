// The columns of a histogram, drawn by Chart.js; loaded when the first one is shown on the console.
import { animation, Chart, cssColour, onRestyle } from './chart';
import { HIGHEST_COLUMN_SHARE } from './length';

export type ColumnChart = {
  /** Draws counts. `hidden`: whether they are zeros that stand in for hidden results; a change of it is not animated. */
  show: (counts: number[], hidden: boolean) => void;
  destroy: () => void;
};

const CORNER_RADIUS = 6;
/** The part of a column's place that it fills. */
const FILLED = 0.9;

/** Creates the chart on `canvas`, with one column for each of `columns`. */
export function draw(canvas: HTMLCanvasElement, columns: number): ColumnChart {
  let isHidden: boolean | null = null;
  const chart: Chart<'bar', number[]> = new Chart(canvas, {
    type: 'bar',
    data: {
      labels: Array.from({ length: columns }, (_, index) => index),
      datasets: [
        {
          data: Array<number>(columns).fill(0),
          backgroundColor: cssColour('--bar-rest'),
          borderRadius: { topLeft: CORNER_RADIUS, topRight: CORNER_RADIUS },
          barPercentage: FILLED,
          categoryPercentage: 1,
        },
      ],
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      animation: animation(),
      scales: { x: { display: false }, y: { display: false, min: 0, max: 1 } },
    },
  });
  /** A running animation is stopped, because it would go on to the values it was started with. */
  const drawAtOnce = () => {
    chart.stop();
    chart.update('none');
  };
  const stop = onRestyle(() => {
    chart.data.datasets[0]!.backgroundColor = cssColour('--bar-rest');
    drawAtOnce();
  });

  return {
    show(counts, hidden) {
      const dataset = chart.data.datasets[0]!;
      const animated = hidden === isHidden && counts.some((count, index) => count !== dataset.data[index]);
      isHidden = hidden;
      dataset.data = counts;
      chart.data.labels = counts.map((_, index) => index);
      chart.options.scales!['y']!.max = Math.max(1, ...counts) / HIGHEST_COLUMN_SHARE;
      if (animated) chart.update();
      else drawAtOnce();
    },
    destroy() {
      stop();
      chart.destroy();
    },
  };
}
