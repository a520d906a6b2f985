// Where nothing is, and what cannot be done there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, assertProblem, of, UNKNOWN, useServer } from './hostile.js';

const used = useServer();

const BODIES = {
  '/dial': { text: '*555*1#' },
  '/topups': { amount: '1' },
  '/transfers': { to: A, amount: '1' },
  '/grants': { amount: '1', valid_hours: 1, reason: 'x', approved_by: 'y' },
};

for (const what of ['', '/balances', '/charges', '/timeline', '/consent?at=2016-03-05T04:00:00Z']) {
  test(`GET an unknown number's ${what || 'record'} is 404`, async () => {
    assertProblem(await used.http.get(of(UNKNOWN, what)), 404, /no subscriber/i);
  });
}

for (const [what, json] of Object.entries(BODIES)) {
  test(`POST ${what} of an unknown number is 404`, async () => {
    const headers = { 'Idempotency-Key': `unknown${what}` };
    assertProblem(await used.http.send('POST', of(UNKNOWN, what), { json, headers }), 404, /no subscriber/i);
  });
}

for (const number of ['abc', '7', '7701000000l', '7'.repeat(5000), '-77010000001', '%00', '77010000001%00', '٧٧٠١٠٠٠٠٠٠١']) {
  test(`"${number.slice(0, 20)}" is no number`, async () => {
    assertProblem(await used.http.get(of(encodeURI(number).replace('%25', '%'))), [400, 404, 414, 422]);
  });
}

for (const path of ['/nowhere', '/v1', '/v1/', '/v1/nowhere', of(A, '/nowhere'), of(A, '/balances/x'), '/v1/subscribers', '/v1//clock', '/v2/clock']) {
  test(`GET ${path} is 404`, async () => {
    const answer = await used.http.get(path);
    if (path.startsWith('/v1')) assertProblem(answer, 404);
    else assert.equal(answer.status, 404);
  });
}

for (const path of ['/../../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/v1/../../etc/passwd', '/..%2f..%2fetc/passwd', '//etc/passwd', '/\\..\\etc\\passwd']) {
  test(`${path} leads nowhere`, async () => {
    const answer = await used.http.get(path);
    assert.ok([400, 404].includes(answer.status), `${answer.status}`);
    assert.doesNotMatch(answer.text, /root:/);
  });
}

for (const [method, path, allowed] of [
  ['DELETE', of(A), /GET.*PUT|PUT.*GET/],
  ['GET', of(A, '/dial'), /POST/],
  ['GET', of(A, '/topups'), /POST/],
  ['POST', of(A, '/balances'), /GET/],
  ['PUT', '/v1/clock', /GET.*POST|POST.*GET/],
  ['PATCH', of(A), /GET/],
  ['BREW', of(A), /GET/],
  ['POST', '/health', /GET/],
]) {
  test(`${method} ${path} is 405, with what is allowed`, async () => {
    const json = method === 'GET' ? undefined : {};
    const answer = await used.http.send(method, path, { json });
    assertProblem(answer, 405);
    assert.match(answer.headers.allow ?? '', allowed);
  });
}
