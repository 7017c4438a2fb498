// The bars, drawn by Chart.js; loaded when the first poll is shown.
import { type Plugin, type ScriptableContext } from 'chart.js';
import { animation, Chart, cssColour, onRestyle } from '../shared/chart';

export type ChartHandle = {
  /** Draws percentages, the leading ones coloured, in bars of this thickness in CSS pixels. `hidden`:
   *  whether the percentages are zeros that stand in for hidden results; a change of it is not
   *  animated. `playful`: whether each bar has its option's colour, and the leading ones a ring. */
  show: (shares: number[], leading: boolean[], thickness: number, hidden: boolean, playful: boolean) => void;
  destroy: () => void;
};

const CORNER_RADIUS = 8;
/** The width of a ring and its distance from its bar, in CSS pixels. */
const RING = 2;
/** The colours of options: the next one has the first again. */
const HUES = 8;

/** Creates the chart on `canvas`, with one bar for each of `rows` options; `firstThickness`: of the bars, in CSS pixels. */
export function draw(canvas: HTMLCanvasElement, rows: number, firstThickness: number): ChartHandle {
  let isLeading: boolean[] = [];
  let thickness = firstThickness;
  let isHidden: boolean | null = null;
  let isPlayful = false;
  let colours = readColours();

  function readColours() {
    return {
      from: cssColour('--bar-from'),
      to: cssColour('--bar-to'),
      rest: cssColour('--bar-rest'),
      track: cssColour('--sunk'),
      hues: Array.from({ length: HUES }, (_, index) => cssColour(`--hue-${index}`)),
    };
  }
  const hue = (index: number): string => colours.hues[index % HUES] || colours.rest;
  function fill({ chart, dataset, dataIndex }: ScriptableContext<'bar'>): string | CanvasGradient {
    // A bar of length 0 would still have rounded ends.
    if (!dataset.data[dataIndex]) return 'transparent';
    if (isPlayful) return hue(dataIndex);
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

  /** Around the tracks of what leads. */
  const rings: Plugin<'bar'> = {
    id: 'rings',
    afterDatasetsDraw(chart) {
      if (!isPlayful) return;
      const { ctx, chartArea } = chart;
      const { left, width } = chartArea;
      ctx.lineWidth = RING;
      chart.getDatasetMeta(0).data.forEach(({ y }, index) => {
        if (!isLeading[index]) return;
        ctx.strokeStyle = hue(index);
        ctx.beginPath();
        ctx.roundRect(
          left + RING / 2,
          y - thickness / 2 - RING,
          width - RING,
          thickness + 2 * RING,
          CORNER_RADIUS + RING,
        );
        ctx.stroke();
      });
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
    plugins: [track, rings],
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
    show(shares, leading, newThickness, hidden, playful) {
      const dataset = chart.data.datasets[0]!;
      // Hiding and showing is not animated: the bars change together with the labels beside them.
      const animated = hidden === isHidden && shares.some((share, index) => share !== dataset.data[index]);
      isHidden = hidden;
      isPlayful = playful;
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
