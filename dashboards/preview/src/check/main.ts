/** Checks the generated dashboards: types, PromQL, links. Ends with 1 if there is a fault. */
import { dashboards } from '../dashboards.ts';
import { linkFaults } from './links.ts';
import { expressions, promqlFaults } from './promql.ts';
import { typeFaults } from './types.ts';

const all = dashboards();
const faults = [...typeFaults(), ...promqlFaults(all), ...linkFaults(all)];
for (const fault of faults) {
  console.error(fault);
}
const checked = `${all.length} dashboards, ${all.flatMap(expressions).length} expressions`;
console.log(faults.length === 0 ? `${checked}: no fault` : `${checked}: ${faults.length} lines of faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
