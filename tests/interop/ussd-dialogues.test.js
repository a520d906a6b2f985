// Whole dialogues through a USSD gateway, in each profile.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { until } from '../lib/until.js';
import { PROFILES } from './gateway.js';
import { useLink } from './ussd.js';

for (const profile of Object.keys(PROFILES)) {
  describe(`USSD through a ${profile} gateway`, () => {
    const used = useLink(profile);

    test('codes dialled whole join, activate, tell the balance and leave', async () => {
      const phone = await used.subscriber();
      const joined = await phone.dial('*555*1#');
      assert.ok(joined.ended, joined.text);
      assert.equal(joined.to, phone.msisdn);
      assert.equal(joined.serviceType, 'USSD');
      assert.equal((await phone.read()).member, true);
      assert.ok((await phone.dial('*555*00#')).ended);
      assert.equal((await phone.read('/balances')).bonus.units, '500');
      const balance = await phone.dial('*111*3#');
      assert.ok(balance.ended);
      assert.match(balance.text, /500/);
      assert.ok((await phone.dial('*555*2#')).ended);
      assert.equal((await phone.read()).member, false);
    });

    test('a menu is walked through to the end', async () => {
      const phone = await used.subscriber();
      const home = await phone.dial('*555#');
      assert.ok(!home.ended);
      const question = await phone.choose(home, 'join');
      assert.ok(!question.ended, question.text);
      assert.equal((await phone.read()).member, false);
      const joined = await phone.choose(question, 'yes');
      assert.ok(joined.ended, joined.text);
      assert.equal((await phone.read()).member, true);
    });

    test('what is no choice shows the menu again', async () => {
      const phone = await used.subscriber();
      const home = await phone.dial('*555#');
      const again = await phone.enter('77');
      assert.ok(!again.ended);
      assert.ok(again.text.endsWith(home.text.split('\n').at(-1)), again.text);
    });

    test('after a hang-up a dial begins anew', async () => {
      const phone = await used.subscriber();
      const home = await phone.dial('*555#');
      await phone.choose(home, 'join');
      const { command_status: status } = await phone.hangUp();
      assert.equal(status, 0);
      assert.deepEqual((await phone.dial('*555#')).text, home.text);
      assert.equal((await phone.read()).member, false);
    });

    test('a dialogue goes on after the gateway restarted', async () => {
      const phone = await used.subscriber();
      const home = await phone.dial('*555#');
      await used.gateway.restart();
      const question = await phone.choose(home, 'join');
      assert.ok(!question.ended);
      await used.gateway.restart();
      assert.ok((await phone.choose(question, 'yes')).ended);
      assert.equal((await phone.read()).member, true);
    });

    test('a dialogue goes on after airperk was killed and started again', async () => {
      const phone = await used.subscriber();
      const home = await phone.dial('*555#');
      used.restarted = true;
      await used.server.stop('SIGKILL');
      const bound = used.gateway.nextBind();
      await used.server.start();
      await bound;
      const question = await phone.choose(home, 'join');
      assert.ok(!question.ended);
      assert.ok((await phone.choose(question, 'yes')).ended);
    });

    test('a question that airperk put is answered after it was killed and started again', async () => {
      const phone = await used.subscriber();
      await phone.dial('*555*1#');
      await used.asks(phone, 'Cafe?');
      await until('the invitation', () => used.gateway.questions.length === 1);
      used.restarted = true;
      await used.server.stop('SIGKILL');
      const bound = used.gateway.nextBind();
      await used.server.start();
      await bound;
      const question = await used.gateway.reply(used.gateway.questions[0], '1');
      assert.match(question.text, /Cafe\?/);
      assert.match((await used.gateway.reply(used.gateway.questions[0], '1')).text, /Thank you/);
    });

    test('Kazakh screens arrive in UCS-2, letter for letter as over HTTP', async () => {
      const phone = await used.subscriber('kk');
      const home = await phone.dial('*555#');
      const over = await phone.dialOverHttp('*555#');
      assert.equal(home.text, over.screen);
      assert.match(home.text, /[әғқңөұүһі]/);
      assert.equal(home.coding, 8);
      const question = await phone.enter('1');
      assert.equal(question.text, (await phone.dialOverHttp('1', over.session)).screen);
    });

    test('eighty Cyrillic characters from a phone are read, and answered with the menu', async () => {
      const phone = await used.subscriber('kk');
      const home = await phone.dial('*555#');
      const again = await phone.enter('қ'.repeat(80), { coding: 8 });
      assert.ok(!again.ended);
      assert.ok(again.text.endsWith(home.text.split('\n').at(-1)), again.text);
    });

    test('a number that nobody provisioned is answered and does no harm', async () => {
      const stranger = used.gateway.phone('77099999999');
      const screen = await stranger.dial('*555#');
      assert.ok(screen.ended, screen.text);
      assert.ok((await (await used.subscriber()).dial('*111*3#')).ended);
    });

    test('fifty phones at once are each answered on their own', async () => {
      const phones = await Promise.all(Array.from({ length: 50 }, () => used.subscriber()));
      const homes = await Promise.all(phones.map((phone) => phone.dial('*555#')));
      const questions = await Promise.all(phones.map((phone, i) => phone.choose(homes[i], 'join')));
      const joined = await Promise.all(phones.map((phone, i) => phone.choose(questions[i], 'yes')));
      assert.ok(joined.every((screen) => screen.ended));
    });
  });
}
