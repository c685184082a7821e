// The state of every part, from /status. What it says of a part that this page does not know is shown as it is.

const TITLES = {
  problems: 'Problems with settings',
  destinations: 'Where things are sent',
  instrumentations: 'Libraries',
  methods: 'Measured methods',
  method_problems: 'Methods that cannot be measured',
  sources: 'Other sources of metrics',
  unclaimed_logs: 'Logs that nobody delivers',
  clashes: 'Metrics left out because the name is taken',
  duplicates: 'Metrics left out because they are there already',
  beyond_series_limit: 'Metrics with more label values than the limit',
  series_overflow: 'Recordings under a shared label because of the limit',
  settings: 'Settings',
};
const ORDER = Object.keys(TITLES);

/** Shown beside the name of the program, not as a part. */
const IN_HEADER = ['version', 'uptime_seconds'];

const CLASSES = { active: 'good', failing: 'bad' };

/** Rows that few want to see are folded behind a line that says how many there are. */
const FOLDED = {
  instrumentations: row => row.state === 'waiting',
  settings: row => row.source === 'default',
};

export function show(status, element) {
  const open = new Set([...element.querySelectorAll('details[open]')].map(each => each.dataset.part));
  const parts = Object.keys(status).filter(part => !IN_HEADER.includes(part)).sort((a, b) => rank(a) - rank(b));
  element.replaceChildren(...parts.filter(part => !isEmpty(status[part])).flatMap(part => section(part, status[part], open)));
}

function rank(part) {
  const at = ORDER.indexOf(part);
  return at < 0 ? ORDER.length : at;
}

function isEmpty(value) {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function section(part, value, open) {
  const heading = node('h2', TITLES[part] ?? part);
  const rows = rowsOf(value);
  const fold = FOLDED[part] ?? (() => false);
  const shown = rows.filter(row => !fold(row));
  const folded = rows.filter(fold);
  const nodes = [heading];
  if (shown.length > 0) {
    nodes.push(table(shown));
  }
  if (folded.length > 0) {
    const details = node('details');
    details.dataset.part = part;
    details.open = open.has(part);
    details.append(node('summary', `${folded.length} ${part === 'settings' ? 'at their default' : 'not met so far'}`), table(folded));
    nodes.push(details);
  }
  return nodes;
}

function rowsOf(value) {
  if (Array.isArray(value)) {
    return value.map(each => (isObject(each) ? each : { '': each }));
  }
  return isObject(value) ? Object.entries(value).map(([name, each]) => ({ name, '': each })) : [{ '': value }];
}

function table(rows) {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const head = node('tr');
  head.append(...columns.map(column => node('th', column.replaceAll('_', ' '))));
  const result = node('table');
  result.append(head, ...rows.map(row => tableRow(row, columns)));
  return result;
}

function tableRow(row, columns) {
  const result = node('tr');
  result.append(
    ...columns.map(column => {
      const cell = node('td', text(row[column]));
      if (column === 'state') {
        cell.className = CLASSES[row.state] ?? 'waiting';
      }
      return cell;
    }),
  );
  return result;
}

function text(value) {
  if (value === null || value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(text).join(', ');
  }
  return isObject(value) ? Object.entries(value).map(([name, each]) => `${name}: ${text(each)}`).join(', ') : String(value);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function node(name, content) {
  const result = document.createElement(name);
  if (content !== undefined) {
    result.textContent = content;
  }
  return result;
}
