// A new campaign: texts with their length and look, an audience, and how many it would reach.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Schemas, type Session } from '../api';
import { digitsOf } from '../care/screen';
import { Area, Card, Choice, Field, Trouble, wrongWith } from '../pieces';
import { language } from '../words';
import { Measure, Questions } from './questions';
import type { Campaign } from './screen';
import { audienceOf, everybody, SegmentFields, type Segment } from './segment';
import { inLanguage, invitationOf, questionnaireOf, survey, written, type SurveyDraft, type SurveyWords } from './survey';

interface Draft {
  partner: string;
  name: string;
  kind: 'message' | 'survey';
  channel: 'sms' | 'ussd' | 'call';
  texts: Record<string, string>;
  segment: Segment;
  control: string;
  perMinute: string;
  numbers: string;
  priority: string;
  volume: string;
  starts: string;
  ends: string;
  survey: SurveyDraft;
}

const empty = (): Draft => ({
  partner: '', name: '', kind: 'message', channel: 'sms', texts: {}, segment: everybody(), control: '0', perMinute: '', numbers: '',
  priority: '5', volume: '', starts: '', ends: '', survey: survey(),
});

const numbersIn = (text: string): string[] => text.split(/[\n,;]+/).map(digitsOf).filter(Boolean);

function whoGets(draft: Draft): Schemas['Audience'] {
  const numbers = numbersIn(draft.numbers);
  return numbers.length > 0 ? { numbers } : audienceOf(draft.segment);
}

function planOf(draft: Draft, by: string): Schemas['CampaignPlan'] {
  return {
    partner: draft.partner.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    channel: draft.channel,
    texts: written(draft.texts),
    audience: whoGets(draft),
    priority: Number(draft.priority),
    control: Number(draft.control),
    ...(draft.perMinute ? { per_minute: Number(draft.perMinute) } : {}),
    ...(draft.volume ? { volume: Number(draft.volume) } : {}),
    ...(draft.starts ? { starts: draft.starts } : {}),
    ...(draft.ends ? { ends: draft.ends } : {}),
    ...(draft.kind === 'survey' ? { survey: questionnaireOf(draft.survey) } : {}),
    by,
  };
}

function TextField(props: { tag: string; draft: Draft; words: SurveyWords | null; set: (text: string) => void; error: unknown }) {
  const { tag, draft, words, set, error } = props;
  const text = draft.texts[tag] ?? '';
  const required = tag === 'kk';
  // Of a survey it is the invitation, which is longer by what can be answered to it.
  const shown =
    draft.kind === 'survey' && words ? invitationOf(inLanguage(draft.texts, tag), tag, draft.channel, words) : text;
  return (
    <div class="text">
      <Area
        label={`${language(tag)}${required ? ' (required)' : ''}`}
        tag={tag}
        rows={4}
        value={text}
        required={required}
        set={set}
        wrong={wrongWith(error, `texts.${tag}`)}
      >
        <Measure text={shown} channel={draft.channel} notice />
        {draft.channel === 'sms' && <small class="quiet"> However many parts, it is one message under the cap.</small>}
      </Area>
      <div class={`handset ${draft.channel}`} aria-hidden="true">
        <p class="bubble" lang={tag}>
          {shown || '…'}
        </p>
      </div>
    </div>
  );
}

function ReachMeter({ draft }: { draft: Draft }) {
  const [reach, setReach] = useState<Schemas['Reach']>();
  const [error, setError] = useState<unknown>();
  const listed = numbersIn(draft.numbers).length;
  const ask = () => {
    setError(undefined);
    post<Schemas['Reach']>('/v1/campaigns/reach', { kind: draft.kind, audience: whoGets(draft), control: Number(draft.control) }).then(setReach, setError);
  };
  if (listed > 0) return <p>A list of {listed} numbers. Who is no member, has left or has no slot left is not reached.</p>;
  const members = reach?.members ?? 0;
  return (
    <>
      <button type="button" onClick={ask}>
        How many would it reach now?
      </button>
      <Trouble error={error} />
      {reach && (
        <table class="falls" aria-live="polite">
          <tbody>
            {(
              [
                ['Members', members, 'whole'],
                ['In the audience', reach.audience ?? 0, ''],
                ['In the control group', reach.control ?? 0, ''],
                ['Without a slot left this month', reach.without_a_slot ?? 0, 'lost'],
                ['Would be reached', reach.reachable ?? 0, 'good'],
              ] as const
            ).map(([name, count, kind]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="figure">{count}</td>
                <td class="bar" aria-hidden="true">
                  <i class={kind} style={{ width: `${members > 0 ? (100 * count) / members : 0}%` }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

export function Composer({ session }: { session: Session }) {
  const [draft, setDraft] = useState(empty);
  const [programme, setProgramme] = useState<Schemas['Programme']>();
  const [error, setError] = useState<unknown>();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => {
    get<Schemas['Programme']>('/v1/programme').then(setProgramme, setError);
  }, []);
  const plan = () => {
    setError(undefined);
    post<Campaign>('/v1/campaigns', planOf(draft, session.name ?? '')).then(
      (campaign) => (location.hash = `#/campaigns/${campaign.id}`),
      setError,
    );
  };
  const languages = programme?.languages ?? [];
  const words = programme?.survey_words ?? null;
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        plan();
      }}
    >
      <p>
        <a href="#/campaigns">All campaigns</a>
      </p>
      <h1>Plan a campaign</h1>
      <div class="columns">
        <Card title="What it is">
          <Field label="Partner" value={draft.partner} set={(partner) => change({ partner })} wrong={wrongWith(error, 'partner')} maxLength={100} required />
          <Field label="Name" value={draft.name} set={(name) => change({ name })} wrong={wrongWith(error, 'name')} maxLength={100} required />
          <Choice label="Kind" value={draft.kind} set={(kind) => change({ kind })} of={[['message', 'A message'], ['survey', 'A survey']]} />
          <Choice label="Channel" value={draft.channel} set={(channel) => change({ channel })} of={[['sms', 'SMS'], ['ussd', 'USSD'], ['call', 'Call']]} />
          <Field label="Priority" type="number" min={1} max={9} value={draft.priority} set={(priority) => change({ priority })} hint="1 goes before 9." required />
          <Field label="Volume booked" type="number" min={1} value={draft.volume} set={(volume) => change({ volume })} hint="Empty: none." />
          <Field label="Starts" value={draft.starts} set={(starts) => change({ starts })} wrong={wrongWith(error, 'starts')} hint="Empty: once approved. 2016-03-05T10:00:00+06:00" />
          <Field label="Not after" value={draft.ends} set={(ends) => change({ ends })} wrong={wrongWith(error, 'ends')} hint="Empty: seven days later." />
        </Card>
        <Card title="Who gets it">
          <SegmentFields segment={draft.segment} set={(part) => change({ segment: { ...draft.segment, ...part } })} programme={programme} error={error} />
          <details>
            <summary>Or a list of numbers</summary>
            <div class="field">
              <label for="numbers">One a line</label>
              <textarea id="numbers" rows={5} value={draft.numbers} onInput={(e) => change({ numbers: e.currentTarget.value })} />
            </div>
          </details>
          <Field label="Control group, percent" type="number" min={0} max={50} value={draft.control} set={(control) => change({ control })} wrong={wrongWith(error, 'control')} hint="So many of them get nothing, to compare with." required />
          <Field label="At most a minute" type="number" min={1} value={draft.perMinute} set={(perMinute) => change({ perMinute })} wrong={wrongWith(error, 'per_minute')} hint="Empty: as fast as the links." />
          <ReachMeter draft={draft} />
        </Card>
        <Card title={draft.kind === 'survey' ? 'How it invites' : 'What it says'} wide>
          {languages.map((tag) => (
            <TextField key={tag} tag={tag} draft={draft} words={words} error={error} set={(text) => change({ texts: { ...draft.texts, [tag]: text } })} />
          ))}
        </Card>
        {draft.kind === 'survey' && (
          <Questions
            draft={draft.survey}
            set={(changed) => change({ survey: changed })}
            languages={languages}
            channel={draft.channel}
            words={words}
            error={error}
          />
        )}
      </div>
      <Trouble error={error} />
      <p class="actions">
        <button type="submit" class="main">
          Plan it
        </button>
        <span class="quiet">Somebody else approves it before anything goes out.</span>
      </p>
    </form>
  );
}
