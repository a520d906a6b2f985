// Accounts of the people who work with airperk: who there is, a new one, and what one may do from now on.

import { useState } from 'preact/hooks';
import { ApiError, call, get, type Role, type Schemas, type Session } from '../api';
import { Card, Choice, Confirmed, Field, Trouble, usePlace, useRead, wrongWith } from '../pieces';
import { Listing } from '../tables';
import { instant } from '../words';

type Account = Schemas['Account'];

const ROLES: readonly (readonly [Role, string])[] = [
  ['care', 'care'],
  ['marketing', 'marketing'],
  ['compliance', 'compliance'],
  ['network', 'network'],
  ['finance', 'finance'],
  ['partner', 'partner'],
  ['provisioning', 'provisioning'],
  ['admin', 'admin'],
];
const PASSWORD_HINT = 'At least 12 characters; the person can be told it once, nobody can read it later.';

const put = (name: string, wish: Schemas['AccountWish']): Promise<Account> => call('PUT', `/v1/accounts/${encodeURIComponent(name)}`, { body: wish });
/** Whose campaigns an account sees; no other role has a partner. */
const partnerOf = (role: Role, partner: string) => ({ partner: role === 'partner' ? partner.trim() : '' });

interface Draft {
  name: string;
  role: Role;
  partner: string;
  password: string;
}

/** A PUT would change an account that is there. */
async function create({ name, role, partner, password }: Draft): Promise<Account> {
  const { accounts } = await get<Schemas['Accounts']>('/v1/accounts');
  if (accounts.some((account) => account.name === name.trim())) throw new ApiError(409, 'there is an account of that name already', 'name');
  return put(name.trim(), { role, password, ...partnerOf(role, partner) });
}

function RoleFields({ draft, change, error }: { draft: Draft; change: (part: Partial<Draft>) => void; error: unknown }) {
  return (
    <>
      <Choice label="Role" value={draft.role} of={ROLES} set={(role) => change({ role })} wrong={wrongWith(error, 'role')} />
      {draft.role === 'partner' && (
        <Field
          label="Partner"
          value={draft.partner}
          set={(partner) => change({ partner })}
          hint="As campaigns name it: the account sees this partner's alone."
          maxLength={100}
          required
          wrong={wrongWith(error, 'partner')}
        />
      )}
    </>
  );
}

/** What the server says of no field that is shown. */
const elsewhere = (error: unknown, ...fields: string[]): unknown => (fields.some((field) => wrongWith(error, field)) ? undefined : error);

function New() {
  const [draft, setDraft] = useState<Draft>({ name: '', role: 'care', partner: '', password: '' });
  const [error, setError] = useState<unknown>();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const make = () => {
    setError(undefined);
    create(draft).then((made) => (location.hash = `#/accounts/${made.name}`), setError);
  };
  return (
    <>
      <p>
        <a href="#/accounts">All accounts</a>
      </p>
      <h1>A new account</h1>
      <form
        class="composer"
        onSubmit={(e) => {
          e.preventDefault();
          make();
        }}
      >
        <div class="columns">
          <Card title="Who it is for">
            <Field
              label="Name"
              value={draft.name}
              set={(name) => change({ name })}
              hint="Small letters, digits, - . and _: as the records will call them."
              maxLength={40}
              required
              autocomplete="off"
              autocapitalize="none"
              wrong={wrongWith(error, 'name')}
            />
            <RoleFields draft={draft} change={change} error={error} />
            <Field
              label="Password"
              type="password"
              value={draft.password}
              set={(password) => change({ password })}
              hint={PASSWORD_HINT}
              autocomplete="new-password"
              required
              wrong={wrongWith(error, 'password')}
            />
          </Card>
        </div>
        <Trouble error={elsewhere(error, 'name', 'role', 'partner', 'password')} />
        <p class="actions">
          <button type="submit" class="main">
            Make it
          </button>
        </p>
      </form>
    </>
  );
}

interface Editing {
  account: Account;
  changed: (note: string) => void;
}

function RoleForm({ account, changed }: Editing) {
  const [draft, setDraft] = useState<Draft>({ name: account.name, role: account.role, partner: account.partner ?? '', password: '' });
  const [error, setError] = useState<unknown>();
  return (
    <Card title="What they may do">
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          setError(undefined);
          put(account.name, { role: draft.role, ...partnerOf(draft.role, draft.partner) }).then(() => changed('The role is another one.'), setError);
        }}
      >
        <RoleFields draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} error={error} />
        <Trouble error={elsewhere(error, 'role', 'partner')} />
        <p class="actions">
          <button type="submit" class="main">
            Change the role
          </button>
        </p>
      </form>
    </Card>
  );
}

function PasswordForm({ account, changed }: Editing) {
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>();
  return (
    <Card title="A new password">
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          setError(undefined);
          put(account.name, { role: account.role, password }).then(() => {
            setPassword('');
            changed('The password is another one.');
          }, setError);
        }}
      >
        <Field
          label="New password"
          type="password"
          value={password}
          set={setPassword}
          hint={PASSWORD_HINT}
          autocomplete="new-password"
          required
          wrong={wrongWith(error, 'password')}
        />
        <Trouble error={elsewhere(error, 'password')} />
        <p class="actions">
          <button type="submit" class="main">
            Set the password
          </button>
        </p>
      </form>
    </Card>
  );
}

function Door({ account, changed, session }: Editing & { session: Session }) {
  const { name, role, disabled } = account;
  if (name === session.name) return <p class="quiet">This is you: another administrator can disable this account.</p>;
  const act = async () => {
    await put(name, { role, disabled: !disabled });
    changed(disabled ? 'The account is open again.' : 'The account is disabled.');
  };
  return disabled ? (
    <Confirmed button="Enable" title={`Let ${name} log in again?`} act={act}>
      <p>With the password and the role as they were.</p>
    </Confirmed>
  ) : (
    <Confirmed button="Disable" title={`Disable ${name}?`} act={act} danger>
      <p>They are logged out at once and cannot log in. What they did stays in the records.</p>
    </Confirmed>
  );
}

const stateOf = ({ disabled }: Account) => <span class={disabled ? 'badge off' : 'badge'}>{disabled ? 'disabled' : 'open'}</span>;

function One({ account, note, changed, session }: Editing & { note: string; session: Session }) {
  return (
    <>
      <p>
        <a href="#/accounts">All accounts</a>
      </p>
      <div class="head">
        <div>
          <h1>{account.name}</h1>
          <p>
            {stateOf(account)} {account.role}
            {account.partner && ` of ${account.partner}`}
          </p>
          <p class="quiet">
            Changed {instant(account.changed)} by {account.by}. Every change logs them out.
          </p>
        </div>
        <p class="actions">
          <Door account={account} changed={changed} session={session} />
        </p>
      </div>
      <p role="status">{note}</p>
      <div class="columns">
        <RoleForm key={`${account.role} ${account.partner}`} account={account} changed={changed} />
        <PasswordForm account={account} changed={changed} />
      </div>
    </>
  );
}

function List({ accounts }: { accounts: Account[] }) {
  return (
    <>
      <div class="head">
        <h1>Accounts</h1>
        <p class="actions">
          <a class="button" href="#/accounts/new">
            A new account
          </a>
        </p>
      </div>
      {accounts.length === 0 && <p class="quiet">Nobody has an account yet.</p>}
      {accounts.length > 0 && (
        <Listing label="Accounts" heads={['Name', 'Role', 'State', 'Changed']}>
          {accounts.map((account) => (
            <tr key={account.name}>
              <td>
                <a href={`#/accounts/${account.name}`}>{account.name}</a>
              </td>
              <td>
                {account.role} {account.partner && <small>{account.partner}</small>}
              </td>
              <td>{stateOf(account)}</td>
              <td>
                {instant(account.changed)} <small>by {account.by}</small>
              </td>
            </tr>
          ))}
        </Listing>
      )}
    </>
  );
}

export function AccountsScreen({ session }: { session: Session }) {
  const place = usePlace('accounts');
  const [note, setNote] = useState({ of: '', words: '' });
  const { value, error, again } = useRead(() => get<Schemas['Accounts']>('/v1/accounts'), [place]);
  if (place === 'new') return <New />;
  const one = value?.accounts.find(({ name }) => name === place);
  return (
    <>
      <Trouble error={error} />
      {value && place === '' && <List accounts={value.accounts} />}
      {value && place !== '' && !one && <p class="trouble">There is no account of that name.</p>}
      {one && (
        <One
          key={one.name}
          account={one}
          session={session}
          note={note.of === one.name ? note.words : ''}
          changed={(words) => {
            setNote({ of: one.name, words });
            again();
          }}
        />
      )}
    </>
  );
}
