import type { GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import type { Mark } from '../picture.ts';

/** Draws annotations as Grafana does: dashed lines with a triangle below, spans of time as a light band. */
export function marksOnGraph(marks: Mark[], theme: GrafanaTheme2): (plot: uPlot) => void {
  return (plot) => {
    const { ctx, bbox } = plot;
    const scale = window.devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height + 6 * scale);
    ctx.clip();
    for (const mark of marks) {
      const colour = theme.visualization.getColorByName(mark.colour);
      const from = plot.valToPos(mark.from, 'x', true);
      line(from);
      if (mark.to === undefined) {
        triangle(from);
      } else {
        const to = plot.valToPos(mark.to, 'x', true);
        line(to);
        ctx.globalAlpha = 0.1;
        ctx.fillRect(from, bbox.top, to - from, bbox.height);
        ctx.globalAlpha = 1;
        ctx.fillRect(from, bbox.top + bbox.height, to - from, 4 * scale);
      }

      function line(x: number) {
        ctx.strokeStyle = ctx.fillStyle = colour;
        ctx.lineWidth = 1 * scale;
        ctx.setLineDash([5 * scale, 5 * scale]);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }

      function triangle(x: number) {
        const y = bbox.top + bbox.height;
        ctx.setLineDash([]);
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(x - 4 * scale, y + 6 * scale);
        ctx.lineTo(x + 4 * scale, y + 6 * scale);
        ctx.fill();
      }
    }
    ctx.restore();
  };
}
