// Cucumber's messages → what passed, what failed, and one line for each scenario that failed.

import { relative, resolve } from 'node:path';

const NOT_RUN = 'SKIPPED';

/** A file's name as one would write it at the project's top. */
function shown(uri) {
  const path = relative('..', uri);
  return path.startsWith('..') ? resolve(uri) : path;
}

export class Report {
  passed = 0;
  failed = 0;
  lines = [];
  #pickles = new Map();
  #locations = new Map(); // of scenarios and example rows, by the id of their node
  #cases = new Map();
  #attempts = new Map();

  take(envelope) {
    if (envelope.gherkinDocument) this.#readLocations(envelope.gherkinDocument);
    if (envelope.pickle) this.#pickles.set(envelope.pickle.id, envelope.pickle);
    if (envelope.testCase) this.#cases.set(envelope.testCase.id, envelope.testCase);
    if (envelope.parseError) {
      const { source, message } = envelope.parseError;
      this.#fail(`${shown(source.uri)}: ${message.split('\n').join(' ')}`);
    }
    if (envelope.testCaseStarted) {
      const { id, testCaseId } = envelope.testCaseStarted;
      this.#attempts.set(id, { testCase: this.#cases.get(testCaseId), worst: undefined });
    }
    if (envelope.testStepFinished) this.#takeStep(envelope.testStepFinished);
    if (envelope.testCaseFinished && !envelope.testCaseFinished.willBeRetried) {
      this.#finish(this.#attempts.get(envelope.testCaseFinished.testCaseStartedId));
    }
  }

  #readLocations({ uri, feature }) {
    const read = ({ scenario, rule }) => {
      rule?.children.forEach(read);
      for (const node of [scenario, ...(scenario?.examples ?? []).flatMap((e) => e.tableBody)]) {
        if (node) this.#locations.set(node.id, `${shown(uri)}:${node.location.line}`);
      }
    };
    feature?.children.forEach(read);
  }

  // The first step that went wrong says why; those after it are only skipped.
  #takeStep({ testCaseStartedId, testStepId, testStepResult }) {
    const attempt = this.#attempts.get(testCaseStartedId);
    const { status } = testStepResult;
    if (status === 'PASSED' || (attempt.worst && status === NOT_RUN)) return;
    if (attempt.worst && attempt.worst.status !== NOT_RUN) return;
    attempt.worst = { status, message: testStepResult.message ?? '', testStepId };
  }

  #finish({ testCase, worst }) {
    const pickle = this.#pickles.get(testCase.pickleId);
    if (!worst && pickle.steps.length > 0) {
      this.passed += 1;
      return;
    }
    const where = this.#locations.get(pickle.astNodeIds.at(-1)) ?? pickle.uri;
    if (!worst) return this.#fail(`${where} ${pickle.name}: it has no steps`);
    const { pickleStepId } = testCase.testSteps.find((step) => step.id === worst.testStepId);
    const step = pickle.steps.find((s) => s.id === pickleStepId)?.text ?? 'around the scenario';
    const why = worst.status === 'FAILED' ? worst.message.split('\n')[0] : worst.status.toLowerCase();
    return this.#fail(`${where} ${pickle.name}: "${step}": ${why}`);
  }

  #fail(line) {
    this.failed += 1;
    this.lines.push(`FAILED  ${line}`);
  }
}
