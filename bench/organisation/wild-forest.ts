import { type Credential, instantText, longLivedKey, noOrigin, type Role, roleSession } from './credential.ts';
import { type Delivery, deliver } from './deliver.ts';
import type { MadeEvent, RawRecord } from './event.ts';
import {
  assumeRole,
  assumeRoleByService,
  type Exchange,
  exchangeWebIdentity,
  getFederationToken,
  getSessionToken,
} from './exchanges.ts';
import { hostileTexts } from './hostile-texts.ts';
import { createRandom, createUuid, type Random } from './random.ts';
import { createRecorder, type Recorder } from './recorder.ts';

/** What a wild forest is made of. `isCrowded`: names and seconds collide, and services call without a key. */
export interface WildForestOptions {
  readonly seed: number;
  readonly endAt: Date;
  readonly exchanges: number;
  readonly calls: number;
  readonly isCrowded: boolean;
}

/** `lineage`: by event id, the exchanges that stand behind the event, nearest last; an exchange is behind itself too. */
export interface WildForest {
  readonly deliveries: readonly Delivery[];
  readonly lineage: ReadonlyMap<string, readonly string[]>;
}

interface Node {
  readonly credential: Credential;
  readonly at: Date;
  readonly behind: readonly string[];
}

const accounts = ['111122223333', '222233334444', '333344445555'] as const;
const regions = ['eu-central-1', 'us-east-1', 'ap-southeast-2'] as const;
const forestDays = 30;

/**
 * An organisation that nobody planned: every credential may ask for the next one, chains grow deep, repositories share
 * roles, session names and seconds, and all names are as unkind as a log allows. The same options give the same records.
 */
export function generateWildForest(options: WildForestOptions): WildForest {
  const random = createRandom(options.seed, (0x9e3779b1 + 2_000 * options.seed) | 1);
  const grower = createGrower(random, options);
  const roots = Array.from({ length: 6 }, () => grower.plantKey());
  const nodes: Node[] = [...roots];
  for (let made = 0; made < options.exchanges; made += 1) {
    // The newest credential asks again more often than chance would have it: so chains get longer than they should.
    const parent = random.chance(0.85) ? nodes.at(-1) : random.pick(nodes);
    nodes.push(parent === undefined || random.chance(0.08) ? grower.plantToken() : grower.branch(parent));
  }
  for (let made = 0; made < options.calls; made += 1) grower.call(random.pick(nodes));
  return {
    deliveries: deliver(grower.events, { random, hoursPerDelivery: 12, duplicateShare: 0.2 }),
    lineage: grower.lineage,
  };
}

function createGrower(random: Random, { endAt, isCrowded }: WildForestOptions) {
  const recorder = createRecorder(random);
  const events: MadeEvent[] = [];
  const lineage = new Map<string, readonly string[]>();
  const text = () => random.pick(hostileTexts);
  const roles = Array.from({ length: 8 }, (_, index) => createRole(random, index));
  const sessionName = () =>
    isCrowded ? random.pick(['GitHubActions', 'GitHubActions', text()]) : `s-${createUuid(random)}`;
  const when = (from: number, seconds: number) =>
    new Date(from + (isCrowded ? random.whole(0, seconds / 600) * 600 : random.whole(0, seconds)) * 1000);
  const forestFrom = endAt.getTime() - forestDays * 86_400_000;
  const place = (at: Date) => ({ at, region: random.pick(regions), ip: '198.51.100.7', agent: text() });

  /** Keeps an exchange; a cross-account one is two events of one. */
  const keep = ({ events: made, credential }: Exchange, at: Date, before: readonly string[]): Node => {
    const behind = [...before, ...made.map(({ truth }) => truth.eventId)];
    for (const event of made) lineage.set(event.truth.eventId, behind);
    events.push(...made);
    return { credential, at, behind };
  };
  return {
    events,
    lineage,
    plantKey(): Node {
      const name = text();
      const user = { accountId: random.pick(accounts), name, path: '/', id: `AIDA${random.text(17)}` };
      const credential = longLivedKey({ ...user, keyId: `AKIA${random.text(16)}` });
      return { credential, at: when(forestFrom, forestDays * 86_400), behind: [] };
    },
    plantToken(): Node {
      const at = when(forestFrom, forestDays * 86_400);
      const role = random.pick(roles);
      if (random.chance(0.15))
        return keep(
          assumeRoleByService(recorder, 'ec2.amazonaws.com', { role, sessionName: sessionName(), hours: 6 }, place(at)),
          at,
          [],
        );
      const token = {
        issuer: 'token.actions.githubusercontent.com',
        subject: random.pick([
          'repo:acme/shop:ref:refs/heads/main',
          'repo:acme-evil/shop:ref:refs/heads/main',
          `repo:acme/${text()}:ref:refs/heads/${text()}`,
          text(),
        ]),
        audience: text(),
        role,
        sessionName: sessionName(),
      };
      return keep(exchangeWebIdentity(recorder, token, place(at)), at, []);
    },
    branch: (parent: Node): Node => branch(parent),
    call(node: Node): void {
      const at = when(node.at.getTime(), random.chance(0.05) ? 60_000 : 3_000);
      const event = callOf(recorder, node.credential, at, isCrowded && random.chance(0.3), text());
      lineage.set(event.truth.eventId, node.behind);
      events.push(event);
    },
  };

  function branch(parent: Node): Node {
    const at = when(parent.at.getTime(), random.chance(0.05) ? 20_000 : 1_200);
    const { credential } = parent;
    const isUser = credential.identity()['type'] === 'IAMUser';
    if (isUser && random.chance(0.3)) return keep(getSessionToken(recorder, credential, place(at)), at, parent.behind);
    if (isUser && random.chance(0.3))
      return keep(getFederationToken(recorder, credential, sessionName(), place(at)), at, parent.behind);
    const target = { role: random.pick(roles), sessionName: sessionName() };
    const grown = assumeRole(recorder, credential, target, place(at));
    // Forged: the exchange says that it gave out the key that it was asked with.
    if (isCrowded && random.chance(0.02)) return keep(biteOwnTail(grown, credential, target, at), at, parent.behind);
    return keep(grown, at, parent.behind);
  }
}

function callOf(recorder: Recorder, credential: Credential, at: Date, isKeyless: boolean, agent: string): MadeEvent {
  const plan = { at, accountId: credential.accountId, region: 'eu-central-1', ip: '198.51.100.9', agent };
  const event = { ...plan, source: 's3.amazonaws.com', name: 'PutObject', readOnly: false, request: { key: agent } };
  return isKeyless
    ? recorder.call(credential, event, { invokedBy: 'cloudformation.amazonaws.com', isKeyless })
    : recorder.call(credential, event);
}

const createRole = (random: Random, index: number): Role => ({
  accountId: random.pick(accounts),
  name: index < 2 ? (['acme', 'acme-evil'][index] ?? 'acme') : `role-${index}`,
  path: '/',
  id: `AROA${random.text(17)}`,
});

function biteOwnTail(
  grown: Exchange,
  caller: Credential,
  target: { readonly role: Role; readonly sessionName: string },
  at: Date,
): Exchange {
  const keyId = caller.keyId ?? '';
  const forge = (record: RawRecord): RawRecord => {
    const copy = structuredClone(record) as { responseElements: { credentials: { accessKeyId: string } } } & RawRecord;
    copy.responseElements.credentials.accessKeyId = keyId;
    return { ...copy, eventTime: instantText(at) };
  };
  return {
    events: grown.events.map((event) => ({ ...event, record: forge(event.record) })),
    credential: roleSession({
      ...target,
      keyId,
      createdAt: at,
      origin: noOrigin,
      depth: null,
      attribution: 'none',
    }),
  };
}
