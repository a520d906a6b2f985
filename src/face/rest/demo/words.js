// What the API says, in words for people.

const DESTINATIONS = { 'on-net': 'inside the network', 'off-net': 'to another network', fixed: 'to a fixed line', international: 'abroad' };
const KINDS = { voice: 'A call', sms: 'An SMS', data: 'Data' };

// RFC 3339 with the programme's offset is that zone's wall clock already.
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
export function instant(text, { seconds = false } = {}) {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+(?::\d+)?)/.exec(text);
  return `${Number(day)} ${MONTHS[month - 1]} ${year}, ${seconds ? time : time.slice(0, 5)}`;
}

export const number = (msisdn) => msisdn.replace(/^(\d)(\d{3})(\d{3})(\d{2})(\d{2})$/, '+$1 $2 $3 $4 $5');

/** Neighbouring steps through the menu, newest first, as one event. */
export function withMenusFolded(events) {
  const told = [];
  for (const event of events) {
    const last = told.at(-1);
    if (event.type !== 'dialogue_moved') told.push(event);
    else if (last?.type === 'menu') last.screens.unshift(event.screen);
    else told.push({ type: 'menu', at: event.at, screens: [event.screen] });
  }
  for (const event of told) {
    if (event.type === 'menu') event.screens = event.screens.filter((screen) => screen !== 'none');
  }
  return told.filter((event) => event.type !== 'menu' || event.screens.length > 0);
}

/** One event of the timeline: what happened, and a detail. */
export function event(e) {
  switch (e.type) {
    case 'provisioned':
      return [`Became a subscriber: ${e.brand}, ${e.tariff}`, `opened with ${e.main} tenge`];
    case 'joined':
      return ['Joined the programme', `terms ${e.terms_version}, by ${e.channel}, in ${e.language}; consent is kept with this instant`];
    case 'left':
      return ['Left the programme', e.reason === 'own-wish' ? `by ${e.channel}` : e.reason.replace('-', ' ')];
    case 'bonus_granted':
      return [`A bonus of ${e.units} units waits`, `to be activated before ${instant(e.until)}`];
    case 'bonus_activated':
      return ['Activated the bonus', `good until ${instant(e.until)}`];
    case 'grant_cancelled':
      return [`A waiting bonus of ${e.units} units is gone`, e.why.replace('-', ' ')];
    case 'balance_ended':
      return [`What was left of the bonus, ${e.units_left} units, ended`, e.why.replace('-', ' ')];
    case 'extra_bonus_given':
      return [`Was given ${e.units} units`, e.reason];
    case 'topped_up':
      return [`Topped up ${e.amount} tenge`];
    case 'transfer_sent':
      return [`Sent ${e.amount} tenge`, `fee ${e.fee} tenge`];
    case 'transfer_received':
      return [`Received ${e.amount} tenge`];
    case 'language_changed':
      return [`Chose the language ${e.language}`];
    case 'tariff_changed':
      return [`Changed the tariff to ${e.tariff}`];
    case 'brand_changed':
      return [`Changed the brand to ${e.brand}`];
    case 'service_taken':
      return [`Took the service ${e.service}`];
    case 'service_dropped':
      return [`Gave up the service ${e.service}`];
    case 'menu':
      return ['Went through the menu', e.screens.map((screen) => screen.replace('-', ' ')).join(' → ')];
    case 'charged':
      return charge(e);
    default:
      return [e.type.replaceAll('_', ' ')];
  }
}

// The rule book's U rules in a few words: why a balance did not pay.
const RULES = {
  U1: 'not for such use',
  U2: 'never while roaming',
  U3: 'never for international use',
  U4: "the tariff's own allowance goes first",
  U5: 'an unlimited data service is active',
  U6: 'the night service covers it',
  U7: 'the data allowance goes first',
  U8: "another promotion's allowance goes first",
  U9: 'extra minutes, SMS or data go first',
  U10: 'what expires sooner goes first',
};
export const rule = (name) => RULES[name] ?? 'see the rule book';

/** Exact decimals as the API writes them: "0.1" and "0.2" are "0.3". */
export function sum(a, b) {
  if (a === 'free') return a;
  const places = Math.max(...[a, b].map((each) => each.split('.')[1]?.length ?? 0));
  const scaled = (each) => BigInt(each.split('.')[0] + (each.split('.')[1] ?? '').padEnd(places, '0'));
  const digits = String(scaled(a) + scaled(b)).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
}

/** An amount and its unit as people count it: bytes as megabytes, long times as minutes. */
export function left({ amount, unit }) {
  if (unit === 'bytes') return [String(Number((Number(amount) / 1_048_576).toFixed(2))), 'MB'];
  if (unit === 's' && Number(amount) % 60 === 0) return [String(Number(amount) / 60), 'min'];
  return [amount, unit];
}

/** What a charge's part paid. */
export const amount = (part) => (part.amount === 'free' ? 'free' : left(part).join(' '));

/** "A call inside the network, 2 min". */
export function used(kind, quantity, charged) {
  const where = charged ? what(charged) : (KINDS[kind] ?? kind);
  if (kind === 'sms') return where;
  return `${where}, ${left({ amount: quantity, unit: kind === 'data' ? 'bytes' : 's' }).join(' ')}`;
}

function what(e) {
  const where = e.kind === 'data' ? '' : (DESTINATIONS[e.destination] ?? '');
  return `${KINDS[e.kind] ?? e.kind} ${where}`.trim() + (e.roaming ? ', roaming' : '');
}

function charge(e) {
  const paid = e.parts.map((part) => (part.amount === 'free' ? `${part.balance}, free` : `${amount(part)} from ${part.balance}`));
  const not = e.not_used.map((kept) => `${kept.balance} not used (${kept.rule})`);
  return [what(e), [paid.join(' and ') || 'free of charge', ...not].join('; ')];
}
