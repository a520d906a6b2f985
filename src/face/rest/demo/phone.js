// The drawn phone: keys make an entry, the call key sends it. While the network waits for a reply the entry is that
// reply; otherwise it is a code to dial.

const KEYS = [
  ['call'], ['clear'], ['end'],
  ['1', ''], ['2', 'ABC'], ['3', 'DEF'],
  ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'],
  ['*', ''], ['0', '+'], ['#', ''],
];
const HANDSET = 'M5 4h3l2 5-2.5 1.5a11 11 0 0 0 6 6L15 14l5 2v3a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2';
const SPECIAL = {
  call: { label: 'Call', path: HANDSET },
  clear: { label: 'Clear', path: 'M21 5H9l-6 7 6 7h12zM17 9l-6 6M11 9l6 6' },
  end: { label: 'Hang up', path: 'M3 15c0-7 18-7 18 0v2l-5 1v-4a14 14 0 0 0-8 0v4l-5-1z' },
};
const ENTRY_MAX = 40;

function drawing(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function keyFor([name, letters]) {
  const key = document.createElement('button');
  key.type = 'button';
  key.dataset.key = name;
  const special = SPECIAL[name];
  if (special) {
    key.className = name;
    key.setAttribute('aria-label', special.label);
    key.append(drawing(special.path));
    return key;
  }
  key.append(name);
  if (letters) {
    const small = document.createElement('small');
    small.textContent = letters;
    key.append(small);
  }
  return key;
}

export class Phone {
  #send;
  #body = document.querySelector('.phone');
  #text = document.getElementById('text');
  #entry = document.getElementById('entry');
  #keyed = '';
  #session; // while the network waits for a reply
  #call = 0; // what comes back for a call that was hung up is not shown

  /** @param send (text, session) → {session, screen, ended} */
  constructor(send) {
    this.#send = send;
    const keys = document.getElementById('keys');
    keys.append(...KEYS.map(keyFor));
    keys.addEventListener('click', (event) => {
      const key = event.target.closest('button');
      if (key) this.press(key.dataset.key);
    });
    document.addEventListener('keydown', (event) => this.#typed(event));
    this.hangUp();
  }

  press(key) {
    if (key === 'call') return this.call();
    if (key === 'end') return this.hangUp();
    if (key === 'clear') this.#show({ keyed: this.#keyed.slice(0, -1) });
    else if (this.#keyed.length < ENTRY_MAX) this.#show({ keyed: this.#keyed + key });
  }

  /** Dials a code from idle, whatever was going on. */
  dial(code) {
    this.hangUp();
    this.#show({ keyed: code });
    return this.call();
  }

  async call() {
    if (this.#keyed === '' || this.#body.hasAttribute('data-waits')) return;
    const text = this.#keyed;
    const session = this.#session;
    this.#call += 1;
    const call = this.#call;
    this.#show({ keyed: '', text: session ? '…' : `${text}\n…`, waits: true });
    try {
      const answer = await this.#send(text, session);
      if (call !== this.#call) return;
      this.#session = answer.ended ? undefined : answer.session;
      this.#show({ text: answer.screen, waits: false });
    } catch (error) {
      if (call !== this.#call) return;
      this.#session = undefined;
      this.#show({ text: error.message, waits: false });
    }
  }

  hangUp() {
    this.#call += 1;
    this.#session = undefined;
    this.#show({ keyed: '', text: 'Dial a code, or pick one below', waits: false });
  }

  #show({ keyed = this.#keyed, text, waits }) {
    this.#keyed = keyed;
    this.#entry.textContent = keyed;
    if (text !== undefined) {
      this.#text.textContent = text;
      this.#text.scrollTop = 0;
    }
    if (waits !== undefined) this.#body.toggleAttribute('data-waits', waits);
    this.#body.toggleAttribute('data-asks', Boolean(this.#session));
  }

  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input')) return;
    if (/^[0-9*#]$/.test(event.key)) this.press(event.key);
    else if (event.key === 'Backspace') this.press('clear');
    else if (event.key === 'Escape') this.press('end');
    else if (event.key === 'Enter' && !event.target.closest('button')) this.press('call');
    else return;
    event.preventDefault();
  }
}
