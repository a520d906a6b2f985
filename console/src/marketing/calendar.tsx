// The month's campaigns by day: bars where there is room for a month, the same as a list where there is not. Every bar is a
// link, in the order in which campaigns begin.

import { useState } from 'preact/hooks';
import { get } from '../api';
import { Trouble, useRead } from '../pieces';
import { day, instant, month as monthName } from '../words';
import type { Campaign } from './screen';

const PAGE = 500;
const PAGES_MOST = 20;
/** From here on a short bar's words stand before it. */
const LATE = 0.6;

const next = (month: string, by: number): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + by, 1)).toISOString().slice(0, 7);
const lengthOf = (month: string): number => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();

interface Shown {
  month: string;
  today: string;
  campaigns: Campaign[];
}

/** Instants come with the programme's offset: their first ten letters are the day there. */
async function read(wanted: string | undefined): Promise<Shown> {
  const today = (await get<{ now: string }>('/v1/clock')).now.slice(0, 10);
  const month = wanted ?? today.slice(0, 7);
  const days = `from=${month}-01&until=${next(month, 1)}-01`;
  const campaigns: Campaign[] = [];
  for (let page = 0; page < PAGES_MOST; ++page) {
    const before = campaigns.at(-1)?.id;
    const read = await get<{ campaigns: Campaign[] }>(`/v1/campaigns?limit=${PAGE}&${days}${before ? `&before=${before}` : ''}`);
    campaigns.push(...read.campaigns);
    if (read.campaigns.length < PAGE) break;
  }
  return { month, today, campaigns: campaigns.sort((a, b) => Date.parse(a.starts) - Date.parse(b.starts) || a.id - b.id) };
}

/** The columns of the month that a campaign takes, both included. What ends at midnight ends the day before. */
function columns({ starts, ends }: Campaign, month: string): [number, number] {
  const first = starts.slice(0, 7) < month ? 1 : Number(starts.slice(8, 10));
  const atMidnight = ends.slice(11, 19) === '00:00:00';
  const last = ends.slice(0, 7) > month ? lengthOf(month) : Number(ends.slice(8, 10)) - (atMidnight ? 1 : 0);
  return [first, Math.max(first, Math.min(last, lengthOf(month)))];
}

function Bars({ shown: { month, today, campaigns } }: { shown: Shown }) {
  const days = Array.from({ length: lengthOf(month) }, (_, i) => i + 1);
  const weekend = (date: number) => [0, 6].includes(new Date(`${month}-${String(date).padStart(2, '0')}T00:00Z`).getUTCDay());
  const isToday = (date: number) => today === `${month}-${String(date).padStart(2, '0')}`;
  return (
    <div class="calendar" role="region" aria-label={`Campaigns of ${monthName(month)}`} tabIndex={0}>
      <div class="days" style={{ '--days': String(days.length) }} aria-hidden="true">
        {days.map((date) => (
          <span key={date} class={[weekend(date) ? 'weekend' : '', isToday(date) ? 'today' : ''].join(' ')}>
            {date}
          </span>
        ))}
      </div>
      <ol style={{ '--days': String(days.length) }}>
        {campaigns.map((campaign) => {
          const [first, last] = columns(campaign, month);
          return (
            <li key={campaign.id}>
              <a
                href={`#/campaigns/${campaign.id}`}
                class={`state ${campaign.state}${first > LATE * lengthOf(month) ? ' late' : ''}`}
                style={{ '--first': String(first), '--past': String(last + 1) }}
                title={`${campaign.partner}, ${instant(campaign.starts)} to ${instant(campaign.ends)}`}
              >
                <b>{campaign.name}</b> <span>{campaign.state}</span> {campaign.volume > 0 && <span>{campaign.volume.toLocaleString('en')} booked</span>}
                <small>
                  {campaign.partner}, {day(campaign.starts.slice(0, 10))} to {day(campaign.ends.slice(0, 10))}
                </small>
              </a>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

export function CalendarScreen() {
  const [wanted, setWanted] = useState<string>();
  const { value, error } = useRead(() => read(wanted), [wanted]);
  const move = (by: number) => value && setWanted(next(value.month, by));
  return (
    <>
      <div class="head">
        <h1>Calendar</h1>
        <p class="actions">
          <button type="button" onClick={() => move(-1)} disabled={!value}>
            Month before
          </button>
          <button type="button" onClick={() => setWanted(undefined)}>
            This month
          </button>
          <button type="button" onClick={() => move(1)} disabled={!value}>
            Month after
          </button>
        </p>
      </div>
      <Trouble error={error} />
      {value && (
        <>
          <h2 aria-live="polite">
            {monthName(value.month)}: {value.campaigns.length} {value.campaigns.length === 1 ? 'campaign' : 'campaigns'}
          </h2>
          {value.campaigns.length === 0 ? <p class="quiet">No campaign runs in that month.</p> : <Bars shown={value} />}
        </>
      )}
    </>
  );
}
