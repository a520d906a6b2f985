// The shell: who is logged in, and which screens that role has.

import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { call, get, loggedIn, type Role, type Session } from './api';
import { AccountsScreen } from './admin/accounts';
import { CareScreen } from './care/screen';
import { DoubtedTime } from './clock';
import { AccessScreen } from './compliance/access';
import { CapsScreen } from './compliance/caps';
import { ConsentScreen } from './compliance/consent';
import { PersonScreen } from './compliance/person';
import { TermsScreen } from './compliance/terms';
import { FinanceScreen } from './finance/screen';
import { LoginScreen } from './login';
import { BonusScreen } from './marketing/bonus';
import { CalendarScreen } from './marketing/calendar';
import { MembershipScreen } from './marketing/membership';
import { PublicationsScreen } from './marketing/publications';
import { CampaignsScreen } from './marketing/screen';
import { NetworkScreen } from './network/screen';
import { PartnerScreen } from './partner/screen';

interface Screen {
  path: string;
  name: string;
  roles: readonly Role[];
  view: (props: { session: Session }) => JSX.Element;
}

const SCREENS: readonly Screen[] = [
  { path: 'care', name: 'Care', roles: ['care'], view: CareScreen },
  { path: 'consent', name: 'Consent', roles: ['compliance'], view: ConsentScreen },
  { path: 'person', name: 'Person', roles: ['compliance'], view: PersonScreen },
  { path: 'campaigns', name: 'Campaigns', roles: ['marketing', 'compliance'], view: CampaignsScreen },
  { path: 'calendar', name: 'Calendar', roles: ['marketing', 'compliance'], view: CalendarScreen },
  { path: 'publications', name: 'Publications', roles: ['marketing', 'compliance'], view: PublicationsScreen },
  { path: 'bonus', name: 'Extra bonus', roles: ['marketing'], view: BonusScreen },
  { path: 'membership', name: 'Joins and leaves', roles: ['marketing', 'compliance'], view: MembershipScreen },
  { path: 'own', name: 'Campaigns', roles: ['partner'], view: PartnerScreen },
  { path: 'network', name: 'Network', roles: ['network'], view: NetworkScreen },
  { path: 'finance', name: 'Liability', roles: ['finance'], view: FinanceScreen },
  { path: 'caps', name: 'Caps', roles: ['compliance', 'marketing'], view: CapsScreen },
  { path: 'terms', name: 'Terms', roles: ['compliance', 'marketing'], view: TermsScreen },
  { path: 'access', name: 'Access log', roles: ['compliance'], view: AccessScreen },
  { path: 'accounts', name: 'Accounts', roles: [], view: AccountsScreen }, // the admin's alone
];

const screensOf = (role: Role): readonly Screen[] =>
  SCREENS.filter(({ path, roles }) => (role === 'admin' && path !== 'own') || roles.includes(role));

function usePath(): string {
  const read = () => location.hash.replace(/^#\/?/, '');
  const [path, setPath] = useState(read);
  useEffect(() => {
    const follow = () => setPath(read());
    addEventListener('hashchange', follow);
    follow(); // it may have changed before anybody listened
    return () => removeEventListener('hashchange', follow);
  }, []);
  return path;
}

function Brand() {
  return (
    <a class="brand" href="#/">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <circle cx="16" cy="16" r="15" />
        <path d="M16 7v18M9 12v8M23 12v8" />
      </svg>
      <span>airperk</span>
    </a>
  );
}

function Shell({ session, leave }: { session: Session; leave: () => void }) {
  const path = usePath();
  const screens = screensOf(session.role);
  const here = screens.find((screen) => path === screen.path || path.startsWith(`${screen.path}/`)) ?? screens[0];
  useEffect(() => {
    document.title = here ? `${here.name} · airperk console` : 'airperk console';
  }, [here]);
  return (
    <>
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); document.getElementById('content')?.focus(); }}>
        Skip to the content
      </a>
      <header class="top">
        <Brand />
        <nav aria-label="Screens">
          <ul>
            {screens.map((screen) => (
              <li key={screen.path}>
                <a href={`#/${screen.path}`} aria-current={screen === here ? 'page' : undefined}>
                  {screen.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p class="who">
          <span>
            {session.name} <small>{session.role}</small>
          </span>
          <button type="button" onClick={leave}>
            Log out
          </button>
        </p>
      </header>
      <DoubtedTime role={session.role} />
      <main id="content" tabIndex={-1}>
        {here ? (
          <here.view key={here.path} session={session} />
        ) : (
          <>
            <h1>Nothing to see here</h1>
            <p>The role {session.role} works through the API: its description is at /v1/openapi.json.</p>
          </>
        )}
      </main>
    </>
  );
}

export function App() {
  const [session, setSession] = useState<Session | null>();
  const [note, setNote] = useState('');
  const enter = (entered: Session | null) => {
    loggedIn(entered, () => {
      setNote('Your login is over. Log in again to go on.');
      enter(null);
    });
    setSession(entered);
    if (entered) setNote('');
  };
  useEffect(() => {
    get<Session>('/v1/session').then(
      (found) => enter(found.name ? found : null),
      () => enter(null),
    );
  }, []);
  const leave = async () => {
    await call('DELETE', '/v1/session').catch(() => undefined);
    location.hash = '';
    enter(null);
  };
  if (session === undefined) return <p class="waiting">Loading…</p>;
  if (session === null) return <LoginScreen note={note} enter={enter} />;
  return <Shell session={session} leave={leave} />;
}
