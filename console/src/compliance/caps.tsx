// The caps, proven twice: from the records, how many subscribers have used how many slots of the month; and from the
// journal, the most that one subscriber ever had in each month, and what came after a leave.

import { get, type Schemas } from '../api';
import { Card, Trouble, useRead } from '../pieces';
import { Plot } from '../plots/plot';
import { month } from '../words';

type Audit = Schemas['ContactAudit'];

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

/** The most that one subscriber had: a line that stays at or below the cap. */
function Most({ name, of, months }: { name: string; of: 'messages' | 'surveys'; months: Audit['months'] }) {
  const counts = months.map((each) => each[of]);
  const over = counts.filter(({ most, cap }) => most > cap).length;
  const highest = Math.max(...counts.map(({ most }) => most), 0);
  return (
    <Card title={name} aside={<span class={over === 0 ? 'badge' : 'badge off'}>{over === 0 ? 'never above the cap' : `above the cap in ${over} months`}</span>}>
      <Plot
        told={`${name}: at most ${highest} in any of ${months.length} months`}
        of="Month"
        labels={months.map((each) => month(each.month))}
        height={200}
        figuresBeside
        series={[
          { name: 'The most of one subscriber', kind: 'line', tone: 'accent', values: counts.map(({ most }) => most) },
          { name: 'The cap', kind: 'limit', tone: 'bad', values: counts.map(({ cap }) => cap) },
        ]}
      />
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">Month</th>
            {['Most', 'Cap', 'Contacts'].map((each) => (
              <th key={each} scope="col" class="figure">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...months].reverse().map((each) => (
            <tr key={each.month}>
              <th scope="row">{month(each.month)}</th>
              <td class={each[of].most > each[of].cap ? 'figure wrong' : 'figure'}>{each[of].most}</td>
              <td class="figure">{each[of].cap}</td>
              <td class="figure">{each[of].contacts.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function AfterLeave({ after }: { after: Audit['after_leave'] }) {
  const none = after.contacts === 0;
  return (
    <Card title="From a leave to the last contact after it" wide aside={<span class={none ? 'badge' : 'badge off'}>{none ? 'none' : `${after.contacts} contacts`}</span>}>
      <p>
        {none
          ? `Nobody was contacted after a leave: ${after.leaves.toLocaleString('en')} leaves were looked at.`
          : `${after.contacts} contacts took their slot after a leave, the last of them ${after.longest_seconds} s after it.`}{' '}
        {after.under_way > 0 &&
          `${after.under_way} had their slot, but not the network's answer, at that moment: a link takes such a one back before it writes it.`}
      </p>
    </Card>
  );
}

function PastMonths() {
  const { value, error } = useRead(() => get<Audit>('/v1/contacts/audit'), []);
  return (
    <>
      <h2 class="part">All months, from the journal</h2>
      <Trouble error={error} />
      {!value && !error && <p class="waiting">Counting, from the journal…</p>}
      {value && (
        <div class="columns">
          <Most name="Messages of one subscriber in a month" of="messages" months={value.months} />
          <Most name="Surveys of one subscriber in a month" of="surveys" months={value.months} />
          <AfterLeave after={value.after_leave} />
        </div>
      )}
    </>
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
      <PastMonths />
    </>
  );
}
