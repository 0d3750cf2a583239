import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateIncidents, type Incidents } from '../../bench/incidents/generate-incidents.ts';
import { deliveryBytes } from '../../bench/organisation/generate-organisation.ts';
import { detectionCatalogue } from '../../core/findings/catalogue.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { detectHere, ingestHere } from '../local-lake.ts';

/** More of them prove more: SUBTRAIL_PROOF_SEEDS=20. */
const seeds = Array.from({ length: Number(process.env['SUBTRAIL_PROOF_SEEDS'] ?? 2) }, (_, index) => 500 + index);
const endAt = new Date('2026-11-23T00:00:00Z');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-incidents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that is open, in the words of the plan; an exemption goes by its reason, because its id is made of the entry. */
const describeFound = ({ rule, finding_key, severity, evidence }: Finding): string =>
  `${rule} ${severity} ${rule === 'exemption_lapsed' ? evidence['reason'] : finding_key}`;

describe('detections on planted incidents', () => {
  it('every detection has one, and every plan is the same for the same seed', () => {
    const { expected, deliveries } = generateIncidents(500, endAt);
    expect([...new Set(expected.map((one) => one.rule))].sort()).toEqual(
      detectionCatalogue.map((one) => one.id).sort(),
    );
    expect(generateIncidents(500, endAt).deliveries).toEqual(deliveries);
  });

  it.each(seeds)(
    'seed %d: everything planted is found, and nothing else',
    async (seed) => {
      const incidents = generateIncidents(seed, endAt);
      const home = write(String(seed), incidents);
      await ingest(home, 'deliveries');
      expect(await detect(home)).toEqual(planted(incidents));
    },
    120_000,
  );

  it('as the deliveries come in, week by week and some of them late, the end is the same', async () => {
    const incidents = generateIncidents(499, endAt);
    const home = write('weekly', incidents);
    const days = [...new Set(incidents.deliveries.map(dayOf))].sort();
    let open: string[] = [];
    for (let from = 0; from < days.length; from += 7) {
      for (const delivery of incidents.deliveries.filter((one) => days.slice(from, from + 7).includes(dayOf(one)))) {
        const file = join(home, 'arrived', delivery.key);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, deliveryBytes(delivery));
      }
      await ingest(home, 'arrived');
      open = await detect(home);
    }
    expect(open).toEqual(planted(incidents));
  }, 240_000);
});

const dayOf = ({ key }: { readonly key: string }): string => /\/(\d{4}\/\d\d\/\d\d)\//.exec(key)?.[1] ?? '';

const planted = ({ expected }: Incidents): string[] =>
  expected.map(({ rule, key, severity }) => `${rule} ${severity} ${key}`).sort();

function write(name: string, { deliveries, policy }: Incidents): string {
  const home = join(folder, name);
  for (const delivery of deliveries) {
    const file = join(home, 'deliveries', delivery.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deliveryBytes(delivery));
  }
  writeFileSync(join(home, 'subtrail.yaml'), JSON.stringify(policy));
  return home;
}

const ingest = (home: string, deliveries: string) =>
  ingestHere(join(home, 'lake'), [join(home, deliveries)], { policyFile: join(home, 'subtrail.yaml') });

/** What is open after a run, in the words of the plan. */
const detect = async (home: string): Promise<string[]> =>
  (await detectHere(join(home, 'lake'), join(home, 'subtrail.yaml'))).map(describeFound).sort();
