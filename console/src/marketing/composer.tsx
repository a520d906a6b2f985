// A new campaign: texts with their length and look, an audience, and how many it would reach.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Schemas, type Session } from '../api';
import { digitsOf } from '../care/screen';
import { Card, Choice, Field, Trouble } from '../pieces';
import { language } from '../words';
import { smsLength, ussdLength } from './length';
import type { Campaign } from './screen';

interface Draft {
  partner: string;
  name: string;
  kind: 'message' | 'survey';
  channel: 'sms' | 'ussd' | 'call';
  texts: Record<string, string>;
  languages: string[];
  tariffs: string[];
  numbers: string;
  priority: string;
  volume: string;
  starts: string;
  ends: string;
}

const EMPTY: Draft = {
  partner: '', name: '', kind: 'message', channel: 'sms', texts: {}, languages: [], tariffs: [], numbers: '',
  priority: '5', volume: '', starts: '', ends: '',
};

const numbersIn = (text: string): string[] => text.split(/[\n,;]+/).map(digitsOf).filter(Boolean);

function audienceOf(draft: Draft): Schemas['CampaignPlan']['audience'] {
  const numbers = numbersIn(draft.numbers);
  if (numbers.length > 0) return { numbers };
  return {
    ...(draft.languages.length > 0 ? { languages: draft.languages } : {}),
    ...(draft.tariffs.length > 0 ? { tariffs: draft.tariffs } : {}),
  };
}

function planOf(draft: Draft, by: string): Schemas['CampaignPlan'] {
  return {
    partner: draft.partner.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    channel: draft.channel,
    texts: Object.fromEntries(Object.entries(draft.texts).filter(([, text]) => text !== '')),
    audience: audienceOf(draft),
    priority: Number(draft.priority),
    control: 0,
    ...(draft.volume ? { volume: Number(draft.volume) } : {}),
    ...(draft.starts ? { starts: draft.starts } : {}),
    ...(draft.ends ? { ends: draft.ends } : {}),
    by,
  };
}

function Counter({ text, channel }: { text: string; channel: Draft['channel'] }) {
  if (channel === 'call') return <small class="quiet">{[...text].length} letters, read aloud</small>;
  const length = channel === 'sms' ? smsLength(text) : ussdLength(text);
  const over = channel === 'ussd' && length.used > length.room;
  return (
    <small class={over || length.parts > 1 ? 'soon' : 'quiet'}>
      {length.used} of {length.room} in {length.alphabet}
      {channel === 'sms' && `, ${length.parts} ${length.parts === 1 ? 'SMS' : 'SMS parts'} (one message under the cap)`}
      {over && ': too long for a screen'}
    </small>
  );
}

function TextField(props: { tag: string; draft: Draft; set: (text: string) => void; required: boolean }) {
  const { tag, draft, set, required } = props;
  const text = draft.texts[tag] ?? '';
  const id = `text-${tag}`;
  return (
    <div class="text">
      <div class="field">
        <label for={id}>
          {language(tag)} {required ? '(required)' : ''}
        </label>
        <textarea id={id} lang={tag} rows={4} value={text} required={required} onInput={(e) => set(e.currentTarget.value)} />
        <Counter text={text} channel={draft.channel} />
      </div>
      <div class={`handset ${draft.channel}`} aria-hidden="true">
        <p class="bubble" lang={tag}>
          {text || '…'}
        </p>
      </div>
    </div>
  );
}

function Picked(props: { legend: string; of: string[]; names?: (one: string) => string; chosen: string[]; set: (chosen: string[]) => void }) {
  const { legend, of, names = (one) => one, chosen, set } = props;
  return (
    <fieldset class="picked">
      <legend>{legend}</legend>
      {of.map((one) => (
        <label key={one}>
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={() => set(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])}
          />
          {names(one)}
        </label>
      ))}
    </fieldset>
  );
}

function ReachMeter({ draft }: { draft: Draft }) {
  const [reach, setReach] = useState<Schemas['Reach']>();
  const [error, setError] = useState<unknown>();
  const listed = numbersIn(draft.numbers).length;
  const ask = () => {
    setError(undefined);
    post<Schemas['Reach']>('/v1/campaigns/reach', { kind: draft.kind, audience: audienceOf(draft) }).then(setReach, setError);
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
  const [draft, setDraft] = useState(EMPTY);
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
          <Field label="Partner" value={draft.partner} set={(partner) => change({ partner })} maxLength={100} required />
          <Field label="Name" value={draft.name} set={(name) => change({ name })} maxLength={100} required />
          <Choice label="Channel" value={draft.channel} set={(channel) => change({ channel })} of={[['sms', 'SMS'], ['ussd', 'USSD notice'], ['call', 'Call']]} />
          <Field label="Priority" type="number" min={1} max={9} value={draft.priority} set={(priority) => change({ priority })} hint="1 goes before 9." required />
          <Field label="Volume booked" type="number" min={1} value={draft.volume} set={(volume) => change({ volume })} hint="Empty: none." />
          <Field label="Starts" value={draft.starts} set={(starts) => change({ starts })} hint="Empty: once approved. 2016-03-05T10:00:00+06:00" />
          <Field label="Not after" value={draft.ends} set={(ends) => change({ ends })} hint="Empty: seven days later." />
        </Card>
        <Card title="Who gets it">
          <Picked legend="Languages (none: all)" of={languages} names={language} chosen={draft.languages} set={(chosen) => change({ languages: chosen })} />
          <details>
            <summary>Tariffs ({draft.tariffs.length || 'all'})</summary>
            <Picked legend="Tariffs (none: all)" of={programme?.tariffs ?? []} chosen={draft.tariffs} set={(tariffs) => change({ tariffs })} />
          </details>
          <details>
            <summary>Or a list of numbers</summary>
            <div class="field">
              <label for="numbers">One a line</label>
              <textarea id="numbers" rows={5} value={draft.numbers} onInput={(e) => change({ numbers: e.currentTarget.value })} />
            </div>
          </details>
          <ReachMeter draft={draft} />
        </Card>
        <Card title="What it says" wide>
          {languages.map((tag) => (
            <TextField key={tag} tag={tag} draft={draft} required={tag === 'kk'} set={(text) => change({ texts: { ...draft.texts, [tag]: text } })} />
          ))}
        </Card>
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
