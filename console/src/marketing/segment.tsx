// A segment of members: who of them all is meant.

import type { Schemas } from '../api';
import { Field, Picked, wrongWith } from '../pieces';
import { language } from '../words';

export interface Segment {
  languages: string[];
  tariffs: string[];
  regions: string[];
  ages: Schemas['AgeBand'][];
  joinedFrom: string;
  joinedUntil: string;
}
export const everybody = (): Segment => ({ languages: [], tariffs: [], regions: [], ages: [], joinedFrom: '', joinedUntil: '' });

const AGES = ['0-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+'] as const;

export function audienceOf(segment: Segment): Schemas['Audience'] {
  return {
    ...(segment.languages.length > 0 ? { languages: segment.languages } : {}),
    ...(segment.tariffs.length > 0 ? { tariffs: segment.tariffs } : {}),
    ...(segment.regions.length > 0 ? { regions: segment.regions } : {}),
    ...(segment.ages.length > 0 ? { age_bands: segment.ages } : {}),
    ...(segment.joinedFrom ? { joined_from: segment.joinedFrom } : {}),
    ...(segment.joinedUntil ? { joined_until: segment.joinedUntil } : {}),
  };
}

export function SegmentFields(props: {
  segment: Segment;
  set: (part: Partial<Segment>) => void;
  programme: Schemas['Programme'] | undefined;
  error: unknown;
}) {
  const { segment, set, programme, error } = props;
  const regions = programme?.regions ?? [];
  return (
    <>
      <Picked legend="Languages (none: all)" of={programme?.languages ?? []} names={language} chosen={segment.languages} set={(languages) => set({ languages })} />
      <details>
        <summary>Tariffs ({segment.tariffs.length || 'all'})</summary>
        <Picked legend="Tariffs (none: all)" of={programme?.tariffs ?? []} chosen={segment.tariffs} set={(tariffs) => set({ tariffs })} />
      </details>
      {regions.length > 0 && (
        <details>
          <summary>Regions ({segment.regions.length || 'all'})</summary>
          <Picked legend="Regions (none: all)" of={regions} chosen={segment.regions} set={(chosen) => set({ regions: chosen })} />
        </details>
      )}
      <details>
        <summary>Ages ({segment.ages.length || 'all'})</summary>
        <Picked legend="Ages (none: all)" of={AGES} chosen={segment.ages} set={(ages) => set({ ages: ages as Segment['ages'] })} />
      </details>
      <details>
        <summary>When they joined ({segment.joinedFrom || segment.joinedUntil ? 'some' : 'whenever'})</summary>
        <Field label="Joined from" value={segment.joinedFrom} set={(joinedFrom) => set({ joinedFrom })} wrong={wrongWith(error, 'audience.joined_from')} hint="2016-03-05T10:00:00+06:00" />
        <Field label="Joined before" value={segment.joinedUntil} set={(joinedUntil) => set({ joinedUntil })} wrong={wrongWith(error, 'audience.joined_until')} />
      </details>
    </>
  );
}
