// People who log in, for the tests of accounts and of the console.

import { request } from 'node:http';
import { promised } from './until.js';

export const PASSWORD = 'correct horse battery';

/** Makes an account over the API, with the admin's token. */
export async function makeAccount(server, name, role, more = {}) {
  await server.http.expect([200, 201], 'PUT', `/v1/accounts/${name}`, { json: { role, password: PASSWORD, ...more } });
}

/** One exchange without a token, as a browser makes it. */
export function ask(server, method, path, { headers = {}, json, body } = {}) {
  const payload = json === undefined ? body : JSON.stringify(json);
  return promised(`an answer to ${method} ${path}`, (resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: server.httpPort,
        method,
        path,
        headers: {
          ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(payload === undefined ? {} : { 'Content-Length': Buffer.byteLength(payload) }),
          ...headers,
        },
      },
      (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const isJson = /json/.test(answer.headers['content-type'] ?? '');
          resolve({ status: answer.statusCode, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined });
        });
      },
    );
    asked.on('error', reject);
    asked.end(payload);
  });
}

/** Logs in; gives who it is, and the headers that a browser's requests then have. */
export async function logIn(server, name, password = PASSWORD) {
  const { status, headers, json } = await ask(server, 'POST', '/v1/session', { json: { name, password } });
  if (status !== 200) throw new Error(`no login: ${status} ${JSON.stringify(json)}`);
  const cookie = headers['set-cookie'][0].split(';')[0];
  return { ...json, setCookie: headers['set-cookie'][0], cookie: { Cookie: cookie }, all: { Cookie: cookie, 'X-CSRF-Token': json.csrf } };
}
