// The strict peer complains of each thing that it is there to see, and of nothing that is right.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { freePort } from './server.js';
import { isTime, readPdu } from './smpp-octets.js';
import { PASSWORD, Smsc, SYSTEM_ID } from './smsc.js';
import { StrictStream } from './strict-smpp.js';
import { until } from './until.js';

const u8 = (...values) => Buffer.from(values);
const u16 = (value) => u8(value >> 8, value & 0xff);
const z = (text) => Buffer.from(`${text}\0`, 'latin1');
const tlv = (tag, value) => Buffer.concat([u16(tag), u16(value.length), value]);

function pdu(command, body = [], { sequence = 1, status = 0, length } = {}) {
  const rest = Buffer.concat(body);
  const head = Buffer.alloc(16);
  [length ?? 16 + rest.length, command, status, sequence].forEach((value, i) => head.writeUInt32BE(value, 4 * i));
  return Buffer.concat([head, rest]);
}

const SUBMIT = {
  service: z(''), source: [u8(0, 1), z('555')], destination: [u8(1, 1), z('77011234567')],
  esm: 0, protocol: 0, priority: 0, schedule: z(''), validity: z('160305160000000+'), registered: 1, replace: 0,
  coding: 0, preset: 0, text: Buffer.from('Hello'), tlvs: [],
};
function submit(changes = {}, header = {}) {
  const s = { ...SUBMIT, ...changes };
  const body = [
    s.service, ...s.source, ...s.destination, u8(s.esm, s.protocol, s.priority), s.schedule, s.validity,
    u8(s.registered, s.replace, s.coding, s.preset, s.length ?? s.text.length), s.text, ...s.tlvs,
  ];
  return pdu(4, body, header);
}
const bind = (changes = {}, header) => {
  const b = { id: z(SYSTEM_ID), password: z(PASSWORD), type: z(''), version: 0x34, range: z(''), after: u8(), ...changes };
  return pdu(9, [b.id, b.password, b.type, u8(b.version, 0, 0), b.range, b.after], header);
};
const parts = (...header) => Buffer.concat([u8(...header), Buffer.from('text')]);
const sar = (reference, total, number) =>
  [[0x020c, reference], [0x020e, total], [0x020f, number]].filter(([, value]) => value).map(([tag, value]) => tlv(tag, value));
const ussd = (op, info = u8(1, 0)) => ({ service: z('USSD'), tlvs: [tlv(0x0501, u8(op)), tlv(0x1383, info)] });
const ucs2 = (text) => Buffer.from(text, 'utf16le').swap16();

const RIGHT = {
  'a bind': bind(),
  'a short message': submit(),
  'one in UCS-2': submit({ coding: 8, text: ucs2('Қош келдіңіз') }),
  'a part with a header': submit({ esm: 0x40, text: parts(5, 0, 3, 9, 2, 1) }),
  'a part with a reference of 16 bits': submit({ esm: 0x40, text: parts(6, 8, 4, 1, 9, 2, 2) }),
  'a segment': submit({ tlvs: sar(u16(7), u8(2), u8(1)) }),
  'a message_payload': submit({ text: u8(), tlvs: [tlv(0x0424, Buffer.alloc(1000, 0x41))] }),
  'a screen': submit(ussd(2)),
  'a deliver_sm_resp': pdu(0x80000005, [z('')]),
  'an enquire_link': pdu(0x15),
  'a refusal': pdu(0x80000005, [z('')], { status: 0x64 }),
};
for (const [what, octets] of Object.entries(RIGHT)) {
  test(`it has no complaint of ${what}`, () => assert.deepEqual(readPdu(octets).faults, []));
}

const WRONG = {
  'a bind of another version': [bind({ version: 0x50 }), /interface_version is 80/],
  'a system_id of 16 letters': [bind({ id: z('a'.repeat(16)) }), /system_id has 17 octets of 16/],
  'a password of 9 letters': [bind({ password: z('a'.repeat(9)) }), /password has 10 octets of 9/],
  'a bind with something after it': [bind({ after: u8(0) }), /1 octets too many/],
  'a field without an end': [bind({ range: Buffer.from('1') }), /address_range has no NUL/],
  'a service that is none': [submit({ service: z('NEWS') }), /service_type is "NEWS"/],
  'letters in an address': [submit({ source: [u8(0, 1), z('SMART')] }), /source_addr is "SMART"/],
  'an address of 21 digits': [submit({ source: [u8(0, 1), z('1'.repeat(21))] }), /source_addr has 22 octets/],
  'a national number said to be international': [submit({ destination: [u8(1, 1), z('555')] }), /not international/],
  'a type of number that is reserved': [submit({ source: [u8(7, 1), z('555')] }), /source_addr_ton is 7/],
  'a numbering plan that is reserved': [submit({ source: [u8(0, 2), z('555')] }), /source_addr_npi is 2/],
  'nobody to send it to': [submit({ destination: [u8(0, 1), z('')] }), /destination_addr is empty/],
  'an esm_class of a receipt': [submit({ esm: 0x04 }), /esm_class is 4/],
  'a priority of 4': [submit({ priority: 4 }), /priority_flag is 4/],
  'a validity_period of 15 octets': [submit({ validity: z('16030516000000+') }), /validity_period is/],
  'a validity_period in the 13th month': [submit({ validity: z('161305160000000+') }), /validity_period is/],
  'a registered_delivery that is reserved': [submit({ registered: 3 }), /registered_delivery is 3/],
  'a replace_if_present_flag of 2': [submit({ replace: 2 }), /replace_if_present_flag is 2/],
  'a data_coding that is reserved': [submit({ coding: 0x0c }), /data_coding is 12/],
  'an sm_length of 255': [submit({ text: Buffer.alloc(255, 0x41) }), /sm_length is 255/],
  'an sm_length that is too long': [submit({ length: 6 }), /short_message is cut off/],
  'an sm_length that is too short': [submit({ length: 4 }), /after the last parameter/],
  'half a character': [submit({ coding: 8, text: u8(4) }), /half a character/],
  'octets that the default alphabet does not have': [submit({ text: u8(0xc4) }), /default alphabet/],
  'UCS-2 that does not fit': [submit({ coding: 8, text: ucs2('ә'.repeat(71)) }), /needs 142 octets, and 140 fit/],
  'a header that is not there': [submit({ esm: 0x40, text: u8() }), /there is none/],
  'an information element that is too long': [submit({ esm: 0x40, text: parts(5, 0, 9, 9, 2, 1) }), /leads out/],
  'a concatenation of 2 octets': [submit({ esm: 0x40, text: parts(4, 0, 2, 9, 2) }), /concatenation header has 2/],
  'part 3 of 2': [submit({ esm: 0x40, text: parts(5, 0, 3, 9, 2, 3) }), /part 3 of 2/],
  'segment 3 of 2': [submit({ tlvs: sar(u16(7), u8(2), u8(3)) }), /segment 3 of 2/],
  'segments without a number': [submit({ tlvs: sar(u16(7), u8(2)) }), /are not all there/],
  'a sar_msg_ref_num of one octet': [submit({ tlvs: sar(u8(7), u8(2), u8(1)) }), /sar_msg_ref_num has 1 octets/],
  'a payload beside a text': [submit({ tlvs: [tlv(0x0424, u8(65))] }), /and a short_message as well/],
  'a TLV that is unknown': [submit({ tlvs: [tlv(0x1400, u8(1))] }), /TLV 0x1400 is none/],
  'a TLV of a receipt': [submit({ tlvs: [tlv(0x0427, u8(2))] }), /TLV 0x0427 is none/],
  'a TLV that comes twice': [submit({ tlvs: [tlv(0x0426, u8(1)), tlv(0x0426, u8(1))] }), /comes twice/],
  'a TLV that is cut off': [submit({ tlvs: [tlv(0x0426, u8(1)).subarray(0, 4)] }), /is cut off/],
  'an op that is reserved': [submit(ussd(5)), /ussd_service_op is 05/],
  'a session of three octets': [submit(ussd(2, u8(1, 2, 3))), /its_session_info has 3 octets/],
  'a screen without an op': [submit({ service: z('USSD') }), /which needs it/],
  'a screen of 81 letters': [submit({ ...ussd(2), coding: 8, text: ucs2('ә'.repeat(81)) }), /160 fit/],
  'a deliver_sm_resp with a message_id': [pdu(0x80000005, [z('1')]), /message_id has 2 octets of 1/],
  'a deliver_sm_resp without a body': [pdu(0x80000005), /message_id has no NUL/],
  'an enquire_link with a body': [pdu(0x15, [u8(0)]), /1 octets too many/],
  'a request with a status': [submit({}, { status: 8 }), /command_status is 0x8/],
  'a status that is reserved': [pdu(0x80000005, [z('')], { status: 0x10 }), /command_status is 0x10/],
  'a sequence_number of 0': [submit({}, { sequence: 0 }), /sequence_number is 0x0/],
  'one of 32 bits': [submit({}, { sequence: 0x80000000 }), /sequence_number is 0x80000000/],
  'a command of an SMSC': [pdu(0x80000004, [z('1')]), /none that an ESME with a transceiver sends/],
};
for (const [what, [octets, complaint]] of Object.entries(WRONG)) {
  test(`it complains of ${what}`, () => assert.match(readPdu(octets).faults.join('\n'), complaint));
}

test('it knows the times of SMPP', () => {
  for (const time of ['160229235959948+', '000000010000000R', '991231000000000-']) assert.ok(isTime(time), time);
  for (const time of ['160230000000000+', '160305250000000+', '160305000000049+', '000000010000004R', '1603051600']) {
    assert.ok(!isTime(time), time);
  }
});

/** A stream of one that is bound, and then sends these. */
function stream(...pdus) {
  const made = new StrictStream();
  made.received(bind());
  made.bindAnswered(0);
  for (const octets of pdus) for (const octet of octets) made.received(u8(octet)); // one by one: none is read too early
  return made;
}
test('it has no complaint of what comes in its order', () => {
  const asked = stream();
  asked.asked({ command_id: 5, sequence_number: 70 });
  asked.received(Buffer.concat([submit({}, { sequence: 2 }), pdu(0x80000005, [z('')], { sequence: 70 })]));
  asked.received(pdu(6, [], { sequence: 3 }));
  assert.deepEqual(asked.complaints, []);
  assert.deepEqual(asked.seen, { bind_transceiver: 1, submit_sm: 1, deliver_sm_resp: 1, unbind: 1 });
});

const OUT_OF_ORDER = {
  'a sequence_number that is left out': [[submit({}, { sequence: 3 })], /sequence_number 3 follows 1/],
  'one that comes twice': [[submit({}, { sequence: 1 })], /sequence_number 1 follows 1/],
  'an answer to nothing': [[pdu(0x80000005, [z('')], { sequence: 9 })], /answers 9, which was not asked/],
  'a second bind': [[bind({}, { sequence: 2 })], /in the state "bound"/],
  'a message after an unbind': [[pdu(6, [], { sequence: 2 }), submit({}, { sequence: 3 })], /in the state "unbound"/],
  'a command_length of 15': [[pdu(0x15, [], { sequence: 2, length: 15 })], /command_length is 15/],
};
for (const [what, [pdus, complaint]] of Object.entries(OUT_OF_ORDER)) {
  test(`it complains of ${what}`, () => assert.match(stream(...pdus).complaints.join('\n'), complaint));
}
test('it complains of a message before the bind is answered', () => {
  const early = new StrictStream();
  early.received(Buffer.concat([bind(), submit({}, { sequence: 2 })]));
  assert.match(early.complaints.join('\n'), /in the state "binding"/);
});

test('an SMSC that got something wrong, which the npm package takes, does not end well', async () => {
  const smsc = new Smsc(await freePort());
  await smsc.start();
  const socket = connect(smsc.port, '127.0.0.1');
  socket.write(Buffer.concat([bind()]));
  await until('the bind', () => smsc.isBound);
  socket.write(submit({ tlvs: [tlv(0x1400, u8(1))] }, { sequence: 2 }));
  await until('the message', () => smsc.messages.length === 1);
  await assert.rejects(smsc.stop(), /TLV 0x1400 is none/);
  socket.destroy();
});
