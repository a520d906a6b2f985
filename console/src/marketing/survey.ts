// A survey while it is composed: what becomes of the fields, and what each screen of it shows.

import type { Schemas } from '../api';

export type Kind = Schemas['Question']['kind'];
export type Texts = Record<string, string>;
export type SurveyWords = NonNullable<Schemas['Programme']['survey_words']>;

/** Where it leads: '' in order, 'end', or a question's number. */
export interface OptionDraft {
  texts: Texts;
  next: string;
}
export interface QuestionDraft {
  kind: Kind;
  texts: Texts;
  options: OptionDraft[];
  lowest: string;
  highest: string;
  bands: string;
  next: string;
}
export interface SurveyDraft {
  questions: QuestionDraft[];
  closes: string;
  amount: string;
  days: string;
}

export const OPTIONS_MAX = 5;
export const QUESTIONS_MAX = 20;
export const KINDS: readonly (readonly [Kind, string])[] = [
  ['single', 'One of these answers'],
  ['multiple', 'Any of these answers'],
  ['scale', 'A scale'],
  ['number', 'A number'],
];
export const isChoice = (kind: Kind): boolean => kind === 'single' || kind === 'multiple';

const option = (): OptionDraft => ({ texts: {}, next: '' });
export const question = (): QuestionDraft => ({
  kind: 'single', texts: {}, options: [option(), option()], lowest: '1', highest: '5', bands: '', next: '',
});
export const survey = (): SurveyDraft => ({ questions: [question()], closes: '', amount: '', days: '7' });
export const withOption = (draft: QuestionDraft): QuestionDraft => ({ ...draft, options: [...draft.options, option()] });

export const written = (texts: Texts): Texts => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
const leads = (next: string) => (next === '' ? {} : { next: next === 'end' ? ('end' as const) : Number(next) });

function questionOf(draft: QuestionDraft): Schemas['Question'] {
  const texts = written(draft.texts);
  if (isChoice(draft.kind)) {
    return {
      kind: draft.kind,
      texts,
      options: draft.options.map((one) => ({ texts: written(one.texts), ...(draft.kind === 'single' ? leads(one.next) : {}) })),
      ...leads(draft.next),
    };
  }
  const bands = draft.bands.split(/[\s,;]+/).filter(Boolean).map(Number);
  return {
    kind: draft.kind,
    texts,
    lowest: Number(draft.lowest),
    highest: Number(draft.highest),
    ...(draft.kind === 'number' ? { bands } : {}),
    ...leads(draft.next),
  };
}

export function questionnaireOf(draft: SurveyDraft): Schemas['Questionnaire'] {
  return {
    questions: draft.questions.map(questionOf),
    ...(draft.closes ? { closes: draft.closes } : {}),
    ...(draft.amount ? { bonus: { amount: draft.amount, validity_days: Number(draft.days) } } : {}),
  };
}

/** In that language, or else in Kazakh, as the server chooses. */
export const inLanguage = (texts: Texts, tag: string): string => texts[tag] || texts.kk || '';

/** A question as a screen shows it: its place, its options, and the key that skips it. */
export function promptOf(survey: SurveyDraft, place: number, tag: string, words: SurveyWords): string {
  const asked = survey.questions[place] ?? question();
  const choice = isChoice(asked.kind);
  const options = choice ? asked.options.map((one, i) => `\n${i + 1}.${inLanguage(one.texts, tag)}`).join('') : '';
  const skip = (words.skip[tag] ?? '').replaceAll('{key}', choice ? '9' : '00');
  return `${place + 1}/${survey.questions.length} ${inLanguage(asked.texts, tag)}${options}\n${skip}`;
}

/** The invitation with what can be answered to it. */
export function invitationOf(text: string, tag: string, channel: 'sms' | 'ussd' | 'call', words: SurveyWords): string {
  const around = (channel === 'ussd' ? words.invite : words.invite_sms)[tag] ?? '{text}';
  return around.replaceAll('{text}', text);
}

/** Without one question; what led to a later one still does. */
export function without(draft: SurveyDraft, place: number): SurveyDraft {
  const moved = (next: string): string => {
    const to = Number(next);
    if (!to) return next;
    if (to === place + 1) return '';
    return to > place + 1 ? String(to - 1) : next;
  };
  return {
    ...draft,
    questions: draft.questions
      .filter((_, i) => i !== place)
      .map((one) => ({ ...one, next: moved(one.next), options: one.options.map((o) => ({ ...o, next: moved(o.next) })) })),
  };
}
