// Campaigns: the list, one of them, and a new one.

import { get, post, type Schemas, type Session } from '../api';
import { Confirmed, Trouble, usePlace, useRead } from '../pieces';
import { Listing, Pages, usePages } from '../tables';
import { instant } from '../words';
import { CampaignView } from './campaign';
import { Composer } from './composer';

export interface Waterfall {
  audience: number | null;
  refused: Record<string, number>;
  taken: number;
  handed_over: number;
  delivered: number;
  failed: number;
  unknown: number;
  returned: number;
}
/** As GET /v1/campaigns says it. */
export interface Campaign {
  id: number;
  partner: string;
  name: string;
  kind: 'message' | 'survey';
  channel: 'sms' | 'ussd' | 'call';
  texts: Record<string, string>;
  audience: { listed?: number; languages?: string[]; tariffs?: string[] };
  starts: string;
  ends: string;
  priority: number;
  volume: number;
  by: string;
  approved_by: string | null;
  state: 'planned' | 'approved' | 'paused' | 'finished' | 'cancelled';
  waits_for: string | null;
  waterfall: Waterfall;
  report?: 'open' | 'closed' | 'released';
  survey?: Schemas['Questionnaire'] & { closes: string };
}

const PAGE = 50;

export const may = (session: Session, ...roles: Session['role'][]): boolean =>
  session.role === 'admin' || roles.includes(session.role);

function StopButton({ stopped, session, again }: { stopped: boolean; session: Session; again: () => void }) {
  const act = async () => {
    await post(stopped ? '/v1/contacts/resume' : '/v1/contacts/stop', { by: session.name });
    again();
  };
  return stopped ? (
    <Confirmed button="Let contacts go on" title="Let all contacts go on?" act={act}>
      <p>Every approved campaign goes on where it stood.</p>
    </Confirmed>
  ) : (
    <Confirmed button="Stop everything" title="Stop every campaign at once?" act={act} danger>
      <p>Nothing more is handed to the network, of no campaign, until somebody lets it go on.</p>
    </Confirmed>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const { waterfall } = campaign;
  return (
    <tr>
      <td>
        <a href={`#/campaigns/${campaign.id}`}>{campaign.name}</a>
        <small>{campaign.partner}</small>
      </td>
      <td>
        <span class={`state ${campaign.state}`}>{campaign.state}</span>
        {campaign.waits_for && <small>waits for {campaign.waits_for}</small>}
      </td>
      <td>
        {campaign.kind}, {campaign.channel}
        {campaign.survey && <small>closes {instant(campaign.survey.closes)}</small>}
      </td>
      <td class="figure">{waterfall.delivered}</td>
      <td class="figure">
        {waterfall.taken}
        {campaign.volume > 0 && <small>of {campaign.volume} booked</small>}
      </td>
      <td>
        {instant(campaign.starts)} <small>to {instant(campaign.ends)}</small>
      </td>
    </tr>
  );
}

function List({ session }: { session: Session }) {
  const pages = usePages<number>();
  const before = pages.start;
  const { value, error, again } = useRead(
    () => get<{ stopped: boolean; campaigns: Campaign[] }>(`/v1/campaigns?limit=${PAGE}${before ? `&before=${before}` : ''}`),
    [before],
  );
  return (
    <>
      <div class="head">
        <h1>Campaigns</h1>
        <p class="actions">
          {may(session, 'marketing') && (
            <a class="button" href="#/campaigns/new">
              Plan a campaign
            </a>
          )}
          {value && <StopButton stopped={value.stopped} session={session} again={again} />}
        </p>
      </div>
      <Trouble error={error} />
      {value?.stopped && <p class="trouble">All contacts are stopped: nothing goes out until they are let go on.</p>}
      {value && value.campaigns.length === 0 && <p class="quiet">No campaign has been planned yet.</p>}
      {value && value.campaigns.length > 0 && (
        <Listing label="Campaigns" heads={['Campaign', 'State', 'Kind', { figure: 'Delivered' }, { figure: 'Slots taken' }, 'From']}>
          {value.campaigns.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </Listing>
      )}
      <Pages pages={pages} older={value?.campaigns.length === PAGE ? value.campaigns.at(-1)?.id : null} />
    </>
  );
}

export function CampaignsScreen({ session }: { session: Session }) {
  const place = usePlace('campaigns');
  if (place === 'new') return <Composer session={session} />;
  if (/^\d+$/.test(place)) return <CampaignView key={place} id={place} session={session} />;
  return <List session={session} />;
}
