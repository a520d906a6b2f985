// The terms editor: every language side by side with what it changes, and a publication that cannot be taken back.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Schemas, type Session } from '../api';
import { Card, Confirmed, Trouble } from '../pieces';
import { instant, language } from '../words';
import { diff } from './diff';

interface Base {
  terms: Schemas['Terms'];
  languages: string[];
}

async function readBase(): Promise<Base> {
  const [{ versions }, programme] = await Promise.all([
    get<Schemas['TermsVersions']>('/v1/terms'),
    get<Schemas['Programme']>('/v1/programme'),
  ]);
  const terms = await get<Schemas['Terms']>(`/v1/terms/${versions.at(-1)?.version ?? 1}`);
  return { terms, languages: programme.languages };
}

function Changes({ before, after }: { before: string; after: string }) {
  const lines = diff(before, after);
  if (lines.every(({ kind }) => kind === 'same')) return <p class="quiet">Nothing changed yet in this language.</p>;
  // A line of context on each side tells where a change is.
  const near = (i: number) => [i - 1, i, i + 1].some((at) => lines[at] && lines[at].kind !== 'same');
  return (
    <pre class="diff" tabIndex={0} aria-label="What changes">
      {lines.map(({ kind, text }, i) => {
        if (kind === 'removed') return <del key={i}>− {text}</del>;
        if (kind === 'added') return <ins key={i}>+ {text}</ins>;
        return near(i) ? <span key={i}>{`  ${text}`}</span> : null;
      })}
    </pre>
  );
}

function Editor({ base, published }: { base: Base; published: () => void }) {
  const [texts, setTexts] = useState<Record<string, string>>({ ...base.terms.texts });
  const [shown, setShown] = useState(base.languages[0] ?? 'ru');
  const was = base.terms.texts[shown] ?? '';
  const untouched = base.languages.filter((tag) => texts[tag] === base.terms.texts[tag]);
  const publish = async () => {
    await post('/v1/terms', { texts: Object.fromEntries(base.languages.map((tag) => [tag, texts[tag] ?? ''])) });
    published();
  };
  return (
    <>
      <div class="filters" role="group" aria-label="Language">
        {base.languages.map((tag) => (
          <button key={tag} type="button" aria-pressed={shown === tag} onClick={() => setShown(tag)}>
            {language(tag)}
            {untouched.includes(tag) ? '' : ' ●'}
          </button>
        ))}
      </div>
      <div class="editor">
        <Card title={`The text in ${language(shown)}`}>
          <textarea
            aria-label={`The text in ${language(shown)}`}
            lang={shown}
            rows={24}
            value={texts[shown] ?? ''}
            onInput={(e) => setTexts({ ...texts, [shown]: e.currentTarget.value })}
          />
        </Card>
        <Card title="What changes">
          <Changes before={was} after={texts[shown] ?? ''} />
        </Card>
      </div>
      <p class="actions">
        <Confirmed
          button={`Publish as version ${base.terms.version + 1}`}
          title={`Publish version ${base.terms.version + 1} of the terms?`}
          disabled={untouched.length === base.languages.length}
          act={publish}
        >
          <p>
            It is in force from this moment, on the public site and for whoever joins next. It cannot be taken back or edited: a mend is another
            version. Members' records go on saying what they accepted.
          </p>
          {untouched.length > 0 && (
            <p class="soon">Unchanged so far: {untouched.map(language).join(', ')}. Should these say the same as before?</p>
          )}
        </Confirmed>
      </p>
    </>
  );
}

export function TermsScreen(_: { session: Session }) {
  const [base, setBase] = useState<Base>();
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>();
  const read = () => readBase().then(setBase, setError);
  useEffect(() => {
    void read();
  }, []);
  const published = () => {
    setNote('Published. The public site says so already.');
    void read();
  };
  return (
    <>
      <h1>Terms</h1>
      <p role="status">{note}</p>
      <Trouble error={error} />
      {base && (
        <>
          <p>
            In force: <b>version {base.terms.version}</b>, since {instant(base.terms.from, true)}.{' '}
            <a href="/en/terms" target="_blank" rel="noreferrer">
              See it on the site
            </a>
          </p>
          <Editor key={base.terms.version} base={base} published={published} />
        </>
      )}
    </>
  );
}
