// Publications: offers that stand on the site, in the media or at service points. Planned here, approved by somebody else.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Schemas, type Session } from '../api';
import { Area, Card, Confirmed, Field, Picked, Trouble, usePlace, useRead, wrongWith } from '../pieces';
import { Listing, Pages, usePages } from '../tables';
import { instant, language } from '../words';
import { may } from './screen';

type Publication = Schemas['Publication'];
type Place = Publication['places'][number];

const PAGE = 50;
const PLACES: Record<Place, string> = { site: 'The public site', media: 'Media', 'service-points': 'Service points' };
const TITLE_LONGEST = 120;
const TEXT_LONGEST = 4000;

/** In the console's language, or else in Kazakh, which is always there. */
const titleOf = ({ title }: Publication): string => title.en ?? title.kk ?? '';

function stateOf(publication: Publication, now: string): string {
  if (publication.stands) return 'stands';
  return publication.state === 'approved' && Date.parse(publication.until) <= Date.parse(now) ? 'over' : publication.state;
}

function Moves({ publication, session, moved }: { publication: Publication; session: Session; moved: () => void }) {
  const move = (action: string) => async () => {
    await post(`/v1/publications/${publication.id}/${action}`, { by: session.name });
    moved();
  };
  return (
    <p class="actions">
      {publication.state === 'planned' && (
        <Confirmed button="Approve" title={`Approve: ${titleOf(publication)}?`} act={move('approval')}>
          {Object.entries(publication.texts).map(([tag, text]) => (
            <blockquote key={tag} lang={tag}>
              <b>{publication.title[tag] ?? publication.title.kk}</b>
              {`\n${text}`}
            </blockquote>
          ))}
          <p>Everybody can read it from its start on. Whoever planned it cannot be the one who approves it.</p>
        </Confirmed>
      )}
      {publication.state !== 'withdrawn' && may(session, 'marketing') && (
        <Confirmed button="Withdraw" title={`Withdraw: ${titleOf(publication)}?`} act={move('withdrawal')} danger>
          <p>It is taken down at once, and for good.</p>
        </Confirmed>
      )}
      {publication.stands &&
        Object.keys(publication.texts).map((tag) => (
          <a key={tag} href={`/publications/${publication.id}/sheet?lang=${tag}`} target="_blank" rel="noreferrer">
            Sheet, {language(tag)}
          </a>
        ))}
    </p>
  );
}

function Row(props: { publication: Publication; session: Session; now: string; again: () => void }) {
  const { publication, session, now, again } = props;
  const state = stateOf(publication, now);
  return (
    <tr>
      <td>
        <b lang={publication.title.en ? 'en' : 'kk'}>{titleOf(publication)}</b>
        <small>{publication.partner}</small>
      </td>
      <td>
        <span class={`state ${state}`}>{state}</span>
        <small>
          by {publication.by}
          {publication.approved_by && `, approved by ${publication.approved_by}`}
        </small>
      </td>
      <td>
        {publication.places.map((place) => (
          <small key={place}>{PLACES[place]}</small>
        ))}
      </td>
      <td>
        {instant(publication.from)} <small>to {instant(publication.until)}</small>
      </td>
      <td class="wraps">
        <Moves publication={publication} session={session} moved={again} />
      </td>
    </tr>
  );
}

function Bonuses({ kinds }: { kinds: Schemas['Publications']['extra_bonuses'] }) {
  return (
    <Card title="Extra bonuses that the site announces">
      {kinds.length === 0 && <p class="quiet">None has been given yet.</p>}
      <ul class="rows">
        {kinds.map((kind) => (
          <li key={`${kind.amount} ${kind.valid_hours}`}>
            <b>
              {kind.amount} units for {kind.valid_hours % 24 === 0 ? `${kind.valid_hours / 24} days` : `${kind.valid_hours} h`}
            </b>
            <span class="quiet">since {instant(kind.since)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function List({ session }: { session: Session }) {
  const pages = usePages<number>();
  const before = pages.start;
  const { value, error, again } = useRead(
    async () => {
      const { now } = await get<{ now: string }>('/v1/clock');
      return { now, ...(await get<Schemas['Publications']>(`/v1/publications?limit=${PAGE}${before ? `&before=${before}` : ''}`)) };
    },
    [before],
  );
  return (
    <>
      <div class="head">
        <h1>Publications</h1>
        <p class="actions">
          {may(session, 'marketing') && (
            <a class="button" href="#/publications/new">
              Plan a publication
            </a>
          )}
          <a href="/en/offers" target="_blank" rel="noreferrer">
            As the public sees them
          </a>
        </p>
      </div>
      <Trouble error={error} />
      {value && value.publications.length === 0 && <p class="quiet">Nothing has been planned yet.</p>}
      {value && value.publications.length > 0 && (
        <Listing label="Publications" heads={['Offer', 'State', 'Where', 'From', 'What can be done']}>
          {value.publications.map((publication) => (
            <Row key={publication.id} publication={publication} session={session} now={value.now} again={again} />
          ))}
        </Listing>
      )}
      <Pages pages={pages} older={value?.publications.length === PAGE ? value.publications.at(-1)?.id : null} />
      {value && <Bonuses kinds={value.extra_bonuses} />}
    </>
  );
}

interface Draft {
  partner: string;
  title: Record<string, string>;
  texts: Record<string, string>;
  places: string[];
  from: string;
  until: string;
}

const written = (texts: Record<string, string>) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));

function Plan({ session }: { session: Session }) {
  const [draft, setDraft] = useState<Draft>({ partner: '', title: {}, texts: {}, places: ['site'], from: '', until: '' });
  const [languages, setLanguages] = useState<string[]>([]);
  const [error, setError] = useState<unknown>();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => {
    get<Schemas['Programme']>('/v1/programme').then((programme) => setLanguages(programme.languages ?? []), setError);
  }, []);
  const plan = () => {
    setError(undefined);
    const { from, until, places, ...rest } = draft;
    post<Publication>('/v1/publications', {
      ...rest,
      title: written(draft.title),
      texts: written(draft.texts),
      places,
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
      by: session.name,
    }).then(() => (location.hash = '#/publications'), setError);
  };
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        plan();
      }}
    >
      <p>
        <a href="#/publications">All publications</a>
      </p>
      <h1>Plan a publication</h1>
      <div class="columns">
        <Card title="What it is">
          <Field label="Partner" value={draft.partner} set={(partner) => change({ partner })} maxLength={100} required wrong={wrongWith(error, 'partner')} />
          <Picked legend="Where it stands" of={Object.keys(PLACES)} names={(place) => PLACES[place as Place]} chosen={draft.places} set={(places) => change({ places })} />
          <Field label="From" value={draft.from} set={(from) => change({ from })} hint="Empty: once approved. 2016-03-05T10:00:00+06:00" wrong={wrongWith(error, 'from')} />
          <Field label="Until" value={draft.until} set={(until) => change({ until })} hint="Empty: thirty days later." wrong={wrongWith(error, 'until')} />
        </Card>
        {languages.map((tag) => (
          <Card key={tag} title={tag === 'kk' ? `${language(tag)} (required)` : language(tag)}>
            <Field
              label={`Title, ${language(tag)}`}
              lang={tag}
              value={draft.title[tag] ?? ''}
              set={(text) => change({ title: { ...draft.title, [tag]: text } })}
              maxLength={TITLE_LONGEST}
              required={tag === 'kk'}
              wrong={wrongWith(error, `title.${tag}`)}
            />
            <Area
              label={`Text, ${language(tag)}`}
              tag={tag}
              rows={5}
              value={draft.texts[tag] ?? ''}
              set={(text) => change({ texts: { ...draft.texts, [tag]: text } })}
              required={tag === 'kk'}
              wrong={wrongWith(error, `texts.${tag}`)}
            >
              <small class="quiet">
                {(draft.texts[tag] ?? '').length} of {TEXT_LONGEST} letters
              </small>
            </Area>
          </Card>
        ))}
      </div>
      <Trouble error={error} />
      <p class="actions">
        <button type="submit" class="main">
          Plan it
        </button>
        <span class="quiet">Somebody else approves it before anybody reads it.</span>
      </p>
    </form>
  );
}

export function PublicationsScreen({ session }: { session: Session }) {
  return usePlace('publications') === 'new' ? <Plan session={session} /> : <List session={session} />;
}
