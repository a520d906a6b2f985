// Credit control (RFC 8506) as the network's nodes ask for it.

import { avp, avp3gpp, number, time } from './diameter.js';

export const HOME_NETWORK = '40102';
export const FOREIGN_NETWORK = '25001';
const EVENT_REQUEST = 4;
export const RequestedAction = { debit: 0, refund: 1, checkBalance: 2, priceEnquiry: 3 };

export const ResultCode = {
  success: 2001,
  too_busy: 3004,
  end_user_service_denied: 4010,
  credit_limit_reached: 4012,
  unknown_session: 5002,
  rating_failed: 5031,
};

/**
 * One SMS, debited at once, shaped as an SMSC sends it (3GPP TS 32.274): one MSCC without a rating group, the sender
 * in Subscription-Id, the recipient in SMS-Information.
 * @param {{sessionId: string, from: string, to: string, at: number, network?: string, action?: number}} event
 *   at: seconds since 1970; network: MCC and MNC of the network visited
 */
export function smsEvent(
  client,
  { sessionId, from, to, at, network = HOME_NETWORK, action = RequestedAction.debit },
) {
  return [
    avp(263, sessionId),
    avp(264, client.host),
    avp(296, client.realm),
    avp(283, client.peer.realm ?? client.realm),
    avp(258, 4),
    avp(461, '32274@3gpp.org'),
    avp(416, EVENT_REQUEST),
    avp(415, 0),
    avp(55, time(at)),
    avp(443, [avp(450, 0), avp(444, from)]),
    avp(436, action),
    avp(456, [avp(437, [avp(417, Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))]), avp(439, 1)]),
    avp3gpp(873, [
      avp3gpp(2000, [avp3gpp(1201, [avp3gpp(899, 1), avp3gpp(897, to)])]),
      avp3gpp(874, [avp3gpp(18, network)]),
    ]),
  ];
}

/** Sends a Credit-Control-Request; gives the answer's Result-Code. */
export async function creditControl(client, avps, options) {
  const answer = await client.request(272, 4, avps, options);
  return number(answer, 268);
}
