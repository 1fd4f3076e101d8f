"""A battery of the 0x351 layout by python-can, behind an SLCAN adapter on a serial line.

battery.py PATH   sends its messages every 0.2 s and prints each frame it hears as "ID DATA".
"""
import sys
import threading

import can

FRAMES = {
    0x351: "2002FA00F401E001",  # 54.4 V, 25.0 A, 50.0 A, 48.0 V
    0x355: "57006300",          # 87 %, 99 %
    0x356: "6F1485FFD600",      # 52.31 V, -12.3 A, 21.4 °C
    0x35C: "C000",              # charging and discharging allowed
}


def main():
    bus = can.interface.Bus(bustype="slcan", channel=sys.argv[1], bitrate=500000, sleep_after_open=0.1)
    print("listening", flush=True)
    stop = threading.Event()

    def tell():
        while not stop.wait(0.2):
            for number, data in FRAMES.items():
                payload = bytes.fromhex(data).ljust(2 if number == 0x35C else 8, b"\0")
                bus.send(can.Message(arbitration_id=number, data=payload, is_extended_id=False))

    threading.Thread(target=tell, daemon=True).start()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    while not stop.is_set():
        frame = bus.recv(0.2)
        if frame is not None:
            print("%03X %s" % (frame.arbitration_id, frame.data.hex().upper()), flush=True)


main()
