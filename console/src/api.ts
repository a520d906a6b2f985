// The HTTP API, typed by its description. Nothing else in the console speaks HTTP.

import type { components } from './generated/api';

export type Schemas = components['schemas'];
export type Session = Schemas['Session'];
export type Role = Session['role'];

/** An answer that is no success: RFC 9457, as far as it came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}

interface Options {
  body?: unknown;
  /** Why a subscriber is looked at; kept in the access log. */
  reason?: string;
  /** The same request again is answered as the first time, and does nothing more. */
  once?: string;
}

let csrf = '';
let over: () => void = () => {};

/** What a login brings: the token that every change wants, and what to do once the login is over. */
export function loggedIn(session: Session | null, whenOver: () => void): void {
  csrf = session?.csrf ?? '';
  over = whenOver;
}

/** Of a request that may be repeated. Also where the page did not come over TLS, and randomUUID is not there. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export async function call<T>(method: string, path: string, { body, reason, once }: Options = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (once) headers['Idempotency-Key'] = once;
  if (reason) headers['X-Reason'] = encodeURIComponent(reason);
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch {
    throw new ApiError(0, 'The server cannot be reached. Is the network up?');
  }
  const read = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
  if (answer.ok) return read as T;
  if (answer.status === 401 && csrf) over();
  throw new ApiError(answer.status, read?.detail ?? `The server answered ${answer.status}.`, read?.field);
}

export const get = <T>(path: string, options?: Options): Promise<T> => call<T>('GET', path, options);
export const post = <T>(path: string, body: unknown, options?: Options): Promise<T> =>
  call<T>('POST', path, { ...options, body });

export const wordsOf = (error: unknown): string =>
  error instanceof ApiError ? error.detail : error instanceof Error ? error.message : String(error);
