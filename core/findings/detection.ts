/** A threshold of a detection, bound to `:name` in its SQL. The policy file may set another value. */
export interface DetectionParameter {
  readonly name: string;
  readonly value: number | string;
  /** Bounds of a number, both included. */
  readonly min?: number;
  readonly max?: number;
  readonly meaning: string;
}

/**
 * What we know of a detection beside its SQL.
 * **shape**: `id` is the stem of `sql/detections/<id>.sql`, `docs/detections/<id>.md` and `test/sql/detections/<id>/`.
 * `quietDays`: after how many days without a new event an open finding counts as resolved; null for a state that holds
 * until it is ended, whenever it began. `reads`: a detection on `findings` runs after the others have been saved.
 */
export interface Detection {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly why: string;
  readonly nextStep: string;
  readonly limits: string;
  readonly quietDays: number | null;
  readonly parameters: readonly DetectionParameter[];
  readonly reads: 'lake' | 'findings';
}

/** The fields that most detections have in common. */
export const eventDetection = { quietDays: 14, parameters: [], reads: 'lake' } as const;

/** Days before the window from which a detection learns what is usual. */
export const baselineDays: DetectionParameter = {
  name: 'baseline_days',
  value: 35,
  min: 1,
  max: 400,
  meaning: 'Days before the window from which it learns what is usual.',
};

/** How long a key or role has to be known before anything about it can be new. */
export const learningDays: DetectionParameter = {
  name: 'learning_days',
  value: 14,
  min: 0,
  max: 400,
  meaning: 'Days that a key or role has to be known before anything about it counts as new.',
};

/** How long something new stays news. */
export const newForDays: DetectionParameter = {
  name: 'new_for_days',
  value: 7,
  min: 1,
  max: 90,
  meaning: 'Days after which what was new has become usual.',
};
