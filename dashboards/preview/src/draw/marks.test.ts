import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Annotation, Dashboard } from '../dashboards.ts';
import type { Series } from '../picture.ts';
import { marks } from './marks.ts';
import type { Prometheus } from './prometheus.ts';
import { Variables } from './variables.ts';

async function drawn(points: [number, string][], annotation: Partial<Annotation>): Promise<[from: number, to?: number][]> {
  const dashboard = {
    templating: { list: [] },
    annotations: { list: [{ enable: true, expr: 'x', iconColor: 'red', useValueForTime: false, ...annotation }] },
  } as unknown as Dashboard;
  const prometheus = { range: async (): Promise<Series[]> => [{ labels: {}, points }] } as unknown as Prometheus;
  const found = await marks(dashboard, prometheus, new Variables(dashboard, new Map(), {}), 0, 1000);
  return found.map(({ from, to }) => (to === undefined ? [from] : [from, to]));
}

test('values above zero in a row are one span', async () => {
  assert.deepEqual(
    await drawn(
      [
        [60, '1'],
        [120, '1'],
        [180, '0'],
        [300, '1'],
      ],
      {},
    ),
    [[60_000, 120_000], [300_000]],
  );
});

test('a value that is a time is one mark at that time', async () => {
  assert.deepEqual(
    await drawn(
      [
        [60, '42000'],
        [120, '42000'],
      ],
      { useValueForTime: true },
    ),
    [[42_000]],
  );
});

test('what was before the shown time is not drawn', async () => {
  assert.deepEqual(await drawn([[60, '-5']], { useValueForTime: true }), []);
});

test('what is switched off is not drawn', async () => {
  assert.deepEqual(await drawn([[60, '1']], { enable: false }), []);
});
