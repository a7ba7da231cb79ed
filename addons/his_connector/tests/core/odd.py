"""Odd bytes that reach an MLLP port, each with what must come of it.

A case is (name, bytes on the line, names of the patients that must be read, how many refusals
must be said). Everything else would be a lie: an AA for what was not understood, or silence.
"""

from itertools import product

from samples import adt

VT, END = b"\x0b", b"\x1c\r"
# Second bytes | ~ ^ \ in GBK, four bytes in GB18030, rare, traditional, of a minority, Latin.
NAMES = ("珅", "弢玘", "區", "俓俰", "㐂𠮷", "张三", "欧阳小明", "艾力·買買提", "O'Brien")
CODINGS = ("gb18030", "utf-8", "utf-8-sig")
CLAIMS = ("", "ASCII", "8859/1", "UNICODE UTF-8", "GB 18030-2000", "GBK")
WAYS = ("AL", "NE", "ER", "SU", "ZZ")


def frame(text, coding="utf-8"):
    return VT + (text if isinstance(text, bytes) else text.encode(coding)) + END


def said(claim):
    return "|" * 6 + claim if claim else ""


def cases():
    yield from charsets()
    yield from separators_in_gbk()
    yield from framing()
    yield from good_contents()
    yield from bad_contents()
    yield from batches()


def charsets():
    """The declared charset lies in every way."""
    for name, coding, claim in product(NAMES, CODINGS, CLAIMS):
        text = adt(name=name, more=said(claim))
        yield f"{name} in {coding} said {claim or 'nothing'}", frame(text, coding), [name], 0


def separators_in_gbk():
    """Characters whose second byte in GBK is a separator: one of each ten."""
    found = []
    for high, low in product(range(0x81, 0xFF), b"|~^\\"):
        try:
            found.append(bytes([high, low]).decode("gbk"))
        except UnicodeDecodeError:
            continue
    for char in found[::10]:
        yield (
            f"GBK {char}",
            frame(adt(name=f"张{char}三", more=said("GBK")), "gbk"),
            [f"张{char}三"],
            0,
        )


def framing():
    one, two = adt(name="甲", control="A"), adt(name="乙", control="B")
    first, second = frame(one), frame(two)
    yield "LF for CR", frame(one.replace("\r", "\n")), ["甲"], 0
    yield "CRLF for CR", frame(one.replace("\r", "\r\n")), ["甲"], 0
    yield "no last CR", frame(one.rstrip("\r")), ["甲"], 0
    yield "blank lines", frame(one.replace("\r", "\r\r")), ["甲"], 0
    yield "two in one packet", first + second, ["甲", "乙"], 0
    yield "NULs between", first + b"\0\0\0" + second, ["甲", "乙"], 0
    yield "CRLF between", first + b"\r\n\r\n" + second, ["甲", "乙"], 0
    yield "FS without CR", first[:-1] + second, ["甲", "乙"], 0
    yield "FS with LF", first[:-1] + b"\n" + second, ["甲", "乙"], 0
    yield "leading CRLF", b"\r\n" + first, ["甲"], 0
    yield "leading CRLF inside", frame("\r\n" + one), ["甲"], 0
    yield "mark before the frame", b"\xef\xbb\xbf" + first, ["甲"], 0
    yield "two VT", VT + first, ["甲"], None
    yield "NUL inside", frame(one.replace("PV1", "\0PV1")), [], None
    yield "NUL at the end", frame(one + "\0"), ["甲"], 0
    yield "garbage, then a frame", b"hello there" + first, ["甲"], 0
    yield "garbage between", first + b"noise" + second, ["甲", "乙"], 0
    yield "cut by the next", first[:60] + second, ["乙"], 1
    yield "twice the same", first + first, ["甲", "甲"], 0
    yield "spaces before MSH", frame("  " + one), ["甲"], 0
    yield "twenty in one packet", first * 20, ["甲"] * 20, 0
    yield "empty frame", VT + END, [], 1
    yield "frame of CRs", frame("\r\r\r"), [], 1
    yield "frame of NULs", frame(b"\0" * 50), [], 1
    yield "no frame", one.encode(), [], 1
    yield "HTTP", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", [], 1
    yield "TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(32, 200)), [], 1
    yield "telnet", b"\xff\xfd\x18\xff\xfd\x20\r\nlogin:", [], 1
    yield "random bytes", frame(bytes(range(0x80, 0x100)) * 4), [], 1
    yield "only FS", b"\x1c\r" + first, ["甲"], None


def good_contents():
    base = adt(name="张三")
    big = f"OBX|1|ED|PDF||^^^Base64^{'QUJD' * 1_250_000}\r"
    yield "5 MB OBX", frame(base + big), ["张三"], 0
    yield "5 MB OBX in GBK", frame(base + big, "gbk"), ["张三"], 0
    yield "Z segments", frame(base + "ZPI|1|随便^任意~什么\rZZZ\r"), ["张三"], 0
    yield "Z segment first", frame(base.replace("PID|", "ZBE|1\rPID|")), ["张三"], 0
    yield "1,000 segments", frame(base + "NTE|1||x\r" * 1000), ["张三"], 0
    yield "10,000 repeats", frame(base + "ZRP|" + "a~" * 10000 + "\r"), ["张三"], 0
    yield "long field", frame(base + "NTE|1||" + "字" * 100_000 + "\r"), ["张三"], 0
    yield "trailing separators", frame(base.replace("\r", "|||||\r")), ["张三"], 0
    yield "repeated name", frame(adt(name="张三~ZHANG^SAN")), ["张三"], 0
    yield "name in components", frame(adt(name="张^三")), ["张三"], 0
    yield "repeated number", frame(adt(name="张三", mrn="P1^^^H1^MR~X9^^^GA^NI")), ["张三"], 0
    yield (
        "unknown escape",
        frame(adt(name="张三") + "NTE|1||\\Zxyz\\ \\H\\x\\N\\ \\\r"),
        ["张三"],
        0,
    )
    yield (
        "other separators",
        frame(base.replace("^~\\&", "$%!@").replace("|", "#").replace("^", "$")),
        ["张三"],
        0,
    )
    yield "MSH-18 with repeats", frame(adt(name="张三", more=said("~GBK")), "gbk"), ["张三"], 0
    yield "event of the other form", frame(base.replace("ADT^A04", "ADT^A04^ADT_A01")), ["张三"], 0
    yield "event only in EVN", frame(base.replace("ADT^A04|", "ADT|", 1)), ["张三"], 0
    yield "no MSH-12", frame(base.replace("|P|2.4", "")), ["张三"], 0
    for letters, meant in (("\\F\\", "|"), ("\\S\\", "^"), ("\\T\\", "&"), ("\\R\\", "~"),
                           ("\\E\\", "\\"), ("\\X41\\", "A")):  # fmt: skip
        yield f"escape {letters}", frame(adt(name=f"张{letters}三")), [f"张{meant}三"], 0


def bad_contents():
    base = adt(name="张三")
    lines = base.split("\r")
    yield "no MSH-10", frame(adt(control="")), [], 1
    yield "blank MSH-10", frame(adt(control="  ")), [], 1
    yield "only MSH", frame(lines[0]), [], 1
    yield "no PID", frame("\r".join(line for line in lines if line[:3] != "PID")), [], 1
    yield "no PV1", frame("\r".join(line for line in lines if line[:3] != "PV1")), [], None
    yield "no department", frame(adt(dept="")), [], 1
    yield "unknown department", frame(adt(dept="9999")), [], 1
    yield "no number", frame(adt(mrn="")), [], 1
    yield "unknown type", frame(base.replace("ADT^A04", "ORU^R01")), [], 1
    yield "unknown event", frame(base.replace("A04", "A99")), [], 1
    yield "no type", frame(base.replace("ADT^A04|", "|", 1).replace("EVN|A04", "EVN|")), [], 1
    yield "lower case", frame(base.lower()), [], 1
    yield "letter as separator", frame(base.replace("|", "x")), [], 1
    yield "space as separator", frame(base.replace("|", " ")), [], 1
    yield "short header", frame("MSH"), [], 1
    yield "header of one", frame("MSH|"), [], 1
    yield "JSON", frame('{"mrn": "P1"}'), [], 1
    yield "XML", frame("<ADT_A01 xmlns='urn:hl7-org:v2xml'/>"), [], 1
    yield "PID first", frame("PID|1||P1\r" + base), [], 1
    yield "bad date of service", frame(adt(pv1_44="tomorrow")), [], None
    yield "an acknowledgement", frame("MSH|^~\\&|a|b|c|d|1||ACK|7|P|2.4\rMSA|AA|7\r"), [], 1
    yield (
        "text no charset has",
        frame(b"MSH|^~\\&|\xff\xff\xff\x80\x80|" + base[8:].encode()),
        [],
        1,
    )
    yield "half a character", frame(base.encode() + b"NTE|1||\xe5\xbc\r"), [], None
    for size in (17, 18):
        yield f"{size} MiB", frame(base.encode() + b"NTE|1||" + b"x" * (size << 20)), [], 1


def batches():
    texts = [adt(name=name, control=name) for name in ("甲", "乙", "丙")]
    head, tail = "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r", "BTS|3\rFTS|1\r"
    yield "batch", frame(head + "".join(texts) + tail), ["甲", "乙", "丙"], 0
    yield "batch in GBK", frame(head + "".join(texts) + tail, "gbk"), ["甲", "乙", "丙"], 0
    yield "batch of BHS only", frame("BHS|^~\\&\r" + texts[0] + "BTS|1\r"), ["甲"], 0
    yield "batch by LF", frame((head + "".join(texts) + tail).replace("\r", "\n")), [
        "甲", "乙", "丙",
    ], 0  # fmt: skip
    yield "batch without an end", frame(head + texts[0]), ["甲"], 0
    yield "batch with a bad one", frame(head + texts[0] + adt(dept="") + tail), ["甲"], 1
    yield "batch without a message", frame(head + tail), [], 1
    yield "file header only", frame("FHS|^~\\&|HIS\r"), [], 1


def acknowledgements():
    """(MSH-15, MSH-16, department, codes wanted)."""

    def wanted(accept, application, good):
        answered = {"AL": True, "ZZ": True, "NE": False, "": False, "ER": not good, "SU": good}
        if not accept and not application:
            return ["AA" if good else "AE"]
        codes = ["CA" if good else "CE"] if answered[accept] else []
        return codes + (["AA" if good else "AE"] if answered[application] else [])

    for accept, application, good in product(("", *WAYS), ("", *WAYS), (True, False)):
        yield accept, application, "0301" if good else "", wanted(accept, application, good)
