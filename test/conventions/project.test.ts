import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';
import { detectionCatalogue } from '../../core/findings/catalogue.ts';
import { findDefaultExports, findUndocumentedExports } from './code/exports.ts';
import { findEmptyNames, findLongFiles, findMisspeltNames } from './code/files.ts';
import { findImportCycles, findUndeclaredPackages, findWrongArrows } from './code/imports.ts';
import { findImpureCode } from './code/pure-code.ts';
import { findSkippedTests } from './code/skipped-tests.ts';
import { expectNone } from './offence.ts';
import { findUnexplainedCodes, findUnnamedReasons } from './project/codes.ts';
import { findIncompleteDetections, findPoorRunbooks, findWeakCases } from './project/detections.ts';
import { findDeadLinks, findPoorDecisions, findUntidyText } from './project/documents.ts';
import { findRealFixtures } from './project/fixtures.ts';
import { findBrokenLocks, findUnpinnedPackages } from './project/packages.ts';
import { findMissingStatements, findUnusedStatements } from './project/statements.ts';
import { findMachineTraces } from './project/traces.ts';
import { readProject } from './source-text.ts';

const project = readProject();

describe('code', () => {
  it('imports only in the direction of core', () => expectNone(findWrongArrows(project)));
  it('has no import cycles', () => expectNone(findImportCycles(project)));
  it('imports only packages that users have', () => expectNone(findUndeclaredPackages(project)));
  it('is pure in core and render', () => expectNone(findImpureCode(project)));
  it('has no default exports', () => expectNone(findDefaultExports(project)));
  it('documents every export', () => expectNone(findUndocumentedExports(project)));
  it('holds one idea a file', () => expectNone(findLongFiles(project)));
  it('spells file names one way', () => expectNone(findMisspeltNames(project)));
  it('names files for what is in them', () => expectNone(findEmptyNames(project)));
  it('runs all its tests, or says which not', () => expectNone(findSkippedTests(project)));
});

describe('project', () => {
  it('tells nothing of the machine it was made on', () => expectNone(findMachineTraces(project)));
  it('pins its dependencies', () => expectNone(findUnpinnedPackages(project)));
  it('locks them for every platform', () => expectNone(findBrokenLocks(project)));
  it('explains every error code and reject reason', () => expectNone(findUnexplainedCodes(project)));
  it('explains every reason for a missing origin', () => expectNone(findUnnamedReasons(project)));
  it('has all parts of every detection', () => expectNone(findIncompleteDetections(project, detectionCatalogue)));
  it('has runbooks that help', () => expectNone(findPoorRunbooks(project, detectionCatalogue)));
  it('has detection cases that can fail', () => expectNone(findWeakCases(project)));
  it('has invented fixtures', () => expectNone(findRealFixtures(project)));
  it('runs every statement that it has', () => expectNone(findUnusedStatements(project)));
  it('has every statement that it runs', () => expectNone(findMissingStatements(project)));
  it('has links that lead somewhere', () => expectNone(findDeadLinks(project, existsSync)));
  it('has decisions that can be read in a minute', () => expectNone(findPoorDecisions(project)));
  it('has tidy text', () => expectNone(findUntidyText(project)));
});
