// One timeline of everything, newest first, read further back on request.

import { useEffect, useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { Card, Trouble } from '../pieces';
import { chapter, instant, rule, told, type Chapter, type Charge, type Event } from '../words';
import { EVENTS_A_PAGE, pathOf, type Story } from './screen';

const CHAPTERS: readonly (readonly [Chapter | 'all', string])[] = [
  ['all', 'Everything'],
  ['membership', 'Membership'],
  ['bonus', 'Bonus'],
  ['use', 'Charges'],
  ['contacts', 'Contacts'],
  ['money', 'Money'],
  ['account', 'Profile'],
  ['technical', 'Menus and sessions'],
];

function Row({ event }: { event: Event }) {
  const { title, detail } = told(event);
  const kept = event.type === 'charged' ? (event as unknown as Charge).not_used : [];
  return (
    <li class={chapter(event)}>
      <time dateTime={event.at}>{instant(event.at, true)}</time>
      <div>
        {title}
        {detail && <small>{detail}</small>}
        {kept.map((one) => (
          <small key={one.balance + one.rule}>
            {one.balance} did not pay ({one.rule}): {rule(one.rule)}
          </small>
        ))}
      </div>
    </li>
  );
}

export function Timeline({ story }: { story: Story }) {
  const [wanted, setWanted] = useState<Chapter | 'all'>('all');
  const [pages, setPages] = useState<Schemas['Timeline'][]>([story.timeline]);
  const [error, setError] = useState<unknown>();
  useEffect(() => setPages([story.timeline]), [story.timeline]);
  const before = pages.at(-1)?.before ?? null;
  const shown = pages
    .flatMap((page) => page.events)
    .filter((event) => (wanted === 'all' ? chapter(event) !== 'technical' : chapter(event) === wanted));
  const older = () =>
    get<Schemas['Timeline']>(`${pathOf(story.msisdn)}/timeline?limit=${EVENTS_A_PAGE}&before=${encodeURIComponent(before ?? '')}`, {
      reason: story.reason,
    }).then((page) => setPages([...pages, page]), setError);
  return (
    <Card title="Timeline" aside={<span class="quiet">newest first; every line is in the journal</span>} wide>
      <div class="filters" role="group" aria-label="Show of the timeline">
        {CHAPTERS.map(([name, words]) => (
          <button key={name} type="button" aria-pressed={wanted === name} onClick={() => setWanted(name)}>
            {words}
          </button>
        ))}
      </div>
      {shown.length === 0 && <p class="quiet">Nothing of this kind{before ? ' on the pages read so far' : ''}.</p>}
      <ol class="timeline">
        {shown.map((event, i) => (
          <Row key={`${event.at} ${i}`} event={event} />
        ))}
      </ol>
      <Trouble error={error} />
      {before && (
        <p class="actions">
          <button type="button" onClick={() => void older()}>
            Show older
          </button>
        </p>
      )}
    </Card>
  );
}
