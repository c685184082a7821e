// Reads Prometheus' text format 0.0.4, and works out what changed between two scrapes.

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:\\.|[^"\\])*)"/g;
const ESCAPED = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** The samples of a scrape by their name, each with its labels and value. */
export function parse(text) {
  const samples = new Map();
  for (const line of text.split('\n')) {
    const match = line.startsWith('#') ? null : LINE.exec(line);
    if (match) {
      const [, name, labels, value] = match;
      if (!samples.has(name)) {
        samples.set(name, []);
      }
      samples.get(name).push({ labels: labelsOf(labels), key: labels ?? '', value: number(value) });
    }
  }
  return samples;
}

function labelsOf(text) {
  const labels = {};
  for (const [, name, value] of (text ?? '').matchAll(LABEL)) {
    labels[name] = value.replace(/\\[n"\\]/g, each => ESCAPED[each]);
  }
  return labels;
}

function number(text) {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

/** Adds values up by what `group` says of their labels: a name, or null for those that don't count. */
export function sum(samples, group) {
  const sums = new Map();
  for (const { labels, value } of samples ?? []) {
    const name = group(labels);
    if (name !== null && Number.isFinite(value)) {
      sums.set(name, (sums.get(name) ?? 0) + value);
    }
  }
  return sums;
}

/**
 * What each counter has grown by a second. A series that is new has grown from nothing; one that has fallen belongs to a process that has
 * started again, and what it had before is not known.
 */
export function rates(before, now, seconds) {
  const known = new Map((before ?? []).map(sample => [sample.key, sample.value]));
  return (now ?? []).map(sample => ({ ...sample, value: growth(known.get(sample.key) ?? 0, sample.value) / seconds }));
}

function growth(before, now) {
  return now >= before ? now - before : now;
}

/** The quantile of a histogram's buckets, by linear interpolation as Prometheus does it; NaN if nothing was recorded. */
export function quantile(q, buckets) {
  const sums = sum(buckets, labels => labels.le);
  const bounds = [...sums].map(([le, count]) => ({ le: number(le), count })).sort((a, b) => a.le - b.le);
  const total = bounds.at(-1)?.count ?? 0;
  if (!(total > 0)) {
    return NaN;
  }
  const rank = q * total;
  const index = bounds.findIndex(bound => bound.count >= rank);
  const { le, count } = bounds[index];
  const lower = bounds[index - 1] ?? { le: 0, count: 0 };
  if (le === Infinity) {
    return lower.le;
  }
  return lower.le + ((le - lower.le) * (rank - lower.count)) / (count - lower.count);
}
