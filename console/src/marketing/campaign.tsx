// One campaign: what it says, to whom, who approved it, and what became of every contact.

import { useState } from 'preact/hooks';
import { get, post, type Session } from '../api';
import { Card, Confirmed, Trouble, useRead } from '../pieces';
import { instant, language, rule } from '../words';
import { Asked } from './questions';
import { Report } from './report';
import { may, type Campaign } from './screen';

/** The delivery waterfall: each bar a part of those for whom a slot was looked for. */
function Falls({ campaign }: { campaign: Campaign }) {
  const { waterfall } = campaign;
  const refused = Object.entries(waterfall.refused).filter(([, count]) => count > 0);
  const all = waterfall.audience ?? waterfall.taken + waterfall.returned + refused.reduce((sum, [, count]) => sum + count, 0);
  const rows: [string, number, string][] = [
    [waterfall.audience === null ? 'Looked at so far' : 'Audience', all, 'whole'],
    ...refused.map(([name, count]): [string, number, string] => [`${name}: ${rule(name)}`, count, 'lost']),
    ['A slot was taken', waterfall.taken, ''],
    ['Handed to the network', waterfall.handed_over, ''],
    ['Delivered', waterfall.delivered, 'good'],
    ['Failed', waterfall.failed, 'lost'],
    ['Unknown: never sent again by itself', waterfall.unknown, 'lost'],
    ['Given back by the network', waterfall.returned, 'lost'],
  ];
  return (
    <Card title="What became of it" wide>
      <table class="falls">
        <tbody>
          {rows.map(([name, count, kind]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="figure">{count}</td>
              <td aria-hidden="true" class="bar">
                <i class={kind} style={{ width: `${all > 0 ? Math.max((100 * count) / all, count > 0 ? 0.5 : 0) : 0}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const MOVES: Record<string, { from: Campaign['state'][]; title: string; words: string; danger?: boolean }> = {
  approval: { from: ['planned'], title: 'Approve', words: 'It may go out from its start on. Whoever planned it cannot be the one who approves it.' },
  pause: { from: ['approved'], title: 'Pause', words: 'Nothing more of it is handed over until it is resumed, where it stood.' },
  resume: { from: ['paused'], title: 'Resume', words: 'It goes on where it stood; nobody is asked twice.' },
  cancel: { from: ['planned', 'approved', 'paused'], title: 'Cancel', words: 'It is over for good. Slots that were taken stay taken.', danger: true },
};

function Moves({ campaign, session, moved }: { campaign: Campaign; session: Session; moved: () => void }) {
  const offered = Object.entries(MOVES).filter(
    ([name, { from }]) =>
      from.includes(campaign.state) && (name === 'approval' ? may(session, 'marketing', 'compliance') : may(session, 'marketing')),
  );
  return (
    <p class="actions">
      {offered.map(([name, { title, words, danger }]) => (
        <Confirmed
          key={name}
          button={title}
          title={`${title}: ${campaign.name}?`}
          danger={danger ?? false}
          act={async () => {
            await post(`/v1/campaigns/${campaign.id}/${name}`, { by: session.name });
            moved();
          }}
        >
          <p>{words}</p>
        </Confirmed>
      ))}
    </p>
  );
}

function audienceOf({ audience }: Campaign): string {
  if (audience.listed !== undefined) return `a list of ${audience.listed} subscribers`;
  const parts = [
    audience.languages ? `speaking ${audience.languages.map(language).join(' or ')}` : '',
    audience.tariffs ? `on ${audience.tariffs.join(', ')}` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `members ${parts.join(', ')}` : 'all members';
}

export function CampaignView({ id, session, list = 'campaigns' }: { id: string; session: Session; list?: string }) {
  const [note, setNote] = useState('');
  const { value, error, again } = useRead(() => get<Campaign>(`/v1/campaigns/${id}`), [id]);
  return (
    <>
      <p>
        <a href={`#/${list}`}>All campaigns</a>
      </p>
      <Trouble error={error} />
      <p role="status">{note}</p>
      {value && (
        <>
          <div class="head">
            <div>
              <h1>{value.name}</h1>
              <p>
                <span class={`state ${value.state}`}>{value.state}</span> {value.waits_for && `waits for ${value.waits_for} · `}
                {value.partner} · {value.kind} by {value.channel} · priority {value.priority}
              </p>
              <p class="quiet">
                To {audienceOf(value)}, {instant(value.starts)} to {instant(value.ends)}. {value.survey && `Closes ${instant(value.survey.closes)}. `}
                {value.survey?.bonus &&
                  `${value.survey.bonus.amount} units for ${value.survey.bonus.validity_days} days to whoever answers to the end. `}
                Planned by {value.by}
                {value.approved_by ? `, approved by ${value.approved_by}` : ', not approved yet'}.
              </p>
            </div>
            <div>
              <Moves
                campaign={value}
                session={session}
                moved={() => {
                  setNote('Done.');
                  again();
                }}
              />
              <p class="actions">
                <button type="button" onClick={again}>
                  Read again
                </button>
              </p>
            </div>
          </div>
          <div class="columns">
            {Object.entries(value.texts).map(([tag, text]) => (
              <Card key={tag} title={language(tag)}>
                <p class="bubble" lang={tag}>
                  {text}
                </p>
              </Card>
            ))}
            <Falls campaign={value} />
            {value.survey && <Asked questions={value.survey.questions} />}
            {value.survey && may(session, 'marketing', 'compliance', 'partner') && <Report campaign={value} session={session} again={again} />}
          </div>
        </>
      )}
    </>
  );
}
