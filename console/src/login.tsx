// Log in. In the demo alone one click is enough.

import { useEffect, useState } from 'preact/hooks';
import { get, post, type Role, type Session } from './api';
import { Field, Trouble } from './pieces';

const DOES: Partial<Record<Role, string>> = {
  care: 'finds a subscriber and explains every charge',
  compliance: 'proves consent, publishes terms, reads the access log',
  marketing: 'plans campaigns under the caps',
  network: 'watches links, queues and rates as they move',
  finance: 'sees what the programme owes, and when it ends',
  partner: 'sees its own campaigns and reports',
  admin: 'may do everything',
};

function LogInAs({ enter }: { enter: (session: Session) => void }) {
  const [roles, setRoles] = useState<Role[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    get<{ roles: Role[] }>('/demo/roles').then(
      (answer) => setRoles(answer.roles),
      () => setRoles([]), // no demo
    );
  }, []);
  if (roles.length === 0) return null;
  const act = (role: Role) => post<Session>('/demo/session', { role }).then(enter, setError);
  return (
    <section class="card" aria-labelledby="as">
      <h2 id="as">This is the demo: log in as</h2>
      <ul class="as">
        {roles.map((role) => (
          <li key={role}>
            <button type="button" onClick={() => act(role)}>
              <b>{role}</b> <span>{DOES[role]}</span>
            </button>
          </li>
        ))}
      </ul>
      <Trouble error={error} />
    </section>
  );
}

export function LoginScreen({ note, enter }: { note: string; enter: (session: Session) => void }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const act = async (e: Event) => {
    e.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      enter(await post<Session>('/v1/session', { name, password }));
    } catch (problem) {
      setError(problem);
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <h1>airperk console</h1>
      {note && <p role="status">{note}</p>}
      <form class="card" onSubmit={act} aria-label="Log in">
        <Field label="Name" value={name} set={setName} autocomplete="username" autocapitalize="none" spellcheck={false} required />
        <Field label="Password" type="password" value={password} set={setPassword} autocomplete="current-password" required />
        <Trouble error={error} />
        <button type="submit" class="main" disabled={busy}>
          {busy ? 'Looking…' : 'Log in'}
        </button>
      </form>
      <LogInAs enter={enter} />
    </main>
  );
}
