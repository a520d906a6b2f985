// The HTTP API, as the page uses it. Errors are RFC 9457 problems; their detail is for people.

const token = document.querySelector('meta[name="airperk-token"]').content;

async function call(method, path, json) {
  const headers = { Authorization: `Bearer ${token}` };
  if (json) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: json && JSON.stringify(json) });
  } catch {
    throw new Error('The demo does not answer: it may have ended. Start it again with ./run');
  }
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail ?? body.title ?? `status ${response.status}`);
  return body;
}

const of = (msisdn, what = '') => `/v1/subscribers/${msisdn}${what}`;

export const dial = (msisdn, text, session) => call('POST', of(msisdn, '/dial'), session ? { session, text } : { text });
export const profile = (msisdn) => call('GET', of(msisdn));
export const balances = (msisdn) => call('GET', of(msisdn, '/balances'));
export const timeline = (msisdn) => call('GET', of(msisdn, '/timeline?limit=60'));
export const clock = () => call('GET', '/v1/clock');
export const moveClock = (now) => call('POST', '/v1/clock', { now });
export const subscribers = (digits) => call('GET', `/demo/subscribers?limit=6&q=${encodeURIComponent(digits)}`);
export const use = (msisdn, what) => call('POST', `/demo/subscribers/${msisdn}/use`, what);
export const figures = () => call('GET', '/demo/figures');
