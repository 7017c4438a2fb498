"""Controls windows of an X display: `fingers.py close WINDOW` asks a window to close, as its close button does; `fingers.py press
WINDOW KEY…` activates it and presses keys; `fingers.py click X Y` clicks there; `fingers.py chord KEY…` presses keys together, whoever has the
focus; `fingers.py grab KEY…` takes a combination for itself until it is killed. WINDOW is an id as xwininfo prints it, KEY a key name
of X (Return, Escape), X and Y are pixels of the display."""

import ctypes
import signal
import sys
import time

xlib = ctypes.CDLL("libX11.so.6")
xtest = ctypes.CDLL("libXtst.so.6")
for function, result in ((xlib.XOpenDisplay, ctypes.c_void_p), (xlib.XInternAtom, ctypes.c_ulong), (xlib.XDefaultRootWindow, ctypes.c_ulong), (xlib.XStringToKeysym, ctypes.c_ulong)):
    function.restype = result
xlib.XKeysymToKeycode.restype = ctypes.c_ubyte


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


display = ctypes.c_void_p(xlib.XOpenDisplay(None))
root = xlib.XDefaultRootWindow(display)


def send_to_manager(window, name, argument):
    """Sends a request to the window manager: a ClientMessage (33), with the event mask that managers select."""
    atom = xlib.XInternAtom(display, name.encode(), 0)
    message = Message(type=33, window=window, message_type=atom, format=32)
    message.data[0] = argument
    xlib.XSendEvent(display, ctypes.c_ulong(root), 0, ctypes.c_long(1 << 20 | 1 << 19), ctypes.byref(message))
    xlib.XSync(display, 0)


def focused():
    window, revert = ctypes.c_ulong(), ctypes.c_int()
    xlib.XGetInputFocus(display, ctypes.byref(window), ctypes.byref(revert))
    return window.value


def press(name):
    code = xlib.XKeysymToKeycode(display, ctypes.c_ulong(xlib.XStringToKeysym(name.encode())))
    for down in (1, 0):
        xtest.XTestFakeKeyEvent(display, code, down, ctypes.c_ulong(0))
    xlib.XSync(display, 0)


def click(x, y):
    xtest.XTestFakeMotionEvent(display, -1, x, y, ctypes.c_ulong(0))
    for down in (1, 0):
        xtest.XTestFakeButtonEvent(display, 1, down, ctypes.c_ulong(0))
    xlib.XSync(display, 0)


def code_of(name):
    return xlib.XKeysymToKeycode(display, ctypes.c_ulong(xlib.XStringToKeysym(name.encode())))


def chord(names):
    codes = [code_of(name) for name in names]
    for code in codes:
        xtest.XTestFakeKeyEvent(display, code, 1, ctypes.c_ulong(0))
    for code in reversed(codes):
        xtest.XTestFakeKeyEvent(display, code, 0, ctypes.c_ulong(0))
    xlib.XSync(display, 0)


def grab(names):
    """Grabs the last key together with the modifiers before it, of which Control (4) and Alt (8) are known."""
    masks = {"Control_L": 4, "Alt_L": 8}
    mask = sum(masks[name] for name in names[:-1])
    refused = []
    handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: refused.append(True) or 0)
    xlib.XSetErrorHandler(handler)
    while True:
        refused.clear()
        xlib.XGrabKey(display, code_of(names[-1]), mask, ctypes.c_ulong(root), 0, 1, 1)
        xlib.XSync(display, 0)
        # Whoever had it may be about to free it.
        if not refused:
            return
        time.sleep(0.01)


command, window, *keys = sys.argv[1:]
if command == "chord":
    chord([window, *keys])
    sys.exit()
if command == "grab":
    grab([window, *keys])
    print("grabbed", flush=True)
    signal.pause()
if command == "click":
    click(int(window), int(keys[0]))
    sys.exit()
window = int(window, 16)
if command == "close":
    send_to_manager(window, "_NET_CLOSE_WINDOW", 0)
else:
    send_to_manager(window, "_NET_ACTIVE_WINDOW", 2)
    # The toolkit may give the focus to a window inside this one, so it is enough that some window has it.
    until = time.monotonic() + 20
    while focused() <= 1 and time.monotonic() < until:
        time.sleep(0.01)
    for key in keys:
        press(key)
