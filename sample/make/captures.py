#!/usr/bin/env python3
"""Writes the sample plant's captures, from the protocols' public definitions: python3 sample/make/captures.py

core.pcap: the mirror port of the plant's core switch. Hosts of other zones appear behind the router's station.
line1.pcap: the switch of assembly line 1, each host with its own station.

Four days, 16 to 19 November 2026 (Japan time). The first three are what the plant does every day; on the fourth the
engineering PC stops a controller for the first time. Values in answers are zero: there is nothing to read in them.
The same bytes come out each time.
"""

import struct
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "captures"
START = 1_794_754_800  # 2026-11-16 00:00 in Japan
HOUR = 3_600

ROUTER = "54:8a:ba:00:30:02"
# Stations begin with prefixes under which the makers' devices are found.
HOSTS = {
    "SRV-MES": ("10.30.1.10", "00:15:5d:30:01:10"),
    "SRV-HIS": ("10.30.1.20", "00:15:5d:30:01:20"),
    "SRV-SCADA1": ("10.30.1.30", "00:15:5d:30:01:30"),
    "SRV-SCADA2": ("10.30.1.31", "00:15:5d:30:01:31"),
    "PC-ENG1": ("10.30.1.61", "00:15:5d:30:01:61"),
    "SRV-RELAY": ("10.20.0.10", None),
    "SRV-AD": ("10.10.1.5", None),
    "PLC-SMT1": ("10.31.1.11", None),
    "PLC-SMT2": ("10.31.2.11", None),
    "EM-SMT": ("10.31.1.61", None),
    "PLC-ASM21": ("10.34.0.11", None),
    "PLC-ASM25": ("10.34.0.15", None),
    "PLC-INS2": ("10.35.0.12", None),
    "PC-INS2": ("10.35.1.21", None),
    "SRV-WMS": ("10.40.1.10", None),
    "PLC-UTL1": ("10.50.0.21", None),
    "PLC-ASM11": ("10.33.0.11", "58:52:8a:33:00:11"),
    "PLC-ASM13": ("10.33.0.13", "00:00:0a:33:00:13"),
    "HMI-ASM1": ("10.33.0.21", "58:52:8a:33:00:21"),
    # On no drawing: an inspection camera that was added to line 1 later.
    "added": ("10.33.0.77", "00:01:fc:33:00:77"),
}


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ip(text):
    return bytes(int(part) for part in text.split("."))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Capture:
    """A capture in the classic format, microseconds, little-endian."""

    def __init__(self):
        self.records, self.ident, self.ports, self.sequences = [], 0, {}, {}

    def frame(self, at, data):
        self.records.append((round(at * 1_000_000), data.ljust(60, b"\0")))

    def packet(self, at, sender, receiver, protocol, head, sum_at, payload):
        (source, station), (target, other) = HOSTS[sender], HOSTS[receiver]
        self.ident = (self.ident + 1) & 0xFFFF
        body = head + payload
        pseudo = ip(source) + ip(target) + struct.pack("!BBH", 0, protocol, len(body))
        body = body[:sum_at] + struct.pack("!H", checksum(pseudo + body)) + body[sum_at + 2 :]
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), self.ident, 0x4000, 64, protocol, 0)
        header += ip(source) + ip(target)
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        stations = mac(other or ROUTER) + mac(station or ROUTER)
        self.frame(at, stations + b"\x08\x00" + header + body)

    def port(self, client, server, service):
        return self.ports.setdefault((client, server, service), 49_152 + len(self.ports))

    def tcp(self, at, talk, from_client, payload, flags=0x18):
        client, server, service = talk
        port = self.port(*talk)
        ends = (client, server) if from_client else (server, client)
        sequence = self.sequences.setdefault((talk, from_client), 1_000 * port)
        acknowledged = self.sequences.setdefault((talk, not from_client), 1_000 * port)
        ports = (port, service) if from_client else (service, port)
        head = struct.pack("!HHIIBBHHH", *ports, sequence, acknowledged, 0x50, flags, 0xFAF0, 0, 0)
        self.packet(at, *ends, 6, head, 16, payload)
        self.sequences[(talk, from_client)] += len(payload) + (flags & 3 != 0)

    def udp(self, at, talk, from_client, payload):
        client, server, service = talk
        ends = (client, server) if from_client else (server, client)
        ports = (self.port(*talk), service) if from_client else (service, self.port(*talk))
        self.packet(at, *ends, 17, struct.pack("!HHHH", *ports, 8 + len(payload), 0), 6, payload)

    def arp(self, at, sender, asked):
        (address, station), target = HOSTS[sender], HOSTS[asked][0]
        head = b"\xff" * 6 + mac(station) + b"\x08\x06" + struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
        self.frame(at, head + mac(station) + ip(address) + b"\0" * 6 + ip(target))

    def write(self, name):
        OUT.mkdir(exist_ok=True)
        with open(OUT / name, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
            for at, data in sorted(self.records, key=lambda record: record[0]):
                file.write(struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(data), len(data)) + data)


def slmp(command, data=b"", sub=0):
    """A binary 3E request."""
    body = struct.pack("<HHH", 0x10, command, sub) + data
    return b"\x50\0\0\xff\xff\x03\0" + struct.pack("<H", len(body)) + body


def slmp_answer(data=b""):
    return b"\xd0\0\0\xff\xff\x03\0" + struct.pack("<HH", 2 + len(data), 0) + data


READ_D = (slmp(0x0401, b"\x64\0\0\xa8\x08\0"), slmp_answer(b"\0" * 16))
WRITE_D = (slmp(0x1401, b"\x64\0\0\xa8\x01\0\0\0"), slmp_answer())
STOP = (slmp(0x1002, b"\x01\0"), slmp_answer())


def type_name(name, code):
    """The type name of a controller, sixteen characters, and its code."""
    return slmp(0x0101), slmp_answer(name.encode().ljust(16) + struct.pack("<H", code))


def modbus(nth):
    asked = struct.pack("!HHHBBHH", nth & 0xFFFF, 0, 6, 1, 3, 100, 8)
    return asked, struct.pack("!HHHBBB", nth & 0xFFFF, 0, 19, 1, 3, 16) + b"\0" * 16


def fins(nth):
    """Memory area read."""
    def head(icf, to, sender):
        return bytes([icf, 0, 2, 0, to, 0, 0, sender, 0, nth & 0xFF])
    return head(0x80, 12, 30) + b"\x01\x01\x82\0\x64\0\0\x04", head(0xC0, 30, 12) + b"\x01\x01\0\0" + b"\0" * 8


def http(path):
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
    return f"GET {path} HTTP/1.1\r\nHost: sample.invalid\r\n\r\n".encode(), answer


def tls():
    """Two records of application data."""
    return b"\x17\x03\x03\0\x40" + b"\0" * 64, b"\x17\x03\x03\0\x60" + b"\0" * 96


def smb2():
    """An echo."""
    def message(flags):
        head = b"\xfeSMB" + struct.pack("<HHIHHII", 64, 1, 0, 13, 1, flags, 0) + struct.pack("<QIIQ", 7, 0, 1, 5) + b"\0" * 16
        return struct.pack("!I", len(head) + 4) + head + b"\x04\0\0\0"
    return message(0), message(1)


def talk(capture, at, client, server, service, words, udp=False):
    (asked, answered), conversation = words, (client, server, service)
    send = capture.udp if udp else capture.tcp
    send(at, conversation, True, asked)
    send(at + 0.004, conversation, False, answered)
    if not udp:
        capture.tcp(at + 0.008, conversation, True, b"", 0x10)


def core():
    capture = Capture()
    for hour in range(96):
        at = START + hour * HOUR + 60
        for nth, (plc, port) in enumerate([("PLC-SMT1", 5007), ("PLC-SMT2", 5007), ("PLC-ASM21", 5007)]):
            talk(capture, at + nth, "SRV-SCADA1", plc, port, READ_D)
        talk(capture, at + 4, "SRV-SCADA1", "PLC-ASM25", 502, modbus(hour))
        talk(capture, at + 5, "SRV-SCADA1", "PLC-INS2", 9600, fins(hour), udp=True)
        talk(capture, at + 6, "SRV-SCADA2", "PLC-UTL1", 502, modbus(hour))
        talk(capture, at + 7, "SRV-RELAY", "SRV-MES", 443, tls())
        talk(capture, at + 8, "SRV-MES", "SRV-HIS", 443, tls())
        # On no drawing: a test PC that asks the office's server, a monitor that reports to the warehouse, and the
        # warehouse's server that reads the power meter of the substation.
        talk(capture, at + 9, "PC-INS2", "SRV-AD", 445, smb2())
        talk(capture, at + 10, "EM-SMT", "SRV-WMS", 80, http("/report"))
        talk(capture, at + 11, "SRV-WMS", "PLC-UTL1", 502, modbus(hour))
        for nth, host in enumerate(["SRV-MES", "SRV-HIS", "SRV-SCADA1", "SRV-SCADA2", "PC-ENG1"]):
            capture.arp(at + 20 + nth, host, "SRV-MES" if host != "SRV-MES" else "SRV-HIS")
        if hour % 24 == 9:
            talk(capture, at + 30, "PC-ENG1", "PLC-ASM21", 5007, type_name("R08ENCPU", 0x4803))
            talk(capture, at + 31, "PC-ENG1", "PLC-ASM21", 5007, READ_D)
    talk(capture, START + 72 * HOUR + 14 * HOUR + 125, "PC-ENG1", "PLC-ASM21", 5007, STOP)
    capture.write("core.pcap")


def line1():
    capture = Capture()
    for hour in range(96):
        at = START + hour * HOUR + 90
        talk(capture, at, "HMI-ASM1", "PLC-ASM11", 5007, READ_D)
        talk(capture, at + 1, "HMI-ASM1", "PLC-ASM11", 5007, WRITE_D)
        talk(capture, at + 2, "HMI-ASM1", "PLC-ASM13", 9600, fins(hour), udp=True)
        talk(capture, at + 3, "HMI-ASM1", "added", 80, http("/result"))
        if hour % 24 == 6:
            talk(capture, at + 5, "HMI-ASM1", "PLC-ASM11", 5007, type_name("R16ENCPU", 0x4804))
        for nth, host in enumerate(["PLC-ASM11", "PLC-ASM13", "HMI-ASM1", "added"]):
            capture.arp(at + 10 + nth, host, "HMI-ASM1" if host != "HMI-ASM1" else "PLC-ASM11")
    capture.write("line1.pcap")


core()
line1()
