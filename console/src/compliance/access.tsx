// Who looked at whom, and why; and who tried to log in.

import { useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { digitsOf } from '../care/screen';
import { Field, Trouble, useRead } from '../pieces';
import { Listing, Pages, usePages } from '../tables';
import { instant } from '../words';

type Access = Schemas['Access'];

const VIEW = 'GET /v1/subscribers/{msisdn}';
const LOOK_MS = 60_000;

interface Row extends Access {
  /** What one look read: the screens of a subscriber ask for several things at once. */
  parts: string[];
}

/** Neighbouring reads of one person about one subscriber, for one reason, within a minute, as one look. */
export function folded(accesses: Access[]): Row[] {
  const rows: Row[] = [];
  for (const access of accesses) {
    const last = rows.at(-1);
    const same =
      last?.what.startsWith(VIEW) &&
      access.what.startsWith(VIEW) &&
      last.who === access.who &&
      last.subscriber === access.subscriber &&
      last.why === access.why &&
      last.from === access.from &&
      Date.parse(last.at) - Date.parse(access.at) < LOOK_MS;
    const part = access.what.slice(VIEW.length + 1) || 'profile';
    if (last && same) {
      if (!last.parts.includes(part)) last.parts.unshift(part);
    } else rows.push({ ...access, parts: access.what.startsWith(VIEW) ? [part] : [] });
  }
  return rows;
}

const whatOf = (row: Row): string =>
  row.parts.length > 0 ? `looked at ${row.parts.join(', ')}` : row.what.replace('/v1/subscribers/{msisdn}', 'subscriber');

function pathFor(who: string, subscriber: string, before: number | null): string {
  const query = new URLSearchParams({ limit: '100' });
  if (who) query.set('who', who);
  if (subscriber) query.set('subscriber', subscriber);
  if (before !== null) query.set('before', String(before));
  return `/v1/access-log?${query}`;
}

export function AccessScreen() {
  const [typedWho, setTypedWho] = useState('');
  const [typedNumber, setTypedNumber] = useState('');
  const [wanted, setWanted] = useState({ who: '', subscriber: '' });
  const pages = usePages<number>();
  const here = pages.start ?? null;
  const { value, error, again } = useRead(
    () => get<Schemas['Accesses']>(pathFor(wanted.who, wanted.subscriber, here)),
    [wanted.who, wanted.subscriber, here],
  );
  return (
    <>
      <h1>Access log</h1>
      <form
        class="find"
        onSubmit={(e) => {
          e.preventDefault();
          pages.toNewest();
          setWanted({ who: typedWho.trim(), subscriber: digitsOf(typedNumber) });
          again();
        }}
      >
        <Field label="One account" value={typedWho} set={setTypedWho} autocomplete="off" autocapitalize="none" />
        <Field label="About one number" type="tel" value={typedNumber} set={setTypedNumber} autocomplete="off" />
        <button type="submit" class="main">
          Show
        </button>
      </form>
      <Trouble error={error} />
      {value && (
        <>
          <Listing label="Accesses" heads={['When', 'Who', 'What', 'Subscriber', 'Why', 'From']}>
            {folded(value.accesses).map((access) => (
              <tr key={access.number} class={access.what === 'login refused' ? 'soon' : ''}>
                <td>{instant(access.at, true)}</td>
                <td>
                  {access.who || <i>nobody</i>} <small>{access.role}</small>
                </td>
                <td class="wraps">{whatOf(access)}</td>
                <td>{access.subscriber ?? ''}</td>
                <td>{access.why}</td>
                <td>{access.from}</td>
              </tr>
            ))}
          </Listing>
          {value.accesses.length === 0 && <p class="quiet">Nothing was noted that fits.</p>}
          <Pages pages={pages} older={value.before} />
        </>
      )}
    </>
  );
}
