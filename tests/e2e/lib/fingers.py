"""Hands on an X display: `fingers.py close WINDOW` asks a window to close, as its cross does; `fingers.py press WINDOW KEY…`
brings it to the front and presses keys. The window is an id as xwininfo tells it, a key a name as X has it (Return, Escape)."""

import ctypes
import sys
import time

x = ctypes.CDLL("libX11.so.6")
test = ctypes.CDLL("libXtst.so.6")
for function, result in ((x.XOpenDisplay, ctypes.c_void_p), (x.XInternAtom, ctypes.c_ulong), (x.XDefaultRootWindow, ctypes.c_ulong), (x.XStringToKeysym, ctypes.c_ulong)):
    function.restype = result
x.XKeysymToKeycode.restype = ctypes.c_ubyte


class Message(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_char * 128),
    ]


display = ctypes.c_void_p(x.XOpenDisplay(None))
root = x.XDefaultRootWindow(display)


def tell_manager(window, what, first):
    """Asks the window manager for something; 33 is ClientMessage, the mask what managers listen for."""
    atom = x.XInternAtom(display, what.encode(), 0)
    message = Message(type=33, window=window, message_type=atom, format=32)
    message.data[0] = first
    x.XSendEvent(display, ctypes.c_ulong(root), 0, ctypes.c_long(1 << 20 | 1 << 19), ctypes.byref(message))
    x.XSync(display, 0)


def focused():
    window, revert = ctypes.c_ulong(), ctypes.c_int()
    x.XGetInputFocus(display, ctypes.byref(window), ctypes.byref(revert))
    return window.value


def press(name):
    code = x.XKeysymToKeycode(display, ctypes.c_ulong(x.XStringToKeysym(name.encode())))
    for down in (1, 0):
        test.XTestFakeKeyEvent(display, code, down, ctypes.c_ulong(0))
    x.XSync(display, 0)


what, window, *keys = sys.argv[1:]
window = int(window, 16)
if what == "close":
    tell_manager(window, "_NET_CLOSE_WINDOW", 0)
else:
    tell_manager(window, "_NET_ACTIVE_WINDOW", 2)
    # The toolkit may give the focus to a window of its own inside this one: that it is no longer elsewhere is enough.
    until = time.monotonic() + 20
    while focused() <= 1 and time.monotonic() < until:
        time.sleep(0.01)
    for key in keys:
        press(key)
