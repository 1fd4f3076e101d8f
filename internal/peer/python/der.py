"""A battery inverter with SunSpec models 701, 702, 704, 713 and 715 by pymodbus, whose set-point reverts.

Every register is laid out here by hand, from the published models, and so is the timer: nothing of it comes
from the program that is tested. Says its port, then answers one word a line:

follows   the set-point in watts of the model (injection positive), or "nothing"
remains   the seconds until it reverts
count     the controller's heartbeat
deaf      takes and answers nothing more but exceptions
"""

import asyncio
import os
import sys
import threading
import time

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext

try:  # newer releases call it device
    from pymodbus.datastore import ModbusSlaveContext as Context
except ImportError:
    from pymodbus.datastore import ModbusDeviceContext as Context

BASE = 40000
ABSENT = 0x8000  # "not implemented" of int16 and of scale factors, which is enough for the others

# Where the models begin, each behind the one before: id, length, and the first register.
M1, M701, M702, M704, M713, M715, END = 40002, 40070, 40225, 40277, 40344, 40353, 40362
MODELS = [(M1, 1, 66), (M701, 701, 153), (M702, 702, 50), (M704, 704, 65), (M713, 713, 7), (M715, 715, 7)]

ENA, MOD, WSET, RVRT, ENA_RVRT, TMS, REM = (M704 + n for n in (22, 23, 24, 26, 30, 31, 33))
DER_HB, CONTROLLER_HB = M715 + 3, M715 + 5


class Inverter(ModbusSequentialDataBlock):
    """The registers, and what the device does by itself."""

    def __init__(self):
        super().__init__(BASE + 1, [ABSENT] * (END + 2 - BASE))  # the context adds one to addresses of the wire
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.ends = None
        self.deaf = False
        self.put(BASE, 0x5375, 0x6E53)
        for at, model, length in MODELS:
            self.put(at, model, length)
        self.put(END, 0xFFFF, 0)
        self.put(M1 + 2, *([0] * 66))
        self.text(M1 + 2, "pymodbus")
        self.text(M1 + 18, "hand-made inverter")
        self.put(M701 + 10, 1234)  # W: injects 1234 W
        self.put(M701 + 17, 0, 5001)  # Hz
        self.put(M701 + 115, 0xFFFE, 0)  # Hz_SF -2, W_SF 0
        self.put(M702 + 26, 500)  # WMax, in 10 W
        self.put(M702 + 45, 1)  # W_SF
        self.put(ENA, 0, 1, 0, 0, 0, 0)
        self.put(ENA_RVRT, 0, 0, 0, 0, 0)
        self.put(M704 + 55, 0)  # WSet_SF; WSetPct_SF stays absent, so WSetPct is
        self.put(M713 + 4, 555)  # SoC
        self.put(M713 + 8, 0xFFFF)  # Pct_SF -1
        self.put(M715 + 2, 0, 0, 0, 0, 0)

    def put(self, at, *regs):
        self.values[at - BASE : at - BASE + len(regs)] = list(regs)

    def text(self, at, s):
        data = s.encode().ljust(32, b"\0")
        self.put(at, *(data[i] << 8 | data[i + 1] for i in range(0, 32, 2)))

    def get(self, at):
        return self.values[at - BASE]

    def long(self, at):
        return self.get(at) << 16 | self.get(at + 1)

    def signed(self, at):
        v = self.long(at)
        return v - (1 << 32) if v >= 1 << 31 else v

    def elapse(self):
        """Lets time pass: counts, and reverts when the time is up."""
        now = time.monotonic()
        beat = int(now - self.began)
        self.put(DER_HB, beat >> 16, beat & 0xFFFF)
        left = 0
        if self.ends is not None:
            left = self.ends - now
            if left <= 0:
                self.ends, left = None, 0
                self.put(WSET, self.get(RVRT), self.get(RVRT + 1))
                self.put(ENA, self.get(ENA_RVRT))
        whole = int(left + 0.999)
        self.put(REM, whole >> 16, whole & 0xFFFF)

    # What pymodbus calls, with one added to the addresses of the wire.

    def validate(self, address, count=1):
        return not self.deaf and super().validate(address, count)

    def getValues(self, address, count=1):
        with self.lock:
            self.elapse()
            return super().getValues(address, count)

    def setValues(self, address, values):
        with self.lock:
            self.elapse()
            super().setValues(address, values)
            first, last = address - 1, address - 2 + len(values)
            if first <= ENA <= last:  # the enable starts the time anew, nothing else does
                tms = self.long(TMS)
                self.ends = time.monotonic() + tms if self.get(ENA) == 1 and tms > 0 else None


def answer(inverter, word):
    with inverter.lock:
        inverter.elapse()
        if word == "follows":
            return str(inverter.signed(WSET)) if inverter.get(ENA) == 1 else "nothing"
        if word == "remains":
            return str(inverter.long(REM))
        if word == "count":
            return str(inverter.long(CONTROLLER_HB))
        if word == "deaf":
            inverter.deaf = True
            return "ok"
        return "what?"


def listen(inverter):
    for line in sys.stdin:
        print(answer(inverter, line.strip()), flush=True)
    os._exit(0)


async def serve():
    try:
        from pymodbus.server import ModbusTcpServer
    except ImportError:  # older releases keep it one level down
        from pymodbus.server.async_io import ModbusTcpServer

    inverter = Inverter()
    server = ModbusTcpServer(ModbusServerContext(Context(hr=inverter), single=True), address=("127.0.0.1", 0))
    running = asyncio.ensure_future(server.serve_forever())
    while not (listener := getattr(server, "server", None) or getattr(server, "transport", None)):
        await asyncio.sleep(0.01)
    print("listening", listener.sockets[0].getsockname()[1], flush=True)
    threading.Thread(target=listen, args=(inverter,), daemon=True).start()
    await running


asyncio.run(serve())
