// The network as it is now: links, queues, outcomes that are unknown, rates and latency, by server-sent events.

import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../api';
import { Card } from '../pieces';
import { Listing } from '../tables';
import { instant } from '../words';

type Figures = Schemas['LiveFigures'];

const KEPT = 60; // events: a minute

/** The newest events, and whether they still come. */
function useFigures(): { seen: Figures[]; state: 'waiting' | 'live' | 'lost' } {
  const [seen, setSeen] = useState<Figures[]>([]);
  const [state, setState] = useState<'waiting' | 'live' | 'lost'>('waiting');
  useEffect(() => {
    const source = new EventSource('/v1/live');
    source.onmessage = (event: MessageEvent<string>) => {
      setState('live');
      setSeen((before) => [...before, JSON.parse(event.data) as Figures].slice(-KEPT));
    };
    source.onerror = () => setState('lost'); // the browser asks again by itself
    return () => source.close();
  }, []);
  return { seen, state };
}

const rate = (now: number, before: number): number => Math.max(0, now - before);

/** The quantile of what came between two events, in milliseconds: the end of the bucket that it is in. */
function quantile(now: Figures, before: Figures, q: number): string {
  const counts = now.http.map(({ count }, i) => count - (before.http[i]?.count ?? 0));
  const all = counts.reduce((a, b) => a + b, 0);
  if (all <= 0) return '–';
  let passed = 0;
  for (const [i, count] of counts.entries()) {
    passed += count;
    if (passed < q * all) continue;
    const within = now.http[i]?.within;
    return within === null || within === undefined ? 'over 2.5 s' : `≤ ${within * 1000} ms`;
  }
  return '–';
}

/** A line of the last minute; its newest figure stands beside it. */
function Spark({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(...values, 1);
  const points = values.map((value, i) => `${KEPT - values.length + i},${30 - (28 * value) / most}`).join(' ');
  return (
    <svg class="spark" viewBox={`0 0 ${KEPT - 1} 31`} preserveAspectRatio="none" role="img" aria-label={`${label}, the last minute: at most ${most} a second`}>
      <polyline points={points} />
    </svg>
  );
}

function Rate({ name, of, seen }: { name: string; of: (figures: Figures) => number; seen: Figures[] }) {
  const values = seen.slice(1).map((figures, i) => rate(of(figures), of(seen[i] ?? figures)));
  return (
    <li>
      <span>{name}</span>
      <b>{values.at(-1) ?? 0} /s</b>
      <Spark values={values} label={name} />
    </li>
  );
}

function Figure({ name, value, warn }: { name: string; value: number | string; warn?: boolean }) {
  return (
    <li>
      <span>{name}</span>
      <b class={warn ? 'soon' : ''}>{value}</b>
    </li>
  );
}

function Links({ links }: { links: Figures['links'] }) {
  if (links.length === 0) return <p class="quiet">No link is configured: nothing goes out to a network.</p>;
  return (
    <Listing label="Links" heads={['Link', 'State', 'Queue', 'Since the start']}>
      {links.map((link) => (
        <tr key={`${link.kind} ${link.name}`}>
          <td>
            {link.name} <small>{link.kind}</small>
          </td>
          <td>
            <span class={link.up ? 'badge' : 'badge off'}>{link.up ? 'up' : 'down'}</span>
          </td>
          <td class="figure">{link.queued}</td>
          <td class="wraps">
            {Object.entries(link.counts)
              .map(([name, count]) => `${name} ${count}`)
              .join(' · ')}
          </td>
        </tr>
      ))}
    </Listing>
  );
}

function Contacts({ contacts }: { contacts: Figures['contacts'] }) {
  return (
    <Card title="Contacts of all campaigns" aside={contacts.stopped && <span class="badge off">stopped</span>}>
      <ul class="figures">
        <Figure name="Wait for the network's answer" value={contacts.waiting} />
        <Figure name="Unknown: never sent again by themselves" value={contacts.unknown} warn={contacts.unknown > 0} />
        <Figure name="Handed over, no receipt yet" value={contacts.handed_over} />
        <Figure name="Delivered" value={contacts.delivered} />
        <Figure name="Failed" value={contacts.failed} warn={contacts.failed > 0} />
        <Figure name="Given back" value={contacts.returned} />
      </ul>
    </Card>
  );
}

const STATES = { waiting: 'waiting for the first figures', live: 'live', lost: 'the connection is lost; asking again' };

export function NetworkScreen() {
  const { seen, state } = useFigures();
  const now = seen.at(-1);
  const before = seen.at(-11) ?? seen[0];
  return (
    <>
      <div class="head">
        <h1>Network</h1>
        <p>
          <span class={state === 'live' ? 'badge' : 'badge off'} role="status">
            {STATES[state]}
          </span>{' '}
          {now && <span class="quiet">{instant(now.at, true)}</span>}
        </p>
      </div>
      {now && before && (
        <div class="columns">
          <Card title="Rates">
            <ul class="figures">
              <Rate name="Commands" of={(f) => f.requests} seen={seen} />
              <Rate name="Charges" of={(f) => f.charges} seen={seen} />
              <Rate name="Dials" of={(f) => f.dials} seen={seen} />
              <Rate name="Groups committed" of={(f) => f.groups} seen={seen} />
              <Rate name="Refused" of={(f) => f.refused} seen={seen} />
            </ul>
          </Card>
          <Card title="Now">
            <ul class="figures">
              <Figure name="Charging sessions open" value={now.sessions} />
              <Figure name="Commands waiting" value={now.waiting} />
              <Figure name="Subscribers" value={now.subscribers} />
              <Figure name="HTTP, half within (10 s)" value={quantile(now, before, 0.5)} />
              <Figure name="HTTP, 99 of 100 within (10 s)" value={quantile(now, before, 0.99)} />
            </ul>
          </Card>
          <Card title="Links" wide>
            <Links links={now.links} />
          </Card>
          <Contacts contacts={now.contacts} />
        </div>
      )}
    </>
  );
}
