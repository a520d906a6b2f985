// Calling, texting and browsing: each is charged for real, and the answer says what paid.

import * as words from './words.js';

const $ = (id) => document.getElementById(id);
const MEGABYTE = 1_048_576;
const ABROAD = '22801';
// The programme's numbering decides what these are; "a friend" is somebody else of the made-up network.
const ELSEWHERE = [
  ['77051234567', 'another network'],
  ['77272123456', 'a fixed line'],
  ['41791234567', 'another country'],
];

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Equal rows of several charges as one: a call may be charged in pieces. */
function summed(charges) {
  const parts = new Map();
  const kept = new Map();
  for (const charge of charges) {
    for (const part of charge.parts) {
      const key = `${part.balance} ${part.unit}`;
      const known = parts.get(key);
      parts.set(key, known ? { ...part, amount: words.sum(known.amount, part.amount) } : part);
    }
    for (const each of charge.not_used) kept.set(`${each.balance} ${each.rule}`, each);
  }
  return { parts: [...parts.values()], kept: [...kept.values()] };
}

export class Using {
  #whose;
  #use;
  #after;

  /** @param whose () → msisdn; use (msisdn, what) → answer; after () once something was used */
  constructor({ whose, use, after }) {
    this.#whose = whose;
    this.#use = use;
    this.#after = after;
    $('use-voice').addEventListener('click', () =>
      this.#run({ kind: 'voice', called: $('call-to').value, quantity: Math.round($('call-minutes').valueAsNumber * 60) }),
    );
    $('use-sms').addEventListener('click', () => this.#run({ kind: 'sms', called: $('sms-to').value, quantity: 1 }));
    $('use-data').addEventListener('click', () =>
      this.#run({ kind: 'data', quantity: Math.round($('data-mb').valueAsNumber * MEGABYTE) }),
    );
  }

  /** Whom one can call: somebody of the network, and the rest of the world. */
  offer(friend) {
    for (const select of [$('call-to'), $('sms-to')]) {
      const chosen = Math.max(select.selectedIndex, 0);
      const options = [[friend, 'this network'], ...ELSEWHERE].map(([number, what]) => new Option(`${what}: ${words.number(number)}`, number));
      select.replaceChildren(...options);
      select.selectedIndex = chosen;
    }
  }

  clear() {
    $('paid').replaceChildren();
  }

  async #run(what) {
    if ($('abroad').checked) what.network = ABROAD;
    const whose = this.#whose();
    const buttons = document.querySelectorAll('.use button');
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await this.#use(whose, what);
      if (whose === this.#whose()) this.#show(what, answer);
    } catch (error) {
      if (whose === this.#whose()) $('paid').replaceChildren(element('p', 'no', error.message));
    } finally {
      for (const button of buttons) button.disabled = false;
      this.#after();
    }
  }

  #show(what, { asked, used, charges }) {
    const { parts, kept } = summed(charges);
    const rows = parts.map((part) => element('li', 'paying', part.balance, element('b', '', words.amount(part))));
    if (rows.length === 0) rows.push(element('li', 'paying', 'nothing', element('b', '', 'free of charge')));
    for (const each of kept) {
      rows.push(element('li', 'kept', `${each.balance} did not pay: ${words.rule(each.rule)}`, element('b', '', each.rule)));
    }
    const said = [element('h3', '', words.used(what.kind, used, charges[0])), element('ul', '', ...rows)];
    if (used < asked) said.push(element('p', 'no', 'It ended early: nothing more may pay (U12), or the tariff allows no longer call.'));
    $('paid').replaceChildren(...said);
  }
}
