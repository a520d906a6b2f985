// One person's rights (S3): what there is of them in brief, everything of it as a file, and its erasure.

import { useState } from 'preact/hooks';
import { get, post, type Schemas } from '../api';
import { digitsOf, pathOf, type Contacts } from '../care/screen';
import { Card, Confirmed, Field, Trouble } from '../pieces';
import { instant, language, number } from '../words';
import { save } from './save';

interface Found {
  subscriber: Schemas['Subscriber'];
  contacts: Contacts;
  reason: string;
}

async function find(msisdn: string, reason: string): Promise<Found> {
  const subscriber = await get<Schemas['Subscriber']>(pathOf(msisdn), { reason });
  return { subscriber, contacts: await get<Contacts>(`${pathOf(msisdn)}/contacts`, { reason }), reason };
}

function erasureOf({ member, erased, erase_at }: Schemas['Subscriber']): string {
  if (member) return 'Nothing is erased while the membership lasts.';
  if (erased) return erase_at ? `Erased; this month's counts go on ${instant(erase_at)}.` : 'Erased.';
  return erase_at ? `Erased by itself on ${instant(erase_at)}.` : 'Nothing is due to be erased.';
}

function Brief({ found: { subscriber, contacts } }: { found: Found }) {
  const { membership, this_month: month } = subscriber;
  const rows: [string, string][] = [
    ['Membership', membership ? `since ${instant(membership.since)}, by ${membership.channel}, under terms ${membership.terms_version}` : 'none'],
    ['Profile', `${subscriber.brand}, ${subscriber.tariff}, speaks ${language(subscriber.language)}`],
    ['This month', `${month.grants} bonuses, ${month.activations} activations, ${month.messages} messages, ${month.surveys} surveys`],
    ['Contacts known', String(contacts.contacts.length)],
    ['Erasure', erasureOf(subscriber)],
  ];
  return (
    <ul class="rows">
      {rows.map(([name, words]) => (
        <li key={name}>
          <span>{name}</span>
          <span class="quiet">{words}</span>
        </li>
      ))}
    </ul>
  );
}

function Person({ found, again }: { found: Found; again: () => Promise<void> }) {
  const { subscriber, reason } = found;
  const of = pathOf(subscriber.msisdn);
  const [error, setError] = useState<unknown>();
  const extract = async () => {
    setError(undefined);
    try {
      const made = await get<Schemas['Extract'] | undefined>(`${of}/extract`, { reason });
      if (!made) throw new Error('The extract was cut off on its way. Ask for it again.');
      save(`extract-${subscriber.msisdn}-${made.made_at.slice(0, 10)}.json`, made);
    } catch (problem) {
      setError(problem);
    }
  };
  const erase = async () => {
    await post(`${of}/erasure`, { reason });
    await again();
  };
  return (
    <Card title={number(subscriber.msisdn)} aside={subscriber.member ? <span class="badge">member</span> : <span class="badge off">not a member</span>}>
      <Brief found={found} />
      {subscriber.member && (
        <p class="quiet">A member is not erased: leaving is their own act, *555*2#, or care does it at their request. What is known goes with the leave.</p>
      )}
      <Trouble error={error} />
      <p class="actions">
        <button type="button" onClick={() => void extract()}>
          Extract as a file
        </button>
        <Confirmed button="Erase" title={`Erase ${number(subscriber.msisdn)}?`} act={erase} disabled={subscriber.member} danger>
          <p>
            What is known beyond accounting, proof of consent and this month's counts goes for good, and so do the reasons that were written down
            about this person. Nobody can bring it back.
          </p>
        </Confirmed>
      </p>
    </Card>
  );
}

export function PersonScreen() {
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<unknown>();
  const open = async (msisdn: string, why: string) => {
    setError(undefined);
    try {
      setFound(await find(msisdn, why));
    } catch (problem) {
      setFound(undefined);
      setError(problem);
    }
  };
  return (
    <>
      <h1>Person</h1>
      <form
        class="find"
        onSubmit={(e) => {
          e.preventDefault();
          void open(digitsOf(typed), reason.trim());
        }}
      >
        <Field label="Number" type="tel" value={typed} set={setTyped} autocomplete="off" required />
        <Field label="Why you look" value={reason} set={setReason} hint="Kept in the access log." autocomplete="off" minLength={3} maxLength={60} required />
        <button type="submit" class="main">
          Show
        </button>
      </form>
      <Trouble error={error} />
      {found && <Person key={found.subscriber.msisdn} found={found} again={() => open(found.subscriber.msisdn, found.reason)} />}
    </>
  );
}
