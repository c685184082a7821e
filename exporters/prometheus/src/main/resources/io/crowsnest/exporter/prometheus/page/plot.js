// One chart: draws its lines, and says below what they are at now.

const COLORS = ['#3b7dd8', '#d9822b', '#2a9d6f', '#c0392b', '#8e5bb5', '#8a8f98', '#b0a030', '#20a0b0'];
const HEIGHT = 140;

export class Plot {
  /** @param points how many scrapes are kept */
  constructor(chart, points) {
    this.chart = chart;
    this.points = points;
    this.times = [];
    this.lines = new Map();
    this.element = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.append(chart.title, ' ');
    this.drawing = document.createElement('div');
    this.legend = document.createElement('ul');
    this.element.append(caption, this.drawing, this.legend);
    this.empty();
  }

  empty() {
    this.drawing.className = 'empty';
    this.drawing.textContent = 'nothing so far';
  }

  /** @param values of the lines by their names; null if there was no scrape */
  add(time, values) {
    this.times.push(time);
    for (const name of values?.keys() ?? []) {
      if (!this.lines.has(name)) {
        this.lines.set(name, new Array(this.times.length - 1).fill(null));
        this.isNew = true;
      }
    }
    for (const [name, line] of this.lines) {
      const value = values?.get(name);
      line.push(Number.isFinite(value) ? value * (this.chart.scale ?? 1) : null);
    }
    if (this.times.length > this.points) {
      this.times.shift();
      this.lines.forEach(line => line.shift());
    }
    if (this.lines.size > 0) {
      this.draw();
    }
  }

  draw() {
    const data = [this.times, ...this.lines.values()];
    const width = this.element.clientWidth - 18;
    if (this.isNew) {
      this.isNew = false;
      this.drawing.className = '';
      this.drawing.replaceChildren();
      this.uplot = new uPlot(this.options(width), data, this.drawing);
    } else {
      if (this.uplot.width !== width) {
        this.uplot.setSize({ width, height: HEIGHT });
      }
      this.uplot.setData(data);
    }
    this.legend.replaceChildren(...[...this.lines].map(([name, line], index) => this.entry(name, line.at(-1), index)));
  }

  entry(name, value, index) {
    const entry = document.createElement('li');
    entry.style.setProperty('--color', color(index));
    entry.textContent = `${name} ${value === null ? '–' : inUnit(value, this.chart.unit)}`.trim();
    return entry;
  }

  options(width) {
    const axis = { stroke: '#888', grid: { stroke: '#8883', width: 1 }, ticks: { show: false } };
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false },
      scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.1 : 1] } },
      axes: [axis, { ...axis, size: 64, values: (_, ticks) => ticks.map(tick => inUnit(tick, this.chart.unit)) }],
      series: [{}, ...[...this.lines.keys()].map((label, index) => ({ label, stroke: color(index), width: 1.5, points: { show: false } }))],
    };
  }
}

function color(index) {
  return COLORS[index % COLORS.length];
}

/** As people write it: 1.2 ms, 340 MB, 12.5 /s. */
export function inUnit(value, unit) {
  if (unit === 'B') {
    return scaled(value, [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'B']]);
  }
  if (unit === 's') {
    return scaled(value, [[1, 's'], [1e-3, 'ms'], [1e-6, 'µs']]);
  }
  return `${short(value)} ${unit}`.trim();
}

function scaled(value, units) {
  const [size, name] = units.find(([least]) => Math.abs(value) >= least) ?? units.at(-1);
  return value === 0 ? '0' : `${short(value / size)} ${name}`;
}

function short(value) {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}
