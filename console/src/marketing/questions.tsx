// The questions of a survey: each with its answers, where they lead, and how long its screen is in each language.

import { Area, Card, Choice, Field, wrongWith } from '../pieces';
import { language } from '../words';
import { screenLength, smsLength, SPOKEN_LONGEST } from './length';
import {
  isChoice, KINDS, OPTIONS_MAX, promptOf, question, QUESTIONS_MAX, withOption, without,
  type OptionDraft, type QuestionDraft, type SurveyDraft, type SurveyWords,
} from './survey';

type Channel = 'sms' | 'ussd' | 'call';

/** How long a screen, a message or a sentence is, and whether that is too long. */
export function Measure({ text, channel, notice }: { text: string; channel: Channel; notice?: boolean }) {
  if (channel === 'call') return <small class="quiet">{text.length} of {SPOKEN_LONGEST} letters, read aloud</small>;
  const length = channel === 'sms' ? smsLength(text) : screenLength(text, notice ?? false);
  const over = channel === 'ussd' && length.used > length.room;
  return (
    <small class={over || length.parts > 1 ? 'soon' : 'quiet'}>
      {length.used} of {length.room} in {length.alphabet}
      {channel === 'sms' && `, ${length.parts} ${length.parts === 1 ? 'SMS' : 'SMS parts'}`}
      {over && ': too long for a screen'}
    </small>
  );
}

function Leads(props: { label: string; value: string; from: number; count: number; set: (next: string) => void; wrong?: string | undefined }) {
  const later = Array.from({ length: props.count - props.from - 1 }, (_, i) => String(props.from + i + 2));
  const of = [['', 'the next question'], ...later.map((n) => [n, `question ${n}`]), ['end', 'the end']] as [string, string][];
  return <Choice label={props.label} value={props.value} of={of} set={props.set} wrong={props.wrong} />;
}

interface Place {
  draft: SurveyDraft;
  place: number;
  languages: string[];
  error: unknown;
}

function Options(props: Place & { asked: QuestionDraft; change: (part: Partial<QuestionDraft>) => void }) {
  const { draft, place, languages, error, asked, change } = props;
  const field = `survey.questions[${place + 1}].options`;
  const set = (at: number, part: Partial<OptionDraft>) =>
    change({ options: asked.options.map((one, i) => (i === at ? { ...one, ...part } : one)) });
  return (
    <ol class="options">
      {asked.options.map((one, i) => (
        <li key={i}>
          <fieldset>
            <legend>
              Answer {i + 1} of question {place + 1}
            </legend>
            {languages.map((tag) => (
              <Field
                key={tag}
                label={`${language(tag)}, answer ${i + 1}`}
                lang={tag}
                value={one.texts[tag] ?? ''}
                set={(text) => set(i, { texts: { ...one.texts, [tag]: text } })}
                required={tag === 'kk'}
                wrong={wrongWith(error, `${field}[${i + 1}].texts.${tag}`)}
              />
            ))}
            {asked.kind === 'single' && (
              <Leads
                label={`Answer ${i + 1} leads to`}
                value={one.next}
                from={place}
                count={draft.questions.length}
                set={(next) => set(i, { next })}
                wrong={wrongWith(error, `${field}[${i + 1}].next`)}
              />
            )}
            {asked.options.length > 2 && (
              <button type="button" onClick={() => change({ options: asked.options.filter((_, other) => other !== i) })}>
                Leave out answer {i + 1}
              </button>
            )}
          </fieldset>
        </li>
      ))}
      {asked.options.length < OPTIONS_MAX && (
        <li>
          <button type="button" onClick={() => change({ options: withOption(asked).options })}>
            One more answer to question {place + 1}
          </button>
        </li>
      )}
    </ol>
  );
}

function Range({ place, error, asked, change }: Place & { asked: QuestionDraft; change: (part: Partial<QuestionDraft>) => void }) {
  const field = `survey.questions[${place + 1}]`;
  return (
    <div class="row">
      <Field label="Lowest" type="number" value={asked.lowest} set={(lowest) => change({ lowest })} wrong={wrongWith(error, `${field}.lowest`)} required />
      <Field label="Highest" type="number" value={asked.highest} set={(highest) => change({ highest })} wrong={wrongWith(error, `${field}.highest`)} required />
      {asked.kind === 'number' && (
        <Field
          label="Bands of the report"
          value={asked.bands}
          set={(bands) => change({ bands })}
          hint="The first number of each band but the first: 18, 30, 50"
          wrong={wrongWith(error, `${field}.bands`)}
          required
        />
      )}
    </div>
  );
}

/** Each language's screen, as a handset shows it. */
function Screens({ draft, place, languages, channel, words }: Place & { channel: Channel; words: SurveyWords | null }) {
  if (!words) return null;
  return (
    <div class="screens">
      {languages.map((tag) => {
        const screen = promptOf(draft, place, tag, words);
        return (
          <div key={tag}>
            <p class="quiet">
              {language(tag)}: <Measure text={screen} channel={channel} />
            </p>
            <div class="handset" aria-hidden="true">
              <p class="bubble" lang={tag}>
                {screen}
              </p>
            </div>
          </div>
        );
      })}
    </div>
  );
}

function Question(props: Place & { channel: Channel; words: SurveyWords | null; change: (part: Partial<QuestionDraft>) => void; leaveOut: () => void }) {
  const { draft, place, languages, error, change } = props;
  const asked = draft.questions[place] ?? question();
  const field = `survey.questions[${place + 1}]`;
  return (
    <Card
      title={`Question ${place + 1}`}
      wide
      aside={
        draft.questions.length > 1 && (
          <button type="button" onClick={props.leaveOut}>
            Leave out question {place + 1}
          </button>
        )
      }
    >
      <div class="row">
        <Choice label="Answered by" value={asked.kind} of={KINDS} set={(kind) => change({ kind })} />
        <Leads
          label={asked.kind === 'single' ? 'Leads to, unless the answer says' : 'Leads to'}
          value={asked.next}
          from={place}
          count={draft.questions.length}
          set={(next) => change({ next })}
          wrong={wrongWith(error, `${field}.next`)}
        />
      </div>
      {languages.map((tag) => (
        <Area
          key={tag}
          label={`Question ${place + 1}, ${language(tag)}`}
          tag={tag}
          rows={2}
          value={asked.texts[tag] ?? ''}
          set={(text) => change({ texts: { ...asked.texts, [tag]: text.replace(/[\r\n]+/g, ' ') } })}
          required={tag === 'kk'}
          wrong={wrongWith(error, `${field}.texts.${tag}`)}
        />
      ))}
      {isChoice(asked.kind) ? <Options {...props} asked={asked} /> : <Range {...props} asked={asked} />}
      {[wrongWith(error, field), wrongWith(error, `${field}.options`)].filter(Boolean).map((words) => (
        <p key={words} class="wrong" role="alert">
          {words}
        </p>
      ))}
      <Screens {...props} />
    </Card>
  );
}

export function Questions(props: {
  draft: SurveyDraft;
  set: (draft: SurveyDraft) => void;
  languages: string[];
  channel: Channel;
  words: SurveyWords | null;
  error: unknown;
}) {
  const { draft, set, error } = props;
  const change = (place: number) => (part: Partial<QuestionDraft>) =>
    set({ ...draft, questions: draft.questions.map((one, i) => (i === place ? { ...one, ...part } : one)) });
  return (
    <>
      {draft.questions.map((_, place) => (
        <Question key={place} {...props} place={place} change={change(place)} leaveOut={() => set(without(draft, place))} />
      ))}
      <Card title="The survey" wide>
        {draft.questions.length < QUESTIONS_MAX && (
          <p>
            <button type="button" onClick={() => set({ ...draft, questions: [...draft.questions, question()] })}>
              One more question
            </button>
          </p>
        )}
        <div class="row">
          <Field label="Closes" value={draft.closes} set={(closes) => set({ ...draft, closes })} hint="Empty: when the campaign ends." wrong={wrongWith(error, 'survey.closes')} />
          <Field label="Bonus for answering to the end" value={draft.amount} set={(amount) => set({ ...draft, amount })} hint="Units; empty: none." inputMode="decimal" wrong={wrongWith(error, 'survey.bonus.amount')} />
          <Field label="The bonus is valid, days" type="number" min={1} max={366} value={draft.days} set={(days) => set({ ...draft, days })} wrong={wrongWith(error, 'survey.bonus.validity_days')} />
        </div>
      </Card>
    </>
  );
}

/** The questions of a survey that has been planned, to be read. */
export function Asked({ questions }: { questions: readonly { kind: string; texts: Record<string, string>; options?: { texts: Record<string, string> }[] }[] }) {
  return (
    <Card title="What is asked" wide>
      <ol class="asked">
        {questions.map((asked, i) => (
          <li key={i}>
            <b>
              {Object.entries(asked.texts).map(([tag, text]) => (
                <span key={tag} lang={tag}>
                  {text}{' '}
                </span>
              ))}
            </b>
            <span class="quiet">{KINDS.find(([kind]) => kind === asked.kind)?.[1]}</span>
            {asked.options && (
              <ul>
                {asked.options.map((one, at) => (
                  <li key={at}>
                    {at + 1}.{' '}
                    {Object.entries(one.texts).map(([tag, text]) => (
                      <span key={tag} lang={tag}>
                        {text}{' '}
                      </span>
                    ))}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
