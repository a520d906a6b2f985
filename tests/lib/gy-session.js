// Credit-control sessions (RFC 8506 §5) as the network's nodes keep them: data as a packet gateway does, calls as an
// IMS node does.

import { avp, avp3gpp, find, number, time } from './diameter.js';
import { HOME_NETWORK } from './gy.js';

export const RequestType = { initial: 1, update: 2, termination: 3 };

const u64 = (value) => {
  const data = Buffer.alloc(8);
  data.writeBigUInt64BE(BigInt(value));
  return data;
};

/** What a granted or used unit is called, by kind of session. */
const KINDS = {
  data: { context: '32251@3gpp.org', unit: 421, bytes: 8 },
  voice: { context: 'ext.01.001.8.32260@3gpp.org', unit: 420, bytes: 4 },
  sms: { context: '32274@3gpp.org', unit: 417, bytes: 8 },
};

export const units = (kind, value) => avp(KINDS[kind].unit, KINDS[kind].bytes === 8 ? u64(value) : value);

/** Used-Service-Unit: data counts both ways, and in seconds as well, as packet gateways do. */
function usedUnits(kind, used) {
  if (kind === 'voice') return avp(446, [avp(420, used)]);
  const input = Math.floor(used / 3);
  return avp(446, [avp(420, 17), avp(412, u64(input)), avp(414, u64(used - input))]);
}

/** One Multiple-Services-Credit-Control. */
function service(kind, { requested, used, ratingGroup = kind === 'voice' ? 100 : undefined }) {
  const avps = [];
  if (requested !== undefined) avps.push(avp(437, requested === 0 ? [] : [units(kind, requested)]));
  if (used !== undefined) avps.push(usedUnits(kind, used));
  if (kind === 'voice') avps.push(avp(439, 0));
  if (ratingGroup !== undefined) avps.push(avp(432, ratingGroup));
  return avp(456, avps);
}

/**
 * The AVPs of one request.
 * @param {{kind: 'data'|'voice', sessionId: string, from: string, imsi?: string, to?: string, called?: string, network?: string}}
 *   session  called: as the AVP has it, where that is not to be tel:+ and `to`
 * @param {{type: number, number: number, at: number, requested?: number, used?: number, services?: object[]}} request
 *   requested: 0 leaves the size to the server; nothing asks for no grant
 *   services: {ratingGroup, requested, used} of each, where there are several
 */
export function sessionRequest(client, session, request) {
  const { kind, sessionId, from, imsi, to, called = `tel:+${to}`, network = HOME_NETWORK } = session;
  const information =
    kind === 'data'
      ? [avp3gpp(874, [avp3gpp(18, network)])]
      : [
          avp3gpp(876, [
            avp3gpp(829, 0),
            avp3gpp(831, `tel:+${from}`),
            avp3gpp(832, called),
            avp3gpp(1263, `3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=${network}00010019B01`),
          ]),
        ];
  return [
    avp(263, sessionId),
    avp(264, client.host),
    avp(296, client.realm),
    avp(283, client.peer.realm ?? client.realm),
    avp(258, 4),
    avp(461, KINDS[kind].context),
    avp(416, request.type),
    avp(415, request.number),
    avp(55, time(request.at)),
    ...(imsi ? [avp(443, [avp(450, 1), avp(444, imsi)])] : []),
    avp(443, [avp(450, 0), avp(444, kind === 'voice' ? `+${from}` : from)]),
    avp(455, 0),
    avp(436, 0),
    ...(request.services ?? [request]).map((asked) => service(kind, asked)),
    avp3gpp(873, information),
  ];
}

const long = (holder, ...path) => {
  const data = find(holder, ...path)?.data;
  return data === undefined ? undefined : Number(data.readBigUInt64BE(0));
};

/** What a CCA says: {code, services: [{code, ratingGroup, granted: {time, octets, specific}, validity, final}]}. */
export function readAnswer(answer) {
  const services = answer.avps
    .filter((a) => a.code === 456)
    .map((service) => ({
      code: number(service, 268),
      ratingGroup: number(service, 432),
      granted: find(service, 431) && {
        time: number(service, 431, 420),
        octets: long(service, 431, 421),
        specific: long(service, 431, 417),
      },
      validity: number(service, 448),
      final: find(service, 430) !== undefined,
    }));
  return { code: number(answer, 268), services };
}

export async function ask(client, session, request, options) {
  return readAnswer(await client.request(272, 4, sessionRequest(client, session, request), options));
}
