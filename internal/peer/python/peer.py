"""pymodbus as client and as server, by the lines that package peer describes."""

import asyncio
import inspect
import os
import sys
import threading

from pymodbus.client import AsyncModbusTcpClient, ModbusSerialClient, ModbusTcpClient
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.pdu import ExceptionResponse

try:  # newer releases call it device
    from pymodbus.datastore import ModbusSlaveContext as Context
except ImportError:
    from pymodbus.datastore import ModbusDeviceContext as Context

try:  # newer releases name framers by an enumeration
    from pymodbus.framer import FramerType

    RTU = FramerType.RTU
except ImportError:
    from pymodbus.framer.rtu_framer import ModbusRtuFramer as RTU

ITEMS = 200
UNIT = {
    name: int(sys.argv[3]) if sys.argv[1] == "client" else 1
    for name in ("slave", "device_id")
    if name in inspect.signature(ModbusTcpClient.read_coils).parameters
}


def ask(c, function, at, rest):
    """Sends one request; the answer is a response or, of an asynchronous client, its promise."""
    bits = [bool(v) for v in rest]
    return {
        1: lambda: c.read_coils(at, count=rest[0], **UNIT),
        2: lambda: c.read_discrete_inputs(at, count=rest[0], **UNIT),
        3: lambda: c.read_holding_registers(at, count=rest[0], **UNIT),
        4: lambda: c.read_input_registers(at, count=rest[0], **UNIT),
        5: lambda: c.write_coil(at, bits[0], **UNIT),
        6: lambda: c.write_register(at, rest[0], **UNIT),
        15: lambda: c.write_coils(at, bits, **UNIT),
        16: lambda: c.write_registers(at, rest, **UNIT),
        22: lambda: c.mask_write_register(address=at, and_mask=rest[0], or_mask=rest[1], **UNIT),
    }[function]()


def answer(function, rest, r):
    """Is the line that reports a response."""
    if isinstance(r, ExceptionResponse):
        return f"exception {r.exception_code}"
    if r.isError():
        return f"error {r}"
    if function in (1, 2):
        return " ".join(["ok", *(str(int(b)) for b in r.bits[: rest[0]])])
    if function in (3, 4):
        return " ".join(["ok", *map(str, r.registers)])
    return "ok"


async def pipeline(port, n):
    """Reads holding registers 0 to n-1, all requests under way at once."""
    c = AsyncModbusTcpClient("127.0.0.1", port=port, timeout=20)
    await c.connect()
    got = await asyncio.gather(*(ask(c, 3, i, [1]) for i in range(n)))
    closing = c.close()
    if inspect.isawaitable(closing):
        await closing
    return " ".join(["ok", *(str(r.registers[0]) for r in got)])


def connect(port, framing):
    if framing == "rtu":
        return ModbusSerialClient(port, framer=RTU, baudrate=115200, timeout=20)
    if framing == "tunnel":
        return ModbusTcpClient("127.0.0.1", port=int(port), framer=RTU, timeout=20)
    return ModbusTcpClient("127.0.0.1", port=int(port), timeout=20)


def client(port, framing):
    c = connect(port, framing)
    if not c.connect():
        sys.exit("pymodbus: no connection")
    for line in sys.stdin:
        word, *rest = line.split()
        try:
            if word == "pipeline":
                reply = asyncio.run(pipeline(int(port), int(rest[0])))
            else:
                function, at, *values = map(int, [word, *rest])
                reply = answer(function, values, ask(c, function, at, values))
        except Exception as e:  # whatever the library raises is its answer
            reply = f"error {type(e).__name__} {e}".replace("\n", " ")
        print(reply, flush=True)
    c.close()


def until_eof():
    """Ends the program when whoever started it is gone."""
    sys.stdin.read()
    os._exit(0)


async def serve(framing):
    try:
        from pymodbus.server import ModbusSerialServer, ModbusTcpServer
    except ImportError:  # older releases keep them one level down
        from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer

    def block(value):
        # The context adds one to addresses of the wire, so the block begins at 1.
        return ModbusSequentialDataBlock(1, [value(i) for i in range(ITEMS)])

    one = Context(
        co=block(lambda i: i % 3 == 0),
        di=block(lambda i: i % 5 == 0),
        hr=block(lambda i: i * 257 & 0xFFFF),
        ir=block(lambda i: 65535 - i),
    )
    bank = ModbusServerContext(one, single=True)
    threading.Thread(target=until_eof, daemon=True).start()
    if framing[:1] == ["rtu"]:
        server = ModbusSerialServer(bank, framer=RTU, port=framing[1], baudrate=115200)
        if hasattr(server, "start"):  # older releases open the line apart
            await server.start()
        print("listening", framing[1], flush=True)
        await server.serve_forever()
    tunnel = {"framer": RTU} if framing else {}
    server = ModbusTcpServer(bank, address=("127.0.0.1", 0), **tunnel)
    running = asyncio.ensure_future(server.serve_forever())
    while not (listener := getattr(server, "server", None) or getattr(server, "transport", None)):
        await asyncio.sleep(0.01)
    print("listening", listener.sockets[0].getsockname()[1], flush=True)
    await running


if sys.argv[1] == "client":
    client(sys.argv[2], "".join(sys.argv[4:]))
else:
    asyncio.run(serve(sys.argv[2:]))
