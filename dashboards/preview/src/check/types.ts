import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { HOME, dashboardFiles } from '../dashboards.ts';

const TYPED = join(HOME, 'generated', 'types');

/** Has the TypeScript compiler compare every dashboard with Grafana's types; what it says, a line each. */
export function typeFaults(files = dashboardFiles()): string[] {
  rmSync(TYPED, { recursive: true, force: true });
  mkdirSync(TYPED, { recursive: true });
  for (const [name, json] of files) {
    writeFileSync(
      join(TYPED, name.replace('.json', '.ts')),
      `import type { DashboardFile } from '../../src/check/model';\n\nexport default ${json.trimEnd()} satisfies DashboardFile;\n`,
    );
  }
  const tsc = join(HOME, 'node_modules', '.bin', 'tsc');
  const { status, stdout, stderr } = spawnSync(tsc, ['-p', 'tsconfig.check.json', '--pretty', 'false'], {
    cwd: HOME,
    encoding: 'utf8',
  });
  return status === 0 ? [] : `${stdout}${stderr}`.trim().split('\n');
}
