import { keyDetections } from './catalogue/keys.ts';
import { roleDetections } from './catalogue/roles.ts';
import { subjectDetections } from './catalogue/subjects.ts';
import { trailDetections } from './catalogue/trail.ts';
import type { Detection } from './detection.ts';

/** Every detection, in the order in which people should read its findings. */
export const detectionCatalogue: readonly Detection[] = [
  ...keyDetections,
  ...subjectDetections,
  ...roleDetections,
  ...trailDetections,
];

const byId = new Map(detectionCatalogue.map((detection) => [detection.id, detection]));

/** The detection of that id. **errors**: never throws; `undefined` for an id that is not in the catalogue. */
export const findDetection = (id: string): Detection | undefined => byId.get(id);
