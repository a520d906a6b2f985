// The page: the phone, whose it is, what they have and what happened to them, and the clock.

import * as api from './api.js';
import { Phone } from './phone.js';
import { Using } from './use.js';
import * as words from './words.js';

const $ = (id) => document.getElementById(id);
const LANGUAGES = { kk: 'Kazakh', ru: 'Russian', en: 'English' };
const CODES = [
  ['*555#', 'menu: everything below, and the language'],
  ['*555*1#', 'join'],
  ['*555*00#', 'activate the bonus'],
  ['*111*3#', 'balance'],
  ['*555*2#', 'leave'],
];
const EVERY_MS = 2500;

let msisdn;
let shownEvents = new Set();
const known = new Set(); // everybody who was found so far

/** An element with a class, a text and children. */
function make(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** Runs it; says in one line what went wrong, until something goes well again. */
async function attempt(what) {
  try {
    await what();
    $('trouble').hidden = true;
  } catch (error) {
    $('trouble').textContent = error.message;
    $('trouble').hidden = false;
  }
}

// --- whose phone it is ---

function showProfile(profile) {
  const facts = [
    ['Number', words.number(profile.msisdn)],
    ['Tariff', profile.tariff],
    ['Brand', profile.brand],
    ['Language', LANGUAGES[profile.language] ?? profile.language],
  ];
  if (profile.member) facts.push(['Member since', words.instant(profile.membership.since)]);
  $('facts').replaceChildren(...facts.flatMap(([name, value]) => [make('dt', { text: name }), make('dd', { text: value })]));
  $('member').textContent = profile.member ? 'member' : 'not a member';
  $('member').classList.toggle('is', profile.member);
}

function balanceRow(kind, name, amount, unit, until) {
  const sum = make('span', { class: 'amount', text: `${amount} ` }, make('small', { text: unit }));
  const row = make('li', { class: kind }, make('span', { text: name }), sum);
  if (until) row.append(make('span', { class: 'until', text: until }));
  return row;
}

function showBalances(balances) {
  const rows = [balanceRow('main', 'Main balance', balances.main, 'tenge')];
  for (const each of balances.balances) {
    rows.push(balanceRow('bonus', each.name, ...words.left(each), `until ${words.instant(each.until)}`));
  }
  for (const each of balances.waiting) {
    rows.push(balanceRow('waiting', 'Waits for *555*00#', each.units, 'units', `activate before ${words.instant(each.until)}`));
  }
  if (rows.length === 1) rows.push(make('li', { class: 'none', text: 'No bonus now' }));
  $('balances').replaceChildren(...rows);
}

function showTimeline(events) {
  const seen = shownEvents;
  shownEvents = new Set();
  const told = words.withMenusFolded(events);
  const rows = told.map((event, index) => {
    const key = `${told.length - index}:${event.at}:${event.type}`;
    shownEvents.add(key);
    const [what, detail] = words.event(event);
    const text = make('span', { text: what });
    if (detail) text.append(make('small', { text: detail }));
    const row = make('li', {}, make('time', { text: words.instant(event.at), datetime: event.at }), text);
    if (seen.size > 0 && !seen.has(key)) row.classList.add('fresh');
    return row;
  });
  $('timeline').replaceChildren(...rows);
}

async function refreshSubscriber() {
  const whose = msisdn;
  const [profile, balances, timeline] = await Promise.all([api.profile(whose), api.balances(whose), api.timeline(whose)]);
  if (whose !== msisdn) return; // somebody else was chosen meanwhile
  showProfile(profile);
  showBalances(balances);
  showTimeline(timeline.events);
}

function choose(next) {
  if (next === msisdn) return;
  msisdn = next;
  shownEvents = new Set();
  $('number').textContent = words.number(msisdn);
  phone.hangUp();
  using.clear();
  offerNumbers();
  for (const button of $('found').querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.dataset.msisdn === msisdn));
  }
  attempt(refreshSubscriber);
}

function offerNumbers() {
  const friend = [...known].find((one) => one !== msisdn);
  if (friend) using.offer(friend);
}

async function find() {
  const digits = $('find').value.replace(/\D/g, '');
  const { subscribers } = await api.subscribers(digits);
  for (const { msisdn: one } of subscribers) known.add(one);
  $('found').replaceChildren(
    ...subscribers.map((one) => {
      const button = make('button', { type: 'button', 'data-msisdn': one.msisdn, text: words.number(one.msisdn) });
      button.setAttribute('aria-pressed', String(one.msisdn === msisdn));
      button.addEventListener('click', () => choose(one.msisdn));
      return make('li', {}, button);
    }),
  );
  return subscribers;
}

// --- the network ---

async function refreshClock() {
  const { now } = await api.clock();
  $('now').textContent = words.instant(now, { seconds: true });
  $('now').dateTime = now;
}

/** Later by so many hours; the crowd moves the clock too, so its newest reading counts. */
async function push(hours) {
  const { now } = await api.clock();
  const later = new Date(Date.parse(now) + hours * 3_600_000).toISOString();
  await api.moveClock(later);
  await Promise.all([refreshClock(), refreshSubscriber()]);
}

async function refreshFigures() {
  const figures = await api.figures();
  const shown = [
    ['subscribers', figures.subscribers],
    ['members', figures.members],
    ['dials', figures.dials],
    ['joined', figures.joins],
    ['activated', figures.activations],
    ['left', figures.leaves],
  ];
  $('figures').replaceChildren(
    ...shown.map(([name, value]) =>
      make('div', {}, make('dt', { text: name }), make('dd', { text: value.toLocaleString('en') })),
    ),
  );
}

// --- wiring ---

const phone = new Phone(async (text, session) => {
  const answer = await api.dial(msisdn, text, session);
  attempt(() => Promise.all([refreshSubscriber(), refreshClock()]));
  return answer;
});

const using = new Using({
  whose: () => msisdn,
  use: api.use,
  after: () => attempt(() => Promise.all([refreshSubscriber(), refreshClock()])),
});

$('codes').append(
  ...CODES.map(([code, hint]) => {
    const button = make('button', { type: 'button' }, make('b', { text: code }), make('span', { text: hint }));
    button.addEventListener('click', () => phone.dial(code));
    return button;
  }),
);
for (const button of document.querySelectorAll('.push button')) {
  button.addEventListener('click', () => attempt(() => push(Number(button.dataset.hours))));
}
$('find').addEventListener('input', () => attempt(find));

async function refreshAll() {
  await attempt(() => Promise.all([refreshClock(), refreshFigures(), refreshSubscriber()]));
  setTimeout(refreshAll, EVERY_MS);
}

await attempt(async () => {
  const subscribers = await find();
  choose(subscribers[0].msisdn);
});
refreshAll();
