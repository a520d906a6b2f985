// What the programme owes: a month's waterfall, and on which days what is owed now ends.

import { useState } from 'preact/hooks';
import { ApiError, get, type Schemas } from '../api';
import { Card, Field, Trouble, useRead } from '../pieces';
import { Plot, type Tone } from '../plots/plot';
import { Listing, Pages, usePages } from '../tables';
import { day as dayOf, instant, withoutYear } from '../words';

type Liability = Schemas['Liability'];

/** The waterfall's steps, as short as an axis wants them. */
const SHORT = ['Open', 'Monthly', 'Extra', 'Used', 'Refunds', 'Not activated', 'Expired', 'Forfeited', 'Close'];

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Decimals are shown digit by digit: a sum must add up for who adds it. */
function grouped(units: string): string {
  const [whole = '', part] = units.split('.');
  return whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') + (part ? `.${part}` : '');
}
const nameOf = (month: string): string => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

type Row = [name: string, sign: string, amount: string, tone: Tone];

/** Each bar begins where the one before it has ended. The table beside it has the figures, exact. */
function Falls({ rows }: { rows: Row[] }) {
  let level = 0;
  const steps = rows.map(([, sign, amount]) => {
    const from = sign === '+' || sign === '−' ? level : 0;
    level = sign === '−' ? level - Number(amount) : from + Number(amount);
    return { from, to: level };
  });
  return (
    <Plot
      told={`From ${rows[0]?.[2]} units owed at the beginning to ${rows.at(-1)?.[2]}`}
      of="Step"
      labels={SHORT}
      height={260}
      figuresBeside
      series={[
        {
          name: 'Owed',
          kind: 'bars',
          tone: 'quiet',
          values: steps.map(({ to }) => to),
          from: steps.map(({ from }) => from),
          tones: rows.map(([, , , tone]) => tone),
          said: (i) => `${rows[i]?.[1]} ${grouped(rows[i]?.[2] ?? '')}`,
        },
      ]}
    />
  );
}

function Waterfall({ value }: { value: Liability }) {
  const rows: Row[] = [
    ['Owed at the beginning', '', value.open, 'quiet'],
    ['Granted every month', '+', value.granted.monthly, 'accent'],
    ['Given as extra bonuses', '+', value.granted.extra, 'accent'],
    ['Used', '−', value.used, 'warm'],
    ['Given back by refunds', '+', value.given_back, 'accent'],
    ['Never activated', '−', value.ended.not_activated, 'warm'],
    ['Expired', '−', value.ended.expired, 'warm'],
    ['Forfeited by leaving', '−', value.ended.forfeited, 'warm'],
    [value.as_of ? 'Owed now' : 'Owed at the end', '=', value.close, 'quiet'],
  ];
  return (
    <Card title={`${nameOf(value.month)}, in units`} wide aside={value.as_of && <span class="quiet">as of {instant(value.as_of)}</span>}>
      <Falls rows={rows} />
      <table class="falls owed">
        <tbody>
          {rows.map(([name, sign, amount]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="figure">
                {sign} {grouped(amount)}
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
  const active = days.map((each) => Number(each.active));
  const both = days.map((each, i) => Number(each.waiting) + (active[i] ?? 0));
  return (
    <Card title="When it ends, unless it is used" wide>
      {days.length === 0 && <p class="quiet">Nothing is owed.</p>}
      {days.length > 0 && (
        <Plot
          told={`What is owed ends on ${days.length} days, from ${dayOf(days[0]?.day ?? '')} to ${dayOf(days.at(-1)?.day ?? '')}`}
          of="Last day"
          labels={days.map((each) => dayOf(each.day))}
          short={withoutYear}
          series={[
            { name: 'To be spent', kind: 'bars', tone: 'accent', values: active, said: (i) => grouped(days[i]?.active ?? '') },
            { name: 'Not activated yet', kind: 'bars', tone: 'warm', values: both, from: active, said: (i) => grouped(days[i]?.waiting ?? '') },
          ]}
        />
      )}
    </Card>
  );
}

const sizeOf = (bytes: number): string => (bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

/** Where the server writes files of charges; nothing where it does not. */
function Files() {
  const pages = usePages<string>();
  const { value, error } = useRead(
    () =>
      get<Schemas['ExportFiles']>(`/v1/finance/exports?limit=20${pages.start ? `&before=${pages.start}` : ''}`).catch((problem: unknown) => {
        if (problem instanceof ApiError && problem.status === 404) return null;
        throw problem;
      }),
    [pages.start],
  );
  return (
    <Card title="Files of charges" wide>
      <Trouble error={error} />
      {value === null && <p class="quiet">None are written: no directory is named under [exports] in the configuration.</p>}
      {value && value.files.length === 0 && <p class="quiet">No file is finished yet, or all have been taken away.</p>}
      {value && value.files.length > 0 && (
        <Listing label="Finished files" heads={['File', 'Finished', { figure: 'Size' }]}>
          {value.files.map(({ name, bytes, finished }) => (
            <tr key={name}>
              <td>
                <a href={`/v1/finance/exports/${name}`} download={name}>
                  {name}
                </a>
              </td>
              <td>{instant(finished)}</td>
              <td class="figure">{sizeOf(bytes)}</td>
            </tr>
          ))}
        </Listing>
      )}
      <Pages pages={pages} older={value?.before} />
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
          {value && (
            <a class="button" href={`/v1/finance/liability?format=csv&month=${value.month}`} download={`liability-${value.month}.csv`}>
              Export
            </a>
          )}
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
          <Files />
        </div>
      )}
    </>
  );
}
