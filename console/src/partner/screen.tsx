// A partner's own campaigns: what was booked and what was delivered, and what surveys said once that is released. The
// server shows no other partner's.

import { get, type Session } from '../api';
import { Trouble, usePlace, useRead } from '../pieces';
import { Listing } from '../tables';
import { instant } from '../words';
import { CampaignView } from '../marketing/campaign';
import type { Campaign } from '../marketing/screen';

const PAGE = 500;

function Row({ campaign }: { campaign: Campaign }) {
  const { delivered, handed_over } = campaign.waterfall;
  const { volume } = campaign;
  const share = volume > 0 ? Math.min(100, Math.round((100 * delivered) / volume)) : 0;
  return (
    <tr>
      <td>
        <a href={`#/own/${campaign.id}`}>{campaign.name}</a>
        <small>
          {campaign.kind}, {campaign.channel}
        </small>
      </td>
      <td>
        <span class={`state ${campaign.state}`}>{campaign.state}</span>
        {campaign.report === 'released' && <small>its report can be read</small>}
      </td>
      <td class="figure">{volume > 0 ? volume : '–'}</td>
      <td class="figure">{handed_over}</td>
      <td class="figure">
        {delivered}
        {volume > 0 && <small>{share} % of what was booked</small>}
      </td>
      <td>
        {instant(campaign.starts)} <small>to {instant(campaign.ends)}</small>
      </td>
    </tr>
  );
}

function List({ session }: { session: Session }) {
  const { value, error } = useRead(() => get<{ campaigns: Campaign[] }>(`/v1/campaigns?limit=${PAGE}`), []);
  return (
    <>
      <div class="head">
        <h1>Your campaigns</h1>
        <p class="quiet">{session.partner}</p>
      </div>
      <Trouble error={error} />
      {value && value.campaigns.length === 0 && <p class="quiet">No campaign of yours has been planned yet.</p>}
      {value && value.campaigns.length > 0 && (
        <Listing label="Campaigns" heads={['Campaign', 'State', { figure: 'Booked' }, { figure: 'Handed over' }, { figure: 'Delivered' }, 'From']}>
          {value.campaigns.map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </Listing>
      )}
    </>
  );
}

export function PartnerScreen({ session }: { session: Session }) {
  const place = usePlace('own');
  if (/^\d+$/.test(place)) return <CampaignView key={place} id={place} session={session} list="own" />;
  return <List session={session} />;
}
