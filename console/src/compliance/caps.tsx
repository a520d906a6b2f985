// The caps, proven from the records: how many subscribers have used how many slots of the month.

import { get, type Schemas } from '../api';
import { Card, Trouble, useRead } from '../pieces';

/** A histogram that is a table first: bars only repeat its figures. */
function Histogram({ name, counts }: { name: string; counts: Schemas['SlotCounts'] }) {
  const { cap, most, subscribers } = counts;
  const largest = Math.max(...subscribers, 1);
  const kept = most <= cap;
  return (
    <Card title={name} aside={<span class={kept ? 'badge' : 'badge off'}>{kept ? `nobody above ${cap}` : `somebody has ${most}`}</span>}>
      <table class="falls">
        <thead>
          <tr>
            <th scope="col">Slots used</th>
            <th scope="col" class="figure">
              Subscribers
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {subscribers.map((count, used) => (
            <tr key={used}>
              <th scope="row">
                {used}
                {used === cap && <span class="quiet"> (the cap)</span>}
              </th>
              <td class="figure">{count}</td>
              <td class="bar" aria-hidden="true">
                <i class={used > cap ? 'lost' : used === cap ? 'whole' : 'good'} style={{ width: `${(100 * count) / largest}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

export function CapsScreen() {
  const { value, error, again } = useRead(() => get<Schemas['SlotsUsed']>('/v1/contacts/slots'), []);
  return (
    <>
      <div class="head">
        <h1>Slots used this month</h1>
        <p class="actions">
          <button type="button" onClick={again}>
            Count again
          </button>
        </p>
      </div>
      <p>
        Counted from every subscriber's record at this moment{value && `, for ${value.month}`}: members, and who has left with some used.{' '}
        <code>airperk verify</code> counts them again from the journal.
      </p>
      <Trouble error={error} />
      {value && (
        <div class="columns">
          <Histogram name="Messages" counts={value.messages} />
          <Histogram name="Surveys" counts={value.surveys} />
        </div>
      )}
    </>
  );
}
