// An extra bonus for every member of a segment (B6): each gets it once, however often it is asked for.

import { useState } from 'preact/hooks';
import { get, newKey, post, type Schemas } from '../api';
import { Card, Confirmed, Field, Trouble, useRead, wrongWith } from '../pieces';
import { audienceOf, everybody, SegmentFields, type Segment } from './segment';

const EMPTY = { segment: everybody(), amount: '', days: '14', reason: '', approvedBy: '' };
type Draft = typeof EMPTY;

/** How many it would be given to, counted anew whenever the segment changes. */
function Size({ segment }: { segment: Segment }) {
  const audience = audienceOf(segment);
  const { value, error } = useRead(() => post<Schemas['Reach']>('/v1/campaigns/reach', { kind: 'message', audience }), [JSON.stringify(audience)]);
  return (
    <>
      <Trouble error={error} />
      <p role="status">{value ? `${value.audience} of ${value.members} members are in the segment now.` : 'Counting…'}</p>
    </>
  );
}

export function SegmentBonus() {
  const { value: programme } = useRead(() => get<Schemas['Programme']>('/v1/programme'), []);
  const [draft, setDraft] = useState(EMPTY);
  // Until something is changed it is the same bonus: asking again gives it to those who have not got it.
  const [once, setOnce] = useState(newKey);
  const [error, setError] = useState<unknown>();
  const [given, setGiven] = useState('');
  const change = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setOnce(newKey());
    setGiven('');
  };
  const give = async () => {
    setError(undefined);
    try {
      const done = await post<Schemas['SegmentGranted']>(
        '/v1/grants',
        {
          audience: audienceOf(draft.segment),
          amount: draft.amount.trim(),
          valid_hours: Number(draft.days) * 24,
          reason: draft.reason,
          approved_by: draft.approvedBy,
        },
        { once, reason: draft.reason },
      );
      setGiven(`${done.given + done.given_before} members have it.`);
    } catch (problem) {
      setError(problem);
      throw problem;
    }
  };
  const whole = draft.amount && draft.reason && draft.approvedBy && Number(draft.days) >= 1 && !given;
  return (
    <Card title="For a segment of members">
      <SegmentFields segment={draft.segment} set={(part) => change({ segment: { ...draft.segment, ...part } })} programme={programme} error={error} />
      <Size segment={draft.segment} />
      <Field label="Units for each" value={draft.amount} set={(amount) => change({ amount })} inputMode="decimal" wrong={wrongWith(error, 'amount')} />
      <Field label="Valid for so many days" type="number" min={1} max={3660} value={draft.days} set={(days) => change({ days })} wrong={wrongWith(error, 'valid_hours')} />
      <Field label="The reason" value={draft.reason} set={(reason) => change({ reason })} maxLength={200} wrong={wrongWith(error, 'reason')} />
      <Field label="Who approved it" value={draft.approvedBy} set={(approvedBy) => change({ approvedBy })} maxLength={200} wrong={wrongWith(error, 'approved_by')} />
      <Trouble error={error} />
      <p role="status">{given}</p>
      <p class="actions">
        <Confirmed button="Give it to all" title={`Give ${draft.amount} units to each of them?`} act={give} disabled={!whole}>
          <p>They can be spent at once, and cannot be taken back. If no answer comes, press again: nobody gets it twice.</p>
        </Confirmed>
      </p>
    </Card>
  );
}
