import { gzipSync } from 'node:zlib';
import { accounts, createRoles, createUsers, type Users } from './acme.ts';
import { runAtlantis, runCollision, runInfrastructure, runPeople, runServices, runStrangers } from './background.ts';
import { type Delivery, deliver, deliveryKey } from './deliver.ts';
import type { MadeEvent } from './event.ts';
import { createIncidents, describeExpectations } from './incidents.ts';
import { createLegacyJobs } from './legacy.ts';
import { createPipelines, runPipeline } from './pipelines.ts';
import { createRandom, type Random } from './random.ts';
import { runRareSessions } from './rare-sessions.ts';
import { createRecorder } from './recorder.ts';

/**
 * What to make.
 * **shape**: `endAt` is the last moment of the story; `weeks` its length. `scale` multiplies how often everything runs.
 * `lateShare` and `missingShare` are the shares of exchanges that come days late or never; `duplicateShare` that of
 * deliveries that come twice. `hasOddities`: broken objects and records among the deliveries.
 */
export interface OrganisationOptions {
  readonly seed: number;
  readonly endAt: Date;
  readonly weeks: number;
  readonly scale: number;
  readonly lateShare: number;
  readonly missingShare: number;
  readonly duplicateShare: number;
  readonly hoursPerDelivery: number;
  readonly hasOddities: boolean;
  /** Also the kinds of sessions that few organisations have. */
  readonly hasRareSessions: boolean;
}

/** A made-up organisation: its deliveries with their truth, and what its policy would say. */
export interface Organisation {
  readonly deliveries: readonly Delivery[];
  readonly expectations: ReturnType<typeof describeExpectations>;
  readonly users: Users;
}

/** The organisation that `subtrail demo` shows: ten weeks in which most, but not all, of CI moves to OIDC. */
export const demoOptions = (endAt: Date): OrganisationOptions => ({
  seed: 20_261_123,
  endAt,
  weeks: 10,
  scale: 1,
  lateShare: 0.02,
  missingShare: 0.003,
  duplicateShare: 0.04,
  hoursPerDelivery: 8,
  hasOddities: true,
  hasRareSessions: false,
});

const dayMillis = 86_400_000;

/** Makes the organisation. The same options give the same bytes. */
export function generateOrganisation(options: OrganisationOptions): Organisation {
  const random = createRandom(options.seed);
  const recorder = createRecorder(random);
  const roles = createRoles(random);
  const users = createUsers(random);
  const pipelines = createPipelines(roles);
  const legacy = createLegacyJobs(users, roles);
  const events: MadeEvent[] = createIncidents(recorder, roles, users, options.endAt);
  const startAt = options.endAt.getTime() - options.weeks * 7 * dayMillis;
  for (let day = 0; day < options.weeks * 7; day += 1) {
    const week = Math.floor(day / 7);
    const at = () => new Date(startAt + day * dayMillis + workingTime(random));
    for (const pipeline of pipelines) {
      const runs = week < pipeline.fromWeek ? 0 : timesToday(pipeline.runsPerDay * options.scale, day, random);
      for (let run = 0; run < runs; run += 1) {
        const fate = { isLate: random.chance(options.lateShare), isMissing: random.chance(options.missingShare) };
        events.push(
          ...runPipeline(recorder, pipeline, at(), {
            isLate: fate.isLate && !fate.isMissing,
            isMissing: fate.isMissing,
          }),
        );
      }
    }
    for (const job of legacy) {
      const runs = timesToday(job.runs(week, options.weeks) * options.scale, day, random);
      for (let run = 0; run < runs; run += 1) events.push(...job.run(recorder, at()));
    }
    const daily = Math.max(1, Math.round(options.scale));
    for (let run = 0; run < daily; run += 1) {
      events.push(
        ...runAtlantis(recorder, roles, at()),
        ...runInfrastructure(recorder, roles, at()),
        ...runServices(recorder, roles, at()),
      );
      events.push(
        ...runCollision(recorder, roles, at()),
        ...runPeople(recorder, roles, users, at()),
        ...runStrangers(recorder, at()),
      );
      if (options.hasRareSessions) events.push(...runRareSessions(recorder, roles, at()));
    }
  }
  const past = events.filter((event) => event.at < options.endAt);
  const deliveries = deliver(past, { random, ...options });
  return {
    deliveries: options.hasOddities ? [...deliveries, ...oddDeliveries(options.endAt, random)] : deliveries,
    expectations: describeExpectations(roles),
    users,
  };
}

/** Milliseconds into the day: mostly working hours, in UTC. */
const workingTime = (random: Random): number =>
  Math.floor((6 + 12 * random.next() + (random.chance(0.15) ? 5 * random.next() : 0)) * 3_600) * 1000;

/** How often something runs on a day: less on weekends, and never quite the same. */
function timesToday(perDay: number, day: number, random: Random): number {
  const isWeekend = day % 7 >= 5;
  const mean = perDay * (isWeekend ? 0.25 : 1) * (0.7 + 0.6 * random.next());
  return Math.floor(mean) + (random.chance(mean % 1) ? 1 : 0);
}

/** What also lies in such a bucket: a broken object, records that are none, and files of other kinds. */
function oddDeliveries(endAt: Date, random: Random): Delivery[] {
  const place = {
    prefix: '',
    accountId: accounts.sandbox,
    region: 'eu-central-1',
    deliveredAt: new Date(endAt.getTime() - 2 * dayMillis),
    random,
  };
  const empty = { batch: 'on_time' as const, records: [], truth: [] };
  const whole = gzipSync(
    JSON.stringify({
      Records: [{ eventVersion: '1.11', eventTime: '2026-11-20T10:00:00Z', eventName: 'DescribeInstances' }],
    }),
  );
  const odd = [
    null,
    'text',
    { eventVersion: '1.11', eventName: 'DescribeInstances', eventID: 'without-a-time' },
    {
      eventVersion: '1.11',
      eventTime: '2026-11-20T10:00:00Z',
      eventCategory: 'Insight',
      eventType: 'AwsCloudTrailInsight',
      eventID: 'an-insight',
    },
  ];
  return [
    { ...empty, key: deliveryKey(place), body: whole.subarray(0, whole.length - 20) },
    { ...empty, key: deliveryKey(place), body: gzipSync(JSON.stringify({ Records: odd })) },
    {
      ...empty,
      key: deliveryKey({ ...place, kind: 'CloudTrail-Digest' }),
      body: gzipSync('{"digestS3Bucket":"acme-trail"}'),
    },
    { ...empty, key: deliveryKey({ ...place, kind: 'CloudTrail-Insight' }), body: gzipSync('{"Records":[]}') },
    {
      ...empty,
      key: `AWSLogs/${accounts.sandbox}/elasticloadbalancing/eu-central-1/2026/11/20/access.log.gz`,
      body: gzipSync('http 2026-11-20'),
    },
  ];
}

/** The bytes of a delivery. */
export const deliveryBytes = (delivery: Delivery): Uint8Array =>
  delivery.body ?? gzipSync(JSON.stringify({ Records: delivery.records }));
