// Small pieces that every screen is made of.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { wordsOf } from './api';

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

export function Field(props: { label: string; hint?: string; set: (value: string) => void } & InputProps) {
  const id = useId();
  const { label, hint, set, ...input } = props;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}h` : undefined} {...input} onInput={(e) => set(e.currentTarget.value)} />
      {hint && (
        <small id={`${id}h`} class="quiet">
          {hint}
        </small>
      )}
    </div>
  );
}

export function Choice<T extends string>(props: {
  label: string;
  value: T;
  of: readonly (readonly [T, string])[];
  set: (value: T) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={(e) => props.set(e.currentTarget.value as T)}>
        {props.of.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
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
