// What the programme owes: a month's waterfall, and on which days what is owed now ends.

import { useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { Card, Field, Trouble, useRead } from '../pieces';
import { instant } from '../words';

type Liability = Schemas['Liability'];

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Decimals are shown digit by digit: a sum must add up for who adds it. */
function grouped(units: string): string {
  const [whole = '', part] = units.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') + (part ? `.${part}` : '');
}
const nameOf = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

function Waterfall({ value }: { value: Liability }) {
  const rows: [string, string, string, string][] = [
    ['Owed at the beginning', '', value.open, 'whole'],
    ['Granted every month', '+', value.granted.monthly, 'good'],
    ['Given as extra bonuses', '+', value.granted.extra, 'good'],
    ['Used', '−', value.used, 'lost'],
    ['Given back by refunds', '+', value.given_back, 'good'],
    ['Never activated', '−', value.ended.not_activated, 'lost'],
    ['Expired', '−', value.ended.expired, 'lost'],
    ['Forfeited by leaving', '−', value.ended.forfeited, 'lost'],
    [value.as_of ? 'Owed now' : 'Owed at the end', '=', value.close, 'whole'],
  ];
  const most = Math.max(...rows.map(([, , amount]) => Number(amount)), 1);
  return (
    <Card title={`${nameOf(value.month)}, in units`} wide aside={value.as_of && <span class="quiet">as of {instant(value.as_of)}</span>}>
      <table class="falls owed">
        <tbody>
          {rows.map(([name, sign, amount, kind]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="figure">
                {sign} {grouped(amount)}
              </td>
              <td class="bar" aria-hidden="true">
                <i class={kind} style={{ width: `${(100 * Number(amount)) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">1 unit is 1 tenge, VAT included. A bonus is owed from its grant on, whether it has been activated or not.</p>
    </Card>
  );
}

function Calendar({ days }: { days: Liability['calendar'] }) {
  const most = Math.max(...days.map(({ waiting, active }) => Number(waiting) + Number(active)), 1);
  return (
    <Card title="When it ends, unless it is used" wide>
      {days.length === 0 && <p class="quiet">Nothing is owed.</p>}
      {days.length > 0 && (
        <table class="falls owed">
          <thead>
            <tr>
              {['Last day', 'To be spent', 'Not activated yet'].map((name) => (
                <th key={name} scope="col" class={name === 'Last day' ? '' : 'figure'}>
                  {name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, waiting, active }) => (
              <tr key={day}>
                <th scope="row">{instant(`${day}T00:00`).replace(/,.*/, '')}</th>
                <td class="figure">{grouped(active)}</td>
                <td class="figure">{grouped(waiting)}</td>
                <td class="bar" aria-hidden="true">
                  <i class="good" style={{ width: `${(100 * (Number(waiting) + Number(active))) / most}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

export function FinanceScreen() {
  const [month, setMonth] = useState('');
  const { value, error, again } = useRead(() => get<Liability>(`/v1/finance/liability${month ? `?month=${month}` : ''}`), [month]);
  return (
    <>
      <div class="head">
        <h1>What the programme owes</h1>
        <p class="actions">
          <button type="button" onClick={again}>
            Count again
          </button>
        </p>
      </div>
      <div class="row">
        <Field label="Month" type="month" value={month || (value?.month ?? '')} set={setMonth} />
      </div>
      <Trouble error={error} />
      {!value && !error && <p class="waiting">Counting, from the journal…</p>}
      {value && (
        <div class="columns">
          <Waterfall value={value} />
          <Calendar days={value.calendar} />
        </div>
      )}
    </>
  );
}
