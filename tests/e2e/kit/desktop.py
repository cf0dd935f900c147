"""Parts of a desktop that a test plays on its session bus. What happens to them is told
in lines of JSON; orders come in lines, too.

    desktop.py tray     keeps a tray: `menu`, `press WORDS`, `activate`
    desktop.py saver    a screen saver that can be held off
"""
import json
import os
import sys
import time

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
SAVER = "org.freedesktop.ScreenSaver"


def tell(**fact):
    print(json.dumps(fact), flush=True)


class Tray(dbus.service.Object):
    def __init__(self, bus):
        self.bus = bus
        self.items = []
        super().__init__(dbus.service.BusName(WATCHER, bus), "/StatusNotifierWatcher")

    @dbus.service.method(WATCHER, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender):
        self.items.append(sender)
        tell(what="item", service=service)

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return {
            "IsStatusNotifierHostRegistered": True,
            "ProtocolVersion": dbus.Int32(0),
            "RegisteredStatusNotifierItems": dbus.Array(self.items, signature="s"),
        }

    def obey(self, line):
        order, _, words = line.partition(" ")
        item = self.bus.get_object(self.items[-1], "/StatusNotifierItem")
        if order == "activate":
            dbus.Interface(item, ITEM).Activate(0, 0)
            return
        about = dbus.Interface(item, PROPERTIES).GetAll(ITEM)
        menu = dbus.Interface(self.bus.get_object(self.items[-1], about["Menu"]), MENU)
        entries = list(read(menu.GetLayout(0, -1, [])[1]))
        if order == "menu":
            width, height, pixels = about["IconPixmap"][0]
            tip = about["ToolTip"]
            tell(
                what="menu",
                entries=[{"words": words, "checked": on} for _, words, on in entries],
                tip=str(tip[3]),
                icon=[int(width), int(height), hash(bytes(pixels))],
            )
        elif order == "press":
            (number,) = [number for number, found, _ in entries if found == words]
            menu.Event(number, "clicked", dbus.String("", variant_level=1), int(time.time()))
            tell(what="pressed", words=words)


def read(node):
    number, about, children = node
    if about.get("label"):
        checked = None if "toggle-type" not in about else about.get("toggle-state") == 1
        yield number, str(about["label"]), checked
    for child in children:
        yield from read(child)


class Saver(dbus.service.Object):
    def __init__(self, bus):
        self.held = 0
        super().__init__(dbus.service.BusName(SAVER, bus), "/org/freedesktop/ScreenSaver")

    @dbus.service.method(SAVER, in_signature="ss", out_signature="u")
    def Inhibit(self, who, why):
        self.held += 1
        tell(what="held", who=who, cookie=self.held)
        return dbus.UInt32(self.held)

    @dbus.service.method(SAVER, in_signature="u")
    def UnInhibit(self, cookie):
        tell(what="let go", cookie=int(cookie))


def hear(source, _condition, part):
    said = os.read(source.fileno(), 65536)
    if said == b"":
        loop.quit()
        return False
    for line in said.decode().splitlines():
        try:
            part.obey(line)
        except Exception as why:  # noqa: BLE001: whatever it is, the test must hear it
            tell(what="failed", why=repr(why))
    return True


DBusGMainLoop(set_as_default=True)
loop = GLib.MainLoop()
part = {"tray": Tray, "saver": Saver}[sys.argv[1]](dbus.SessionBus())
GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, hear, part)
tell(what="ready")
loop.run()
