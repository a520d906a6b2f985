// Runs scenario files: `node acceptance/run.js FILE...` in tests/. One line for each failing scenario; exit status 1 if
// any failed, if a step is undefined or pending, or if there was no scenario at all.

import { writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { Report } from './report.js';

const report = new Report();
const silent = new Writable({ write: (chunk, encoding, done) => done() });
// (env: a worker process gets only what is named here.)
const environment = { stdout: silent, env: process.env };
// File names are taken literally, whatever characters they hold.
const literally = (path) => path.replace(/[?*()[\]{}]/g, '[$&]');

let finished = false;
try {
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        paths: process.argv.slice(2).map(literally),
        format: ['message'], // to nowhere: the report takes the messages themselves
        import: ['acceptance/support/*.js', 'acceptance/steps/*.js'],
        parallel: Number(process.env.PARALLEL ?? 2),
      },
    },
    environment,
  );
  await runCucumber(runConfiguration, environment, (envelope) => report.take(envelope));
  finished = true;
} catch (error) {
  console.log(`FAILED  ${error.message.split('\n')[0]}`);
}

for (const line of report.lines) console.log(line);
if (report.passed + report.failed === 0) console.log('FAILED  no scenario was run');
const failed = report.failed + (finished ? 0 : 1) || (report.passed === 0 ? 1 : 0);
if (process.env.COUNTS) writeFileSync(process.env.COUNTS, `${report.passed} ${failed}\n`);
process.exit(failed === 0 ? 0 : 1);
