// Care: one subscriber, found by number with a reason, and their whole story on one screen.

import { useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { Field, Trouble } from '../pieces';
import { SubscriberView } from './subscriber';

/** Everything that care sees of somebody, read at once. */
export interface Story {
  msisdn: string;
  reason: string;
  now: string;
  subscriber: Schemas['Subscriber'];
  balances: Schemas['Balances'];
  timeline: Schemas['Timeline'];
  charges: Schemas['Charges'];
  contacts: Contacts;
  consent: Schemas['Consent'];
  codes: Schemas['Programme']['codes'];
}

export interface Slots {
  used: number;
  of: number;
}
export interface Contacts {
  month: string;
  messages: Slots;
  surveys: Slots;
  contacts: { campaign: number; partner: string; kind: string; channel: string; state: string; reason: string | null; at: string }[];
}

export const EVENTS_A_PAGE = 100;

export const pathOf = (msisdn: string): string => `/v1/subscribers/${encodeURIComponent(msisdn)}`;

export async function readStory(msisdn: string, reason: string): Promise<Story> {
  const of = pathOf(msisdn);
  const why = { reason };
  // The first one says whether there is such a number; the others then come together.
  const subscriber = await get<Schemas['Subscriber']>(of, why);
  const [balances, timeline, charges, contacts, consent, clock, programme] = await Promise.all([
    get<Schemas['Balances']>(`${of}/balances`, why),
    get<Schemas['Timeline']>(`${of}/timeline?limit=${EVENTS_A_PAGE}`, why),
    get<Schemas['Charges']>(`${of}/charges?limit=20`, why),
    get<Contacts>(`${of}/contacts`, why),
    get<Schemas['Consent']>(`${of}/consent`, why),
    get<Schemas['Clock']>('/v1/clock'),
    get<Schemas['Programme']>('/v1/programme'),
  ]);
  return { msisdn, reason, now: clock.now, subscriber, balances, timeline, charges, contacts, consent, codes: programme.codes };
}

/** What people type or paste: spaces, a plus, a leading 8. */
export function digitsOf(typed: string): string {
  const digits = typed.replace(/[^0-9]/g, '');
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits;
}

export function CareScreen() {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [story, setStory] = useState<Story>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const open = async (msisdn: string, why: string) => {
    setBusy(true);
    setError(undefined);
    try {
      setStory(await readStory(msisdn, why));
    } catch (problem) {
      setStory(undefined);
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <h1 class={story ? 'small' : ''}>Find a subscriber</h1>
      <form
        class="find"
        onSubmit={(e) => {
          e.preventDefault();
          void open(digitsOf(typed), reason.trim());
        }}
      >
        <Field label="Number" type="tel" value={typed} set={setTyped} placeholder="7 701 123 45 67" autocomplete="off" required />
        <Field
          label="Why you look"
          value={reason}
          set={setReason}
          placeholder="ticket 4711, she calls about a charge"
          hint="Kept in the access log, with your name."
          autocomplete="off"
          minLength={3}
          maxLength={60}
          required
        />
        <button type="submit" class="main" disabled={busy}>
          {busy ? 'Reading…' : 'Open'}
        </button>
      </form>
      <Trouble error={error} />
      {story && <SubscriberView key={story.msisdn} story={story} again={() => open(story.msisdn, story.reason)} />}
    </>
  );
}
