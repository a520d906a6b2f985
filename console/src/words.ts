// What the API says, in words for people.

import type { Schemas } from './api';

export type Event = Schemas['Event'];
export type Charge = Schemas['Charge'];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3339 with the programme's offset is that zone's wall clock already. */
export function instant(text: string, seconds = false): string {
  const parts = /^(\d+)-(\d+)-(\d+)T(\d+:\d+)(:\d+)?/.exec(text);
  if (!parts) return text;
  const [, year, month, day, time, rest] = parts;
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time}${seconds ? (rest ?? '') : ''}`;
}

/** "2016-03-05" is "5 Mar 2016". */
export const day = (text: string): string => instant(`${text}T00:00`).replace(/,.*/, '');

export const withoutYear = (words: string): string => words.replace(/ \d{4}$/, '');

/** "2016-03" is "Mar 2016". */
export const month = (text: string): string => `${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(0, 4)}`;

/** "in 3 days", "in 5 h", "20 min ago". */
export function distance(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  const size = Math.abs(minutes);
  const words =
    size >= 2880 ? `${Math.floor(size / 1440)} days` : size >= 120 ? `${Math.floor(size / 60)} h` : `${size} min`;
  return minutes >= 0 ? `in ${words}` : `${words} ago`;
}

export const number = (msisdn: string): string =>
  msisdn.replace(/^(\d)(\d{3})(\d{3})(\d{2})(\d{2})$/, '+$1 $2 $3 $4 $5');

export const LANGUAGES: Record<string, string> = { kk: 'Kazakh', ru: 'Russian', en: 'English' };
export const language = (tag: string): string => LANGUAGES[tag] ?? tag;

/** An amount and its unit as people count it: bytes as megabytes, whole minutes as minutes. */
export function measured(amount: string, unit: string): string {
  if (amount === 'free') return 'free';
  if (unit === 'bytes') return `${Number((Number(amount) / 1_048_576).toFixed(2))} MB`;
  if (unit === 's' && Number(amount) % 60 === 0) return `${Number(amount) / 60} min`;
  return `${amount} ${unit}`;
}

// The rule book's U rules in a few words: why a balance did not pay.
const RULES: Record<string, string> = {
  U1: 'not for this kind of use; units pay for calls and SMS inside the network and for data',
  U2: 'units never pay while roaming',
  U3: 'units never pay for international use',
  U4: "the tariff's inclusive allowance goes first",
  U5: 'a service with unlimited data is active, and suspends the bonus',
  U6: 'the night service covers it',
  U7: 'the data allowance of a service goes first',
  U8: "another promotion's allowance goes first",
  U9: 'extra minutes, SMS or data go first',
  U10: 'what expires sooner goes first, and it was enough',
  C2: 'the messages of the month were used up',
  C3: 'the surveys of the month were used up',
  C4: 'there was no consent',
  M5: 'the person had left',
};
export const rule = (name: string): string => RULES[name] ?? 'see the rule book';

const DESTINATIONS: Record<string, string> = {
  'on-net': 'inside the network',
  'off-net': 'to another network',
  fixed: 'to a fixed line',
  international: 'abroad',
  content: 'to a short number',
};
const KINDS: Record<string, string> = { voice: 'Call', sms: 'SMS', data: 'Data' };

/** "Call inside the network, 2 min". */
export function use(charge: Charge): string {
  const where = charge.kind === 'data' ? '' : ` ${DESTINATIONS[charge.destination] ?? ''}`;
  const size =
    charge.kind === 'sms'
      ? ''
      : `, ${measured(String(charge.quantity), charge.kind === 'data' ? 'bytes' : 's')}`;
  return `${KINDS[charge.kind] ?? charge.kind}${where}${charge.roaming ? ', roaming' : ''}${size}`;
}

export const paid = (part: Schemas['Part']): string =>
  part.amount === 'free' ? `${part.balance}: free` : `${part.balance}: ${measured(part.amount, part.unit ?? '')}`;

export const dashed = (name: unknown): string => String(name).replace(/[-_]/g, ' ');

/** Where an event belongs; 'technical' ones are shown on request alone. */
export type Chapter = 'membership' | 'bonus' | 'money' | 'use' | 'contacts' | 'account' | 'technical';

const CHAPTERS: Record<string, Chapter> = {
  joined: 'membership',
  left: 'membership',
  erased: 'membership',
  bonus_granted: 'bonus',
  bonus_activated: 'bonus',
  grant_cancelled: 'bonus',
  balance_ended: 'bonus',
  extra_bonus_given: 'bonus',
  topped_up: 'money',
  transfer_sent: 'money',
  transfer_received: 'money',
  refunded: 'money',
  adjusted: 'money',
  charged: 'use',
  contact_taken: 'contacts',
  contact_moved: 'contacts',
  contact_refused: 'contacts',
  service_message_taken: 'contacts',
  provisioned: 'account',
  language_changed: 'account',
  tariff_changed: 'account',
  brand_changed: 'account',
  service_taken: 'account',
  service_dropped: 'account',
  balance_given: 'account',
  allowance_credited: 'account',
  allowance_stopped: 'account',
};
export const chapter = (event: Event): Chapter => CHAPTERS[event.type] ?? 'technical';

export interface Told {
  title: string;
  detail?: string;
}

type Fields = Record<string, string>;
const SERVICE_MESSAGES: Fields = {
  activation: 'the bonus is active',
  expiry: 'a bonus is about to end',
  new_terms: 'new terms are in force',
};
const ERASURES: Fields = {
  'after-leave': 'because of the leave (S3)',
  'on-request': 'on request (S3)',
  'month-over': "the month's rest: its counts (M6) are over",
};
/** What somebody wrote down about the person, unless it was erased since. */
const said = (e: Fields, words: string | undefined): string | undefined => (e.words_erased ? 'the reason was erased (S3)' : words);
const TELL: Record<string, (e: Fields) => [string, string?]> = {
  provisioned: (e) => [`Became a subscriber: ${e.brand}, ${e.tariff}`, `opened with ${e.main} tenge`],
  joined: (e) => ['Joined and consented', `terms ${e.terms_version}, by ${e.channel}, in ${language(e.language ?? '')}`],
  left: (e) => ['Left: every consent ended', e.reason === 'own-wish' ? `own wish, by ${e.channel}` : dashed(e.reason)],
  bonus_granted: (e) => [`Bonus of ${e.units} units granted`, `to be activated before ${instant(e.until ?? '')}`],
  bonus_activated: (e) => ['Activated the bonus', `good until ${instant(e.until ?? '')}`],
  grant_cancelled: (e) => [`Waiting bonus of ${e.units} units cancelled`, dashed(e.why)],
  balance_ended: (e) => [`Balance ended with ${e.units_left ?? e.left} left`, dashed(e.why)],
  erased: (e) => ['What was known was erased', ERASURES[e.why ?? '']],
  extra_bonus_given: (e) => [`Extra bonus of ${e.units} units`, said(e, `${e.reason}; approved by ${e.approved_by}`)],
  topped_up: (e) => [`Topped up ${e.amount} tenge`],
  transfer_sent: (e) => [`Sent ${e.amount} tenge`, `fee ${e.fee} tenge`],
  transfer_received: (e) => [`Received ${e.amount} tenge`],
  refunded: (e) => ['Refunded a charge', said(e, e.reason)],
  adjusted: (e) => [`Main balance corrected by ${e.amount} tenge`, said(e, `${e.reason}; by ${e.by}`)],
  language_changed: (e) => [`Chose ${language(e.language ?? '')}`],
  tariff_changed: (e) => [`Changed the tariff to ${e.tariff}`],
  brand_changed: (e) => [`Changed the brand to ${e.brand}`],
  service_taken: (e) => [`Took the service ${e.service}`],
  service_dropped: (e) => [`Gave up the service ${e.service}`],
  balance_given: (e) => [`Was given ${e.name}`, `${measured(e.amount ?? '', e.unit ?? '')} until ${instant(e.until ?? '')}`],
  allowance_credited: (e) => [`Allowance of ${e.name}`, `until ${instant(e.until ?? '')}`],
  allowance_stopped: () => ["The tariff's allowance stopped"],
  contact_taken: (e) => [`${e.kind === 'survey' ? 'Survey' : 'Message'} of campaign ${e.campaign} takes a slot`, `by ${e.channel}`],
  contact_moved: (e) => [`Contact of campaign ${e.campaign}: ${dashed(e.to)}`],
  contact_refused: (e) => [`Contact of campaign ${e.campaign} refused`, `${e.rule}: ${rule(e.rule ?? '')}`],
  service_message_taken: (e) => [`Service message: ${SERVICE_MESSAGES[e.message ?? ''] ?? dashed(e.message)}`, 'under no cap (C7)'],
  dialogue_moved: (e) => [`Menu: ${dashed(e.screen)}`],
};

export function told(event: Event): Told {
  if (event.type === 'charged') {
    const charge = event as unknown as Charge;
    return { title: use(charge), detail: charge.parts.map(paid).join('; ') || 'free of charge' };
  }
  const [title, detail] = TELL[event.type]?.(event as unknown as Fields) ?? [dashed(event.type)];
  return { title, detail };
}
