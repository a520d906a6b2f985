// Consent at an instant, with its evidence as a file.

import { useEffect, useState } from 'preact/hooks';
import { get, type Schemas } from '../api';
import { digitsOf, pathOf } from '../care/screen';
import { Card, Field, Trouble } from '../pieces';
import { instant, language, number } from '../words';
import { save } from './save';

interface Proof {
  msisdn: string;
  consent: Schemas['Consent'];
}

function saveProof({ msisdn, consent }: Proof): void {
  save(`consent-${msisdn}-${consent.at.slice(0, 19).replaceAll(':', '')}.json`, { msisdn, ...consent });
}

function Answer({ proof }: { proof: Proof }) {
  const { consent } = proof;
  const { evidence } = consent;
  return (
    <Card
      title={`${number(proof.msisdn)} at ${instant(consent.at, true)}`}
      aside={
        <button type="button" onClick={() => saveProof(proof)}>
          Save as a file
        </button>
      }
    >
      <ul class="consents">
        {Object.entries(consent.consents).map(([name, given]) => (
          <li key={name} class={given ? 'given' : 'not'}>
            <b>{given ? 'Yes' : 'No'}</b> {name}
          </li>
        ))}
      </ul>
      {evidence ? (
        <>
          <p>
            Held from {instant(evidence.since, true)} {evidence.until ? `until ${instant(evidence.until, true)}` : 'and holds still'}; given by{' '}
            {evidence.channel} in {language(evidence.language)}, under terms {evidence.terms_version}.
          </p>
          <h3>What was shown before the yes</h3>
          <blockquote lang={evidence.language}>{evidence.words}</blockquote>
          {evidence.terms && (
            <details>
              <summary>Terms {evidence.terms_version}, as accepted</summary>
              <pre lang={evidence.language} tabIndex={0}>
                {evidence.terms}
              </pre>
            </details>
          )}
        </>
      ) : (
        <p>There was no membership at that instant, so there is nothing to show for it.</p>
      )}
    </Card>
  );
}

export function ConsentScreen() {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState('');
  const [reason, setReason] = useState('');
  const [proof, setProof] = useState<Proof>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    get<Schemas['Clock']>('/v1/clock').then((clock) => setAt((before) => before || clock.now.replace(/\.\d+/, '')), setError);
  }, []);
  const ask = async () => {
    setError(undefined);
    setProof(undefined);
    const msisdn = digitsOf(typed);
    try {
      const path = `${pathOf(msisdn)}/consent?at=${encodeURIComponent(at.trim())}`;
      setProof({ msisdn, consent: await get<Schemas['Consent']>(path, { reason: reason.trim() }) });
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <>
      <h1>Consent at an instant</h1>
      <form
        class="find"
        onSubmit={(e) => {
          e.preventDefault();
          void ask();
        }}
      >
        <Field label="Number" type="tel" value={typed} set={setTyped} autocomplete="off" required />
        <Field label="Instant" value={at} set={setAt} hint="With its offset: 2016-03-05T10:00:00+06:00" autocomplete="off" required />
        <Field label="Why you look" value={reason} set={setReason} hint="Kept in the access log." autocomplete="off" maxLength={60} required />
        <button type="submit" class="main">
          Show
        </button>
      </form>
      <Trouble error={error} />
      {proof && <Answer proof={proof} />}
    </>
  );
}
