// One PDU of an ESME, held against the specification (SMPP 3.4, 12-Oct-1999 issue 1.2) octet by octet: fields, lengths and
// values that it does not allow are complaints. Written from the specification and from nothing else: a codec that is
// kind to what it gets would find nothing.

const COMMANDS = {
  0x00000009: 'bind_transceiver',
  0x00000004: 'submit_sm',
  0x00000006: 'unbind',
  0x00000015: 'enquire_link',
  0x80000000: 'generic_nack',
  0x80000005: 'deliver_sm_resp',
  0x80000006: 'unbind_resp',
  0x80000015: 'enquire_link_resp',
};
export const PDU_MAX = 0x10000; // no field of these needs more; §5.3.2.32: message_payload up to 64 KiB

/** Reads fields off the front of a PDU's body, and notes where they are not as they should be. */
class Reader {
  at = 16;
  faults = [];
  constructor(octets) {
    this.octets = octets;
  }

  get left() {
    return this.octets.length - this.at;
  }

  fault(what) {
    this.faults.push(what);
  }

  must(holds, what) {
    if (!holds) this.fault(what);
  }

  take(count, name) {
    if (count > this.left) {
      this.fault(`${name} is cut off: ${this.left} octets of ${count}`);
      this.at = this.octets.length;
      return Buffer.alloc(count);
    }
    this.at += count;
    return this.octets.subarray(this.at - count, this.at);
  }

  integer(name, legal) {
    const value = this.take(1, name)[0];
    this.must(legal(value), `${name} is ${value}`);
    return value;
  }

  /** §3.1: ASCII, and a NUL at its end that counts in `most`. */
  cString(name, most, legal = () => true) {
    const end = this.octets.indexOf(0, this.at);
    if (end < 0) {
      this.fault(`${name} has no NUL at its end`);
      this.at = this.octets.length;
      return '';
    }
    const field = this.take(end + 1 - this.at, name);
    const text = field.subarray(0, -1).toString('latin1');
    this.must(field.length <= most, `${name} has ${field.length} octets of ${most} at most`);
    this.must(/^[\x20-\x7e]*$/.test(text), `${name} is not ASCII`);
    this.must(legal(text), `${name} is "${text}"`);
    return text;
  }
}

const oneOf = (...values) => (value) => values.includes(value);
const between = (from, to) => (value) => value >= from && value <= to;
const isTon = between(0, 6); // §5.2.5
const isNpi = oneOf(0, 1, 3, 4, 6, 8, 9, 10, 14, 18); // §5.2.6
const SERVICES = ['', 'CMT', 'CPT', 'VMN', 'VMA', 'WAP', 'USSD']; // §5.2.11

// §5.3: what a submit_sm may have (§4.4.1), by tag: name, the lengths it may have, its values.
const byte = (legal = () => true) => ({ lengths: oneOf(1), legal: (value) => legal(value[0]) });
const octets = (from, to = from) => ({ lengths: between(from, to), legal: () => true });
const TLVS = {
  0x0005: ['dest_addr_subunit', byte(between(0, 4))],
  0x000d: ['source_addr_subunit', byte(between(0, 4))],
  0x0019: ['payload_type', byte(between(0, 1))],
  0x0030: ['ms_msg_wait_facilities', byte()],
  0x0201: ['privacy_indicator', byte(between(0, 3))],
  0x0202: ['source_subaddress', octets(2, 23)],
  0x0203: ['dest_subaddress', octets(2, 23)],
  0x0204: ['user_message_reference', octets(2)],
  0x0205: ['user_response_code', byte()],
  0x020a: ['source_port', octets(2)],
  0x020b: ['destination_port', octets(2)],
  0x020c: ['sar_msg_ref_num', octets(2)],
  0x020d: ['language_indicator', byte()],
  0x020e: ['sar_total_segments', byte(between(1, 255))],
  0x020f: ['sar_segment_seqnum', byte(between(1, 255))],
  0x0302: ['callback_num_pres_ind', byte()],
  0x0303: ['callback_num_atag', octets(1, 65)],
  0x0304: ['number_of_messages', byte(between(0, 99))],
  0x0381: ['callback_num', octets(4, 19)],
  0x0424: ['message_payload', octets(1, 0xffff)],
  0x0426: ['more_messages_to_send', byte(between(0, 1))],
  0x0501: ['ussd_service_op', byte((op) => between(0, 3)(op) || between(16, 19)(op) || op >= 32)],
  0x1201: ['display_time', byte(between(0, 2))],
  0x1203: ['sms_signal', octets(2)],
  0x1204: ['ms_validity', byte(between(0, 3))],
  0x130c: ['alert_on_message_delivery', octets(0)],
  0x1380: ['its_reply_type', byte(between(0, 8))],
  0x1383: ['its_session_info', octets(2)],
};

function tlvs(reader) {
  const read = {};
  while (reader.left > 0) {
    if (reader.left < 4) {
      reader.fault(`${reader.left} octets after the last parameter`);
      break;
    }
    const head = reader.take(4, 'a TLV');
    const tag = head.readUInt16BE(0);
    const [name, { lengths, legal }] = TLVS[tag] ?? [`TLV 0x${tag.toString(16).padStart(4, '0')}`, octets(0, 0xffff)];
    const value = reader.take(head.readUInt16BE(2), name);
    if (!TLVS[tag]) reader.fault(`${name} is none that a submit_sm may have`);
    else if (!lengths(value.length)) reader.fault(`${name} has ${value.length} octets`);
    else reader.must(legal(value), `${name} is ${value.toString('hex')}`);
    reader.must(!(name in read), `${name} comes twice`);
    read[name] = value;
  }
  return read;
}

function address(reader, name, ton, npi) {
  const type = reader.integer(ton, isTon);
  const plan = reader.integer(npi, isNpi);
  const digits = reader.cString(name, 21);
  if (type === 5) reader.must(digits.length <= 11, `${name} is alphanumeric and longer than 11`);
  else reader.must(/^\d*$/.test(digits), `${name} is "${digits}", which are not digits`);
  if (type === 1) reader.must(plan === 1 && /^\d{7,15}$/.test(digits), `${name} ${digits} is not international`);
  return digits;
}

/** §7.1.1: YYMMDDhhmmsstnnp, absolute or relative. */
export function isTime(text) {
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([-+R])$/.exec(text);
  if (!parts) return false;
  const [year, month, day, hour, minute, second, , quarters] = parts.slice(1).map(Number);
  if (parts[9] === 'R') return quarters === 0 && month <= 12 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  const last = new Date(Date.UTC(2000 + year, month, 0)).getUTCDate();
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= last;
  return isDay && hour < 24 && minute < 60 && second < 60 && quarters <= 48;
}

const isCoding = (coding) => // §5.2.19
  coding <= 10 || coding === 13 || coding === 14 || between(0xc0, 0xdf)(coding) || coding >= 0xf0;

/** TS 23.040 §9.2.3.24: the user data's header; gives its octets, its length's own included. */
function userDataHeader(reader, text) {
  const length = text.length > 0 ? text[0] + 1 : 0;
  if (length === 0 || length > text.length) {
    reader.fault('esm_class says that there is a user data header, and there is none');
    return 0;
  }
  for (let at = 1; at < length;) {
    const [kind, size] = [text[at], text[at + 1] ?? 0];
    if (at + 2 + size > length) {
      reader.fault('an information element leads out of the user data header');
      break;
    }
    const concatenates = kind === 0x00 || kind === 0x08;
    const [total, number] = text.subarray(at + size, at + 2 + size);
    if (concatenates) {
      reader.must(size === (kind === 0 ? 3 : 4), `the concatenation header has ${size} octets`);
      reader.must(number >= 1 && number <= total, `part ${number} of ${total}`);
    }
    at += 2 + size;
  }
  return length;
}

/** What fits on the air: 140 octets of user data, of septets 160 (TS 23.040 §9.2.3.24); a USSD screen 160 octets. */
function text(reader, { text: octetsOfText, coding, hasHeader, service, whole }) {
  const header = hasHeader ? userDataHeader(reader, octetsOfText) : 0;
  const said = octetsOfText.subarray(header);
  const isUcs2 = coding === 8;
  if (isUcs2) reader.must(said.length % 2 === 0, 'UCS-2 of half a character');
  if (coding === 0) reader.must(said.every((octet) => octet < 0x80), 'the default alphabet has no octet of 0x80 and more');
  if (whole) return;
  const most = service === 'USSD' ? 160 : 140;
  const needed = isUcs2 ? header + said.length : Math.ceil(header + (said.length * 7) / 8);
  reader.must(needed <= most, `the text needs ${needed} octets, and ${most} fit`);
}

function segments(reader, extra, hasHeader) {
  const { sar_msg_ref_num: reference, sar_total_segments: total, sar_segment_seqnum: number } = extra;
  const there = [reference, total, number].filter(Boolean).length;
  if (there === 0) return;
  if (there < 3) return reader.fault('sar_msg_ref_num, sar_total_segments and sar_segment_seqnum are not all there');
  reader.must(number[0] <= total[0], `segment ${number[0]} of ${total[0]}`);
  reader.must(!hasHeader, 'segments are told by sar_* and by a user data header');
}

// §4.4.1
function submitSm(reader) {
  const service = reader.cString('service_type', 6, (name) => SERVICES.includes(name));
  address(reader, 'source_addr', 'source_addr_ton', 'source_addr_npi');
  const to = address(reader, 'destination_addr', 'dest_addr_ton', 'dest_addr_npi');
  reader.must(to !== '', 'destination_addr is empty');
  // §5.2.12: the two bits in the middle are the ANSI-41 acknowledgements of a phone; GSM has the highest two.
  const esmClass = reader.integer('esm_class', (value) => [0x00, 0x08, 0x10].includes(value & 0x3c));
  reader.integer('protocol_id', () => true);
  reader.integer('priority_flag', between(0, 3));
  for (const name of ['schedule_delivery_time', 'validity_period']) {
    reader.cString(name, 17, (time) => time === '' || isTime(time));
  }
  reader.integer('registered_delivery', (value) => (value & 0xe0) === 0 && (value & 0x03) !== 3);
  reader.integer('replace_if_present_flag', between(0, 1));
  const coding = reader.integer('data_coding', isCoding);
  reader.integer('sm_default_msg_id', between(0, 254));
  const length = reader.integer('sm_length', between(0, 254));
  const message = reader.take(length, 'short_message');
  const extra = tlvs(reader);
  const payload = extra.message_payload;
  reader.must(!payload || length === 0, 'message_payload and a short_message as well');
  const hasHeader = (esmClass & 0x40) !== 0;
  segments(reader, extra, hasHeader);
  text(reader, { text: payload ?? message, coding, hasHeader, service, whole: payload !== undefined });
  reader.must((service === 'USSD') === ('ussd_service_op' in extra), 'ussd_service_op is for USSD, which needs it');
}

const BODIES = {
  // §4.1.5
  bind_transceiver(reader) {
    reader.cString('system_id', 16);
    reader.cString('password', 9);
    reader.cString('system_type', 13);
    reader.integer('interface_version', oneOf(0x34));
    reader.integer('addr_ton', isTon);
    reader.integer('addr_npi', isNpi);
    reader.cString('address_range', 41);
  },
  submit_sm: submitSm,
  // §4.6.2: its message_id is unused, and NULL.
  deliver_sm_resp: (reader) => reader.cString('message_id', 1),
  unbind: () => {},
  enquire_link: () => {},
  generic_nack: () => {},
  unbind_resp: () => {},
  enquire_link_resp: () => {},
};

// §5.1.3
const isStatus = (status) =>
  between(0x00, 0x08)(status) || between(0x0a, 0x0f)(status) || oneOf(0x11, 0x13, 0x14, 0x15, 0x33, 0x34, 0x40)(status) ||
  between(0x42, 0x45)(status) || between(0x48, 0x51)(status) || between(0x53, 0x55)(status) || oneOf(0x58)(status) ||
  between(0x61, 0x67)(status) || between(0xc0, 0xc4)(status) || oneOf(0xfe, 0xff)(status) || between(0x400, 0x4ff)(status);

/** A whole PDU, as its command_length cuts it: {command, isResponse, status, sequence, faults}. */
export function readPdu(pdu) {
  const id = pdu.readUInt32BE(4);
  const command = COMMANDS[id];
  const isResponse = id >= 0x80000000;
  const [status, sequence] = [pdu.readUInt32BE(8), pdu.readUInt32BE(12)];
  const reader = new Reader(pdu);
  if (command) BODIES[command](reader);
  else reader.fault(`command 0x${id.toString(16).padStart(8, '0')} is none that an ESME with a transceiver sends`);
  if (command) reader.must(reader.left === 0, `${reader.left} octets too many`);
  reader.must(isResponse ? isStatus(status) : status === 0, `command_status is 0x${status.toString(16)}`);
  reader.must(sequence >= 1 && sequence <= 0x7fffffff, `sequence_number is 0x${sequence.toString(16)}`);
  return { command, id, isResponse, status, sequence, faults: reader.faults };
}
