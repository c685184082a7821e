import type { GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import type { Answer, Exemplar } from '../picture.ts';

/** Draws exemplars as diamonds, on the scale of the first line. */
export function exemplarsAsDiamonds(answers: Answer[], step: number, theme: GrafanaTheme2): (plot: uPlot) => void {
  const chosen = worthShowing(
    answers.flatMap(({ exemplars }) => exemplars),
    step,
  );
  return (plot) => {
    const scale = plot.series[1]?.scale;
    if (scale === undefined) {
      return;
    }
    const { ctx } = plot;
    ctx.save();
    ctx.fillStyle = theme.visualization.getColorByName('light-blue');
    for (const { time, value } of chosen) {
      const max = plot.scales[scale]?.max ?? Infinity;
      if (value <= max) {
        diamond(ctx, plot.valToPos(time * 1000, 'x', true), plot.valToPos(value, scale, true));
      }
    }
    ctx.restore();
  };
}

export function diamond(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  const size = 3 * window.devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
}

/** In each step the highest, and those that are far from the one before: more would be a cloud. Grafana thins them out like this. */
export function worthShowing(exemplars: Exemplar[], step: number): Exemplar[] {
  const average = exemplars.reduce((sum, { value }) => sum + value, 0) / exemplars.length;
  const deviation = Math.sqrt(exemplars.reduce((sum, { value }) => sum + (value - average) ** 2, 0) / exemplars.length);
  const bySteps = Map.groupBy(exemplars, ({ time }) => Math.floor(time / Math.max(step, 5)));
  return [...bySteps.values()].flatMap((inStep) => {
    const kept: Exemplar[] = [];
    for (const each of inStep.sort((a, b) => b.value - a.value)) {
      const last = kept.at(-1);
      if (last === undefined || last.value - each.value > 2 * deviation) {
        kept.push(each);
      }
    }
    return kept;
  });
}
