/** Why an event has no origin: in words, and what its reader can do about it. */
export interface Reason {
  readonly words: string;
  readonly advice: string;
}

/** By `attribution_reason`. */
export const reasons: ReadonlyMap<string, Reason> = new Map(
  Object.entries({
    exchange_not_found: {
      words: 'The event that issued the credential was not delivered',
      advice:
        'Look for it before the first day of the lake, in a region or an account without a trail, or wait: deliveries can be late, and the call is mended then.',
    },
    ambiguous_key: {
      words: 'Several exchanges claim the same key',
      advice: 'AWS gives a key id once: the log was made anonymous, merged or forged.',
    },
    ambiguous_principal: {
      words: 'Several sessions fit a call without a key',
      advice: 'Give each repository a role or a session name of its own, and such calls can be told apart.',
    },
    key_contradicts_exchange: {
      words: 'Key and role or session name contradict each other',
      advice: 'The exchange of that key names another role, session or time: the log was made anonymous or forged.',
    },
    outside_session_lifetime: {
      words: 'The call lies outside the life of its session',
      advice: 'A credential cannot be used then: look at the clocks of whoever wrote the log, or for forged records.',
    },
    chain_too_deep: {
      words: 'More links than an honest chain has, or sessions that issued each other',
      advice: 'Look for forged records: no chain of roles is that long.',
    },
    caller_in_other_account: {
      words: 'The caller is in an account that does not deliver here',
      advice: 'Where that account is yours, let its trail deliver too: its copy of the event names the caller.',
    },
    caller_not_identified: {
      words: 'The record does not say who called',
      advice: 'Some events carry no identity, such as those of services and of calls without a signature.',
    },
  }),
);
