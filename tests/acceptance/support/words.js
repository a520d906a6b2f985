// The kinds of words that the steps share.

import { defineParameterType } from '@cucumber/cucumber';
import { billionths } from '../../lib/amounts.js';
import { ASTANA } from '../../lib/zone.js';

// A subscriber's letter.
defineParameterType({ name: 'who', regexp: /[A-Z][A-Za-z0-9]*/, transformer: (letter) => letter });

// "16.7", "about 16.7" → {value in billionths, about}
defineParameterType({
  name: 'amount',
  regexp: /(about )?(\d+(?:\.\d+)?)/,
  transformer: (about, number) => ({ value: billionths(number), about: Boolean(about), text: number }),
});

// ' until "2016-03-12 10:00"' or nothing → seconds since 1970 or undefined
defineParameterType({
  name: 'until',
  regexp: /(?: until "([^"]*)")?/,
  transformer: (civil) => civil && ASTANA.seconds(civil),
});

defineParameterType({ name: 'brand', regexp: /activ|kcell/, transformer: (brand) => brand });

// ' with its fee not paid', ' with its fee paid' or nothing → is it paid?
defineParameterType({
  name: 'fee',
  regexp: / with its fee (?:not )?paid|/,
  transformer: (words) => !words?.includes('not'),
});

// 'is paid', 'is not paid' and the like → true, false
const eitherWay = (name, yes, no) =>
  defineParameterType({ name, regexp: new RegExp(`${yes}|${no}`), transformer: (words) => words === yes });
eitherWay('is', 'is', 'is not');
eitherWay('has', 'has', 'has no');
eitherWay('consented', 'consented', 'did not consent');

// ' while roaming' or nothing
defineParameterType({ name: 'roaming', regexp: / while roaming|/, transformer: (words) => Boolean(words) });

defineParameterType({
  name: 'network',
  regexp: /on-net|off-net|fixed-line|international/,
  transformer: (network) => network,
});

// "5 MB" → bytes
const VOLUMES = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
defineParameterType({
  name: 'volume',
  regexp: /(\d+) (KB|MB|GB)/,
  transformer: (count, unit) => Number(count) * VOLUMES[unit],
});

// "30 minutes", "10 SMS", "3 MB" → what a balance holds: {amount, unit}
const KINDS = { minute: [60, 's'], minutes: [60, 's'], seconds: [1, 's'], SMS: [1, 'SMS'], KB: [1024, 'bytes'] };
KINDS.MB = [1024 ** 2, 'bytes'];
defineParameterType({
  name: 'inKind',
  regexp: /(\d+) (minutes?|seconds|SMS|KB|MB)/,
  transformer: (count, word) => ({ amount: String(Number(count) * KINDS[word][0]), unit: KINDS[word][1] }),
});

// The ways to a subscriber, as the API calls them.
const CHANNELS = { SMS: 'sms', USSD: 'ussd', call: 'call' };
defineParameterType({ name: 'channel', regexp: /SMS|USSD|call/, transformer: (word) => CHANNELS[word] });

defineParameterType({
  name: 'contactKind',
  regexp: /info messages?|surveys?/,
  transformer: (words) => (words.startsWith('survey') ? 'survey' : 'message'),
});
