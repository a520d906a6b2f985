// What a survey said, once it has closed and compliance has released it: protected tables (S2), and nothing else.

import { get, post, type Schemas, type Session } from '../api';
import { Card, Confirmed, Trouble, useRead } from '../pieces';
import { instant } from '../words';
import { may, type Campaign } from './screen';

type SurveyReport = Schemas['SurveyReport'];
type Table = SurveyReport['tables'][number];
type Category = Table['cells'][number]['category'];

function nameOf(category: Category): { words: string; tag?: string } {
  if ('from' in category) {
    return { words: category.from === category.to ? String(category.from) : `${category.from} to ${category.to}` };
  }
  const tag = ['en', 'kk'].find((one) => one in category) ?? '';
  return { words: String(category[tag] ?? ''), tag };
}

function Answers({ table }: { table: Table }) {
  const asked = table.texts.en ?? table.texts.kk ?? '';
  return (
    <section class="answers">
      <h3 lang={table.texts.en ? 'en' : 'kk'}>
        {table.question}. {asked}
      </h3>
      {table.withheld ? (
        <p class="quiet">Withheld: too few answered, or the figures would tell who said what.</p>
      ) : (
        <table class="falls">
          <caption class="quiet">
            Of {table.base}
            {table.kind === 'multiple' && '; several answers each'}
          </caption>
          <tbody>
            {table.cells.map(({ category, count, percent }, i) => {
              const { words, tag } = nameOf(category);
              return (
                <tr key={i}>
                  <th scope="row" lang={tag}>
                    {words}
                  </th>
                  <td class="figure">{count ?? <span class="quiet">hidden</span>}</td>
                  <td class="figure">{percent === null ? '' : `${percent} %`}</td>
                  <td class="bar" aria-hidden="true">
                    <i class="good" style={{ width: `${percent ?? 0}%` }} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Release({ campaign, session, released }: { campaign: Campaign; session: Session; released: () => void }) {
  return (
    <Confirmed
      button="Release the report"
      title={`Release the report of ${campaign.name}?`}
      act={async () => {
        await post(`/v1/campaigns/${campaign.id}/report/release`, { by: session.name });
        released();
      }}
    >
      <p>Marketing and the partner can then read it, for good. That you released it is kept.</p>
    </Confirmed>
  );
}

function Tables({ campaign }: { campaign: Campaign }) {
  const { value, error } = useRead(() => get<SurveyReport>(`/v1/campaigns/${campaign.id}/report`), [campaign.id]);
  return (
    <>
      <Trouble error={error} />
      {value && (
        <>
          <p>
            {value.respondents} answered to the end. Released by {value.released_by}, {instant(value.released_at)}.
          </p>
          <p class="quiet">Counts are rounded to 5. What is hidden is too small to be told, or would give a small group away.</p>
          {value.tables.length === 0 && <p class="quiet">There is no table: too few answered.</p>}
          {value.tables.map((table) => (
            <Answers key={table.question} table={table} />
          ))}
        </>
      )}
    </>
  );
}

export function Report({ campaign, session, again }: { campaign: Campaign; session: Session; again: () => void }) {
  return (
    <Card title="What they said" wide>
      {campaign.report === 'open' && (
        <p class="quiet">Nobody sees anything before the close, {instant(campaign.survey?.closes ?? '')}.</p>
      )}
      {campaign.report === 'closed' && <p class="quiet">The survey has closed. Its report is not released yet.</p>}
      {campaign.report === 'closed' && may(session, 'compliance') && (
        <Release campaign={campaign} session={session} released={again} />
      )}
      {campaign.report === 'released' && <Tables campaign={campaign} />}
    </Card>
  );
}
