// Extra bonuses at the operator's discretion (B6), for one member or a segment: who approved them and why are kept.

import { useState } from 'preact/hooks';
import { newKey, post, type Schemas } from '../api';
import { digitsOf, pathOf } from '../care/screen';
import { Card, Confirmed, Field, Trouble, wrongWith } from '../pieces';
import { instant, number } from '../words';
import { SegmentBonus } from './segment_bonus';

const EMPTY = { msisdn: '', amount: '', days: '14', reason: '', approvedBy: '' };

export function BonusScreen() {
  const [draft, setDraft] = useState(EMPTY);
  // One key for each bonus that is meant: pressing twice, or asking again after a lost answer, gives it once.
  const [once, setOnce] = useState(newKey);
  const [error, setError] = useState<unknown>();
  const [given, setGiven] = useState('');
  const change = (part: Partial<typeof EMPTY>) => {
    setDraft((before) => ({ ...before, ...part }));
    setOnce(newKey());
    setGiven('');
  };
  const msisdn = digitsOf(draft.msisdn);
  const give = async () => {
    setError(undefined);
    try {
      const bonus = await post<Schemas['Granted']>(
        `${pathOf(msisdn)}/grants`,
        { amount: draft.amount.trim(), valid_hours: Number(draft.days) * 24, reason: draft.reason, approved_by: draft.approvedBy },
        { once, reason: draft.reason },
      );
      setGiven(`Given: ${bonus.units} units to ${number(msisdn)}, until ${instant(bonus.until)}.`);
      setDraft(EMPTY);
      setOnce(newKey());
    } catch (problem) {
      setError(problem);
      throw problem;
    }
  };
  const whole = msisdn && draft.amount && draft.reason && draft.approvedBy && Number(draft.days) >= 1;
  return (
    <div class="composer">
      <h1>Extra bonus</h1>
      <div class="columns">
        <Card title="For one member">
          <Field label="Number" value={draft.msisdn} set={(text) => change({ msisdn: text })} inputMode="tel" wrong={wrongWith(error, 'msisdn')} />
          <Field label="Units" value={draft.amount} set={(amount) => change({ amount })} inputMode="decimal" wrong={wrongWith(error, 'amount')} />
          <Field label="Valid for, days" type="number" min={1} max={3660} value={draft.days} set={(days) => change({ days })} wrong={wrongWith(error, 'valid_hours')} />
          <Field label="Why" value={draft.reason} set={(reason) => change({ reason })} maxLength={200} wrong={wrongWith(error, 'reason')} />
          <Field label="Approved by" value={draft.approvedBy} set={(approvedBy) => change({ approvedBy })} maxLength={200} wrong={wrongWith(error, 'approved_by')} />
          <Trouble error={error} />
          <p role="status">{given}</p>
          <p class="actions">
            <Confirmed button="Give it" title={`Give ${draft.amount} units to ${number(msisdn)}?`} act={give} disabled={!whole}>
              <p>They can be spent at once, and cannot be taken back. The site announces the kind of bonus, never the member.</p>
            </Confirmed>
          </p>
        </Card>
        <SegmentBonus />
      </div>
    </div>
  );
}
