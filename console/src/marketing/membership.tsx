// Joins and leaves over time, by day of the programme's zone.

import { useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { Card, Choice, Trouble, useRead } from '../pieces';
import { Plot } from '../plots/plot';
import { day, instant, withoutYear } from '../words';

type Days = Schemas['MemberDays'];

const SPANS = [
  ['31', 'the last 31 days'],
  ['92', 'the last three months'],
  ['366', 'the last year'],
] as const;
type Span = (typeof SPANS)[number][0];

/** A day so many days before another: names of days know no zone. */
const daysBefore = (until: string, days: number): string => new Date(Date.parse(`${until}T00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);

async function read(span: Span): Promise<Days> {
  const month = await get<Days>('/v1/membership');
  return span === '31' ? month : get<Days>(`/v1/membership?from=${daysBefore(month.until, Number(span))}&until=${month.until}`);
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

function Moves({ days }: { days: Days['days'] }) {
  const joins = days.map((each) => each.joins);
  const leaves = days.map((each) => each.leaves);
  const members = days.map((each) => each.members);
  const said = (values: number[]) => (i: number) => (values[i] ?? 0).toLocaleString('en');
  return (
    <Plot
      told={`${sum(joins)} joins, ${sum(leaves)} leaves in ${days.length} days, ${members.at(-1) ?? 0} members at the end`}
      of="Day"
      labels={days.map((each) => day(each.day))}
      short={withoutYear}
      height={300}
      series={[
        { name: 'Joins', kind: 'bars', tone: 'accent', values: joins },
        { name: 'Leaves', kind: 'bars', tone: 'warm', values: leaves.map((each) => -each), said: said(leaves) },
        { name: 'Members (right)', kind: 'line', tone: 'quiet', values: members, right: true },
      ]}
    />
  );
}

export function MembershipScreen() {
  const [span, setSpan] = useState<Span>('31');
  const { value, error, again } = useRead(() => read(span), [span]);
  return (
    <>
      <div class="head">
        <h1>Joins and leaves</h1>
        <p class="actions">
          <button type="button" onClick={again}>
            Count again
          </button>
        </p>
      </div>
      <p>Counted from the journal, by the day of the programme's zone. Who leaves and joins again counts each time.</p>
      <div class="row">
        <Choice label="Days" value={span} of={SPANS} set={setSpan} />
      </div>
      <Trouble error={error} />
      {!value && !error && <p class="waiting">Counting, from the journal…</p>}
      {value && (
        <div class="columns">
          <Card title="By day" wide aside={<span class="quiet">as of {instant(value.as_of)}</span>}>
            <Moves days={value.days} />
          </Card>
        </div>
      )}
    </>
  );
}
