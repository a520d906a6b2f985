// One subscriber: who they are, what they have, why a charge went as it did, and everything that happened.

import { post } from '../api';
import { Card, Confirmed, Meter } from '../pieces';
import { dashed, distance, instant, language, measured, number, paid, rule, use, type Charge } from '../words';
import { pathOf, type Story } from './screen';
import { Timeline } from './timeline';

export function SubscriberView({ story, again }: { story: Story; again: () => Promise<void> }) {
  return (
    <div class="story">
      <Who story={story} again={again} />
      <div class="columns">
        <Balances story={story} />
        <Contacts story={story} />
        <Charges story={story} />
        <Timeline story={story} />
      </div>
    </div>
  );
}

function Who({ story, again }: { story: Story; again: () => Promise<void> }) {
  const { subscriber, codes } = story;
  const leave = async () => {
    await post(`${pathOf(story.msisdn)}/dial`, { text: codes.leave }, { reason: story.reason });
    await again();
  };
  return (
    <section class="person" aria-labelledby="person">
      <div>
        <h2 id="person">{number(subscriber.msisdn)}</h2>
        <p>
          {subscriber.member ? <span class="badge">member</span> : <span class="badge off">not a member</span>} {subscriber.brand},{' '}
          {subscriber.tariff}, speaks {language(subscriber.language)}
          {subscriber.membership && (
            <>
              {' '}
              · joined {instant(subscriber.membership.since)} by {subscriber.membership.channel}, under terms {subscriber.membership.terms_version}
            </>
          )}
        </p>
        {subscriber.services.length > 0 && (
          <p class="quiet">
            Services: {subscriber.services.map((service) => `${service.name}${service.fee_paid ? '' : ' (fee not paid)'}`).join(', ')}
          </p>
        )}
      </div>
      <p class="actions">
        <button type="button" onClick={() => void again()}>
          Read again
        </button>
        {subscriber.member && (
          <Confirmed button="Leave on request" title={`${number(subscriber.msisdn)} leaves the programme?`} act={leave} danger>
            <p>
              Only if the subscriber asks for it. Every consent ends at once, nobody writes or calls any more, and active units that are left are
              lost where the programme says so. Joining again is the subscriber's own act alone.
            </p>
          </Confirmed>
        )}
      </p>
    </section>
  );
}

function Expiry({ now, until }: { now: string; until: string | null }) {
  if (!until) return <span class="quiet">does not expire</span>;
  const soon = Date.parse(until) - Date.parse(now) < 48 * 3_600_000;
  return (
    <span class={soon ? 'soon' : 'quiet'}>
      expires {distance(now, until)}, {instant(until)}
    </span>
  );
}

function Balances({ story }: { story: Story }) {
  const { balances, now } = story;
  return (
    <Card title="Balances">
      <ul class="balances">
        <li>
          <span>Main balance</span> <b>{balances.main} tenge</b>
        </li>
        {balances.balances.map((balance, i) => (
          <li key={i}>
            <span>{balance.name}</span> <b>{measured(balance.amount, balance.unit)}</b>
            <Expiry now={now} until={balance.until} />
            {balance.set_aside !== '0' && <span class="quiet">{measured(balance.set_aside, balance.unit)} set aside for open sessions</span>}
          </li>
        ))}
        {balances.waiting.map((grant, i) => (
          <li key={i} class="grant">
            <span>Bonus waiting for activation</span> <b>{grant.units} units</b>
            <Expiry now={now} until={grant.until} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Contacts({ story }: { story: Story }) {
  const { contacts, consent } = story;
  return (
    <Card title="Contacts this month" aside={<span class="quiet">{contacts.month}</span>}>
      <Meter label="messages" used={contacts.messages.used} of={contacts.messages.of} />
      <Meter label="surveys" used={contacts.surveys.used} of={contacts.surveys.of} />
      <p class="quiet">
        {consent.evidence
          ? `Consents since ${instant(consent.evidence.since)}, by ${consent.evidence.channel}.`
          : 'No consent: nothing may be sent, and nothing is.'}
      </p>
      {contacts.contacts.length > 0 && (
        <ul class="rows">
          {contacts.contacts
            .slice(-8)
            .reverse()
            .map((contact, i) => (
              <li key={i}>
                <span>
                  {contact.partner || `campaign ${contact.campaign}`}, {contact.channel}
                </span>
                <span class="quiet">
                  {instant(contact.at)} · {dashed(contact.state)}
                  {contact.reason && ` (${contact.reason}: ${rule(contact.reason)})`}
                </span>
              </li>
            ))}
        </ul>
      )}
    </Card>
  );
}

function ChargeRow({ charge }: { charge: Charge }) {
  return (
    <li>
      <span>
        <b>{use(charge)}</b> <span class="quiet">{instant(charge.at, true)}</span>
      </span>
      <span>{charge.parts.map(paid).join(' · ') || 'free of charge'}</span>
      {charge.not_used.map((kept) => (
        <span key={kept.balance + kept.rule} class="why">
          <abbr title={`Rule ${kept.rule} of the rule book`}>{kept.rule}</abbr> {kept.balance} did not pay: {rule(kept.rule)}.
        </span>
      ))}
    </li>
  );
}

function Charges({ story }: { story: Story }) {
  const { charges } = story.charges;
  return (
    <Card title="Why did this charge not use the bonus?" aside={<span class="quiet">the last {charges.length} charges</span>}>
      {charges.length === 0 ? (
        <p class="quiet">Nothing has been charged yet.</p>
      ) : (
        <div class="charges" role="region" aria-label="Charges" tabIndex={0}>
          <ul class="rows">
            {charges.map((charge, i) => (
              <ChargeRow key={charge.id ?? i} charge={charge} />
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
