// The test's own book of what was answered: what must be there afterwards, whatever happened to the server.
//
// It knows one month of the programme, as far as the loads here go: join, activate, leave, top up, send an on-net SMS
// on the tariff Time to Talk.

import { billionths, decimal } from './amounts.js';

const BONUS = billionths('500');
const SMS_PRICE = billionths('7');
export const OPENING = billionths('100');

/** What is known of one subscriber. Every operation gives the next state and leaves this one. */
export class Account {
  main = OPENING;
  member = false;
  granted = false; // this month's bonus was given
  activated = false; // this month's activation was used
  waiting = 0n;
  bonus = 0n;
  charges = 0;

  #with(changes) {
    return Object.assign(new Account(), this, changes);
  }

  join() {
    if (this.member) return this;
    return this.#with({ member: true, granted: true, waiting: this.granted ? 0n : BONUS });
  }

  leave() {
    return this.member ? this.#with({ member: false, waiting: 0n, bonus: 0n }) : this;
  }

  activate() {
    if (!this.member || this.waiting === 0n || this.activated) return this;
    return this.#with({ activated: true, bonus: this.waiting, waiting: 0n });
  }

  topUp(amount) {
    return this.#with({ main: this.main + amount });
  }

  /** The state after an SMS, or this one if it is refused. */
  sms() {
    if (this.bonus + this.main < SMS_PRICE) return this;
    const fromBonus = this.bonus < SMS_PRICE ? this.bonus : SMS_PRICE;
    return this.#with({
      bonus: this.bonus - fromBonus,
      main: this.main - (SMS_PRICE - fromBonus),
      charges: this.charges + 1,
    });
  }

  /** One line that says everything; two states are the same if their lines are. */
  toString() {
    return `${this.member ? 'member' : 'guest'} main ${decimal(this.main)} bonus ${decimal(this.bonus)} waiting ${decimal(this.waiting)} charges ${this.charges}`;
  }
}

/** The same line, from the server's answers. */
export async function observed(http, path) {
  const read = async (what) => (await http.expect(200, 'GET', path + what)).json;
  const [{ member }, { main, bonus, waiting }, charges] = await Promise.all([
    read(''),
    read('/balances'),
    http.all(`${path}/charges`, 'charges'),
  ]);
  const sum = waiting.reduce((total, grant) => total + billionths(grant.units), 0n);
  return `${member ? 'member' : 'guest'} main ${decimal(billionths(main))} bonus ${decimal(billionths(bonus.units))} waiting ${decimal(sum)} charges ${charges.length}`;
}
