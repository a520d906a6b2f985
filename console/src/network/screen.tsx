// The network as it is now: links, queues, outcomes that are unknown, rates and latency, by server-sent events.

import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../api';
import { Card } from '../pieces';
import { Plot } from '../plots/plot';
import { Listing } from '../tables';
import { instant } from '../words';

type Figures = Schemas['LiveFigures'];

const KEPT = 300; // events: five minutes
const MINUTE = 60;

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

type Latency = Schemas['Latency'];
const QUANTILE_OVER = 10; // events: the ten seconds before each

/** The quantile of what came between two events, in milliseconds: the end of the step that it is in. */
function quantile(now: Latency, before: Latency, q: number): number | null {
  const counts = now.map(({ count }, i) => count - (before[i]?.count ?? 0));
  const all = counts.reduce((a, b) => a + b, 0);
  if (all <= 0) return null;
  let passed = 0;
  for (const [i, count] of counts.entries()) {
    passed += count;
    if (passed < q * all) continue;
    const within = now[i]?.within;
    return within === null || within === undefined ? Infinity : within * 1000;
  }
  return null;
}

const SLOWEST_MS = 5000;
const within = (ms: number | null): string => (ms === null ? '–' : ms === Infinity ? `over ${SLOWEST_MS / 1000} s` : `≤ ${ms} ms`);

/** Of all charging clients together. */
function chargingOf({ links }: Figures): { answers: number; latency: Latency } {
  const measured = links.filter(({ latency }) => latency.length > 0);
  const latency = (measured[0]?.latency ?? []).map(({ within: end }, i) => ({
    within: end,
    count: measured.reduce((sum, link) => sum + (link.latency[i]?.count ?? 0), 0),
  }));
  return { answers: latency.reduce((sum, { count }) => sum + count, 0), latency };
}

function Charging({ seen }: { seen: Figures[] }) {
  const counted = seen.map(chargingOf);
  const rates = counted.slice(1).map(({ answers }, i) => rate(answers, counted[i]?.answers ?? answers));
  const percentile = (q: number) => counted.slice(1).map(({ latency }, i) => quantile(latency, counted[Math.max(0, i + 1 - QUANTILE_OVER)]?.latency ?? latency, q));
  const half = percentile(0.5);
  const most = percentile(0.99);
  const labels = seen.slice(1).map(({ at }) => instant(at, true).replace(/.*, /, ''));
  const shown = (values: (number | null)[]) => values.map((ms) => (ms === Infinity ? 2 * SLOWEST_MS : ms));
  const said = (values: (number | null)[]) => (i: number) => within(values[i] ?? null);
  return (
    <>
      <Card title="Charging: answers a second">
        <Plot
          live
          told={`Answers to charging clients in each of the last ${rates.length} seconds: ${rates.at(-1) ?? 0} in the newest, ${Math.max(...rates, 0)} at most`}
          of="Second"
          labels={labels}
          height={180}
          series={[{ name: 'Answers', kind: 'line', tone: 'accent', values: rates }]}
        />
      </Card>
      <Card title="Charging: how long an answer takes">
        <Plot
          live
          told={`Charging, over ten seconds each: half within ${within(half.at(-1) ?? null)}, 99 of 100 within ${within(most.at(-1) ?? null)}`}
          of="Second"
          labels={labels}
          unit="ms"
          logFrom={0.05}
          height={180}
          series={[
            { name: 'Half', kind: 'steps', tone: 'accent', values: shown(half), said: said(half) },
            { name: '99 of 100', kind: 'steps', tone: 'warm', values: shown(most), said: said(most) },
          ]}
        />
      </Card>
    </>
  );
}

/** A line of the last minute; its newest figure stands beside it. */
function Spark({ values: all, label }: { values: number[]; label: string }) {
  const values = all.slice(-MINUTE);
  const most = Math.max(...values, 1);
  const points = values.map((value, i) => `${MINUTE - values.length + i},${30 - (28 * value) / most}`).join(' ');
  return (
    <svg class="spark" viewBox={`0 0 ${MINUTE - 1} 31`} preserveAspectRatio="none" role="img" aria-label={`${label}, the last minute: at most ${most} a second`}>
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
    <Listing label="Each link" heads={['Link', 'State', { figure: 'Queue' }, 'Since the start']}>
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
  const before = seen.at(-1 - QUANTILE_OVER) ?? seen[0];
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
              <Figure name="HTTP, half within (10 s)" value={within(quantile(now.http, before.http, 0.5))} />
              <Figure name="HTTP, 99 of 100 within (10 s)" value={within(quantile(now.http, before.http, 0.99))} />
            </ul>
          </Card>
          <Charging seen={seen} />
          <Card title="Links" wide>
            <Links links={now.links} />
          </Card>
          <Contacts contacts={now.contacts} />
        </div>
      )}
    </>
  );
}
