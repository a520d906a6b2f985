// What the USSD tests share: one airperk with a link to one gateway, and subscribers.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { freePort, Server } from '../lib/server.js';
import { Gateway, linkConfig } from './gateway.js';

export { linkConfig };

export const NOW = '2016-03-05T10:00:00+06:00';

/** Lines of the log that the link wrote. */
export const linkLines = (server) => server.log.split('\n').filter((line) => line.includes('smpp gw1'));

/**
 * airperk and a gateway of this profile, for all tests of the file's block. Afterwards the process must be the one that
 * was started, and its journal must add up.
 */
export function useLink(profile) {
  const used = {};
  let numbers = 0;
  before(async () => {
    used.gateway = new Gateway(profile, await freePort());
    await used.gateway.start();
    used.server = await Server.start({ extra: linkConfig(used.gateway.port, profile) });
    used.http = used.server.http;
    await used.http.expect(200, 'POST', '/v1/clock', { json: { now: NOW } });
    await used.gateway.isBound();
    used.pid = used.server.pid;
  });
  after(async () => {
    try {
      assert.equal((await used.http.get('/health')).status, 200, used.server.lastLine());
      if (!used.restarted) assert.equal(used.server.pid, used.pid);
      await used.server.stop();
      const { status, stdout, stderr } = used.server.command('verify');
      assert.equal(status, 0, stdout + stderr);
    } finally {
      await used.server.remove();
      await used.gateway.stop();
    }
  });
  /** A new subscriber with a phone. */
  used.subscriber = async (language = 'en') => {
    numbers += 1;
    const number = String(numbers).padStart(7, '0');
    const phone = used.gateway.phone(`7701${number}`);
    const json = { imsi: `40102000${number}`, brand: 'activ', tariff: 'Time to Talk', language, main: '1000' };
    await used.http.expect(201, 'PUT', `/v1/subscribers/${phone.msisdn}`, { json });
    phone.read = async (what = '') => (await used.http.expect(200, 'GET', `/v1/subscribers/${phone.msisdn}${what}`)).json;
    phone.dialOverHttp = async (text, session) =>
      (await used.http.expect(200, 'POST', `/v1/subscribers/${phone.msisdn}/dial`, { json: { text, session } })).json;
    return phone;
  };
  /** A survey of one question, pushed to this phone. */
  used.asks = async ({ msisdn }, text) => {
    const options = ['Yes', 'No'].map((kk) => ({ texts: { kk } }));
    const json = {
      partner: 'Coffee', name: text, kind: 'survey', channel: 'ussd', texts: { kk: 'Coffee asks' }, by: 'marketer',
      audience: { numbers: [msisdn] }, survey: { questions: [{ kind: 'single', texts: { kk: text }, options }] },
    };
    const { id } = (await used.http.expect(201, 'POST', '/v1/campaigns', { json })).json;
    await used.http.expect(200, 'POST', `/v1/campaigns/${id}/approval`, { json: { by: 'chief' } });
  };
  return used;
}
