// Small pieces that every screen is made of.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ApiError, wordsOf } from './api';

export function Card(props: { title: string; aside?: ComponentChildren; children: ComponentChildren; wide?: boolean }) {
  const id = useId();
  return (
    <section class={props.wide ? 'card wide' : 'card'} aria-labelledby={id}>
      <div class="head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

type InputProps = JSX.InputHTMLAttributes<HTMLInputElement>;

/** What the server says of one field: "survey.questions[2].texts.kk". */
export const wrongWith = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError && error.field === field ? error.detail : undefined;

function Wrong({ id, words }: { id: string; words?: string | undefined }) {
  return words ? (
    <small id={id} class="wrong" role="alert">
      {words}
    </small>
  ) : null;
}

const describedBy = (id: string, hint: unknown, wrong: unknown): string | undefined =>
  [hint ? `${id}h` : '', wrong ? `${id}w` : ''].filter(Boolean).join(' ') || undefined;

export function Field(
  props: { label: string; hint?: string; wrong?: string | undefined; set: (value: string) => void } & InputProps,
) {
  const id = useId();
  const { label, hint, wrong, set, ...input } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        aria-describedby={describedBy(id, hint, wrong)}
        aria-invalid={wrong ? true : undefined}
        {...input}
        onInput={(e) => set(e.currentTarget.value)}
      />
      <Wrong id={`${id}w`} words={wrong} />
      {hint && (
        <small id={`${id}h`} class="quiet">
          {hint}
        </small>
      )}
    </div>
  );
}

/** Several lines in one language. */
export function Area(props: {
  label: string;
  tag?: string;
  value: string;
  set: (value: string) => void;
  rows?: number;
  required?: boolean;
  wrong?: string | undefined;
  children?: ComponentChildren;
}) {
  const id = useId();
  const { label, tag, value, set, rows = 3, required, wrong } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        lang={tag}
        rows={rows}
        value={value}
        required={required ?? false}
        aria-describedby={describedBy(id, props.children, wrong)}
        aria-invalid={wrong ? true : undefined}
        onInput={(e) => set(e.currentTarget.value)}
      />
      {props.children && <div id={`${id}h`}>{props.children}</div>}
      <Wrong id={`${id}w`} words={wrong} />
    </div>
  );
}

/** Some of these. */
export function Picked(props: {
  legend: string;
  of: readonly string[];
  names?: (one: string) => string;
  chosen: readonly string[];
  set: (chosen: string[]) => void;
}) {
  const { legend, of, names = (one) => one, chosen, set } = props;
  return (
    <fieldset class="picked">
      <legend>{legend}</legend>
      {of.map((one) => (
        <label key={one}>
          <input
            type="checkbox"
            checked={chosen.includes(one)}
            onChange={() => set(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])}
          />
          {names(one)}
        </label>
      ))}
    </fieldset>
  );
}

export function Choice<T extends string>(props: {
  label: string;
  value: T;
  of: readonly (readonly [T, string])[];
  set: (value: T) => void;
  wrong?: string | undefined;
}) {
  const id = useId();
  const { wrong } = props;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} value={props.value} aria-describedby={describedBy(id, '', wrong)} aria-invalid={wrong ? true : undefined} onChange={(e) => props.set(e.currentTarget.value as T)}>
        {props.of.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <Wrong id={`${id}w`} words={wrong} />
    </div>
  );
}

/** What went wrong, said at once to whoever listens. */
export function Trouble({ error }: { error: unknown }) {
  return (
    <div role="alert" class="trouble-place">
      {error ? <p class="trouble">{wordsOf(error)}</p> : null}
    </div>
  );
}

/** One mark for each slot of the month: the taken ones are full. */
export function Meter({ label, used, of }: { label: string; used: number; of: number }) {
  return (
    <div class="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={of} aria-valuenow={used}>
      <span class="slots" aria-hidden="true">
        {Array.from({ length: Math.min(of, 20) }, (_, i) => (
          <i key={i} class={i < used ? 'taken' : ''} />
        ))}
      </span>
      <b>
        {used} of {of}
      </b>{' '}
      {label}
    </div>
  );
}

/** A button that asks once more, in a dialog, before it acts. */
export function Confirmed(props: {
  button: string;
  title: string;
  children: ComponentChildren;
  act: () => Promise<void>;
  danger?: boolean;
  disabled?: boolean;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await props.act();
      dialog.current?.close();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class={props.danger ? 'danger' : 'main'} disabled={props.disabled} onClick={() => dialog.current?.showModal()}>
        {props.button}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <h2 id={id}>{props.title}</h2>
        {props.children}
        <Trouble error={error} />
        <p class="actions">
          <button type="button" class={props.danger ? 'danger' : 'main'} disabled={busy} onClick={act}>
            {props.button}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Go back
          </button>
        </p>
      </dialog>
    </>
  );
}

/** What stands in the address below a screen's own path: "new", "12", or nothing. */
export function usePlace(screen: string): string {
  const own = `#/${screen}`;
  const read = () => location.hash.slice(own.length).replace(/^\//, '');
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const follow = () => location.hash.startsWith(own) && setPlace(read());
    addEventListener('hashchange', follow);
    follow(); // it may have changed before anybody listened
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}

/** Reads something whenever what it depends on changes. */
export function useRead<T>(read: () => Promise<T>, on: unknown[]): { value?: T; error?: unknown; again: () => void } {
  const [state, setState] = useState<{ value?: T; error?: unknown }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    read().then(
      (value) => wanted && setState({ value }),
      (error: unknown) => wanted && setState((before) => ({ ...before, error })),
    );
    return () => {
      wanted = false;
    };
  }, [...on, turn]);
  return { ...state, again: () => setTurn((n) => n + 1) };
}
