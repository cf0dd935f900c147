"""Prints the buttons that a notification daemon draws, as JSON: what stands on each, and
where its middle is on the screen. It reads the tree that a screen reader reads."""
import json

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def below(node):
    for at in range(node.get_child_count()):
        child = node.get_child_at_index(at)
        if child is not None:
            yield child
            yield from below(child)


found = []
desktop = Atspi.get_desktop(0)
for at in range(desktop.get_child_count()):
    program = desktop.get_child_at_index(at)
    if program is None or program.get_name() != "notification-daemon":
        continue
    for node in below(program):
        if node.get_role() == Atspi.Role.PUSH_BUTTON:
            box = node.get_extents(Atspi.CoordType.SCREEN)
            x, y = box.x + box.width // 2, box.y + box.height // 2
            found.append({"name": node.get_name(), "x": x, "y": y})
print(json.dumps(found))
