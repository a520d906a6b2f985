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

function charge(e) {
  const what = `${KINDS[e.kind] ?? e.kind} ${DESTINATIONS[e.destination] ?? ''}${e.roaming ? ', roaming' : ''}`;
  const paid = e.parts.map((part) => (part.amount ? `${part.amount} ${part.unit} from ${part.balance}` : `${part.balance}`));
  const not = e.not_used.map((kept) => `${kept.balance} not used (${kept.rule})`);
  return [what.trim(), [paid.join(' and ') || 'free of charge', ...not].join('; ')];
}
