# Reads a calendar with icalendar and tells what is not as it was meant to be.
import json, sys
from datetime import datetime, timezone
from icalendar import Calendar

question = json.load(sys.stdin)
calendar = Calendar.from_ical(question["text"])
wrong = []
if calendar.get_missing_tzids():
    wrong.append(f"zones are not explained: {calendar.get_missing_tzids()}")
if calendar.errors:
    wrong.append(f"errors: {calendar.errors}")
for name, value in question["calendar"].items():
    # It does not know that these are texts.
    raw = name in ("NAME", "X-WR-CALNAME")
    read = str(calendar.get(name)).replace("\\,", ",") if raw else str(calendar.get(name))
    if read != value:
        wrong.append(f"{name} is {calendar.get(name)}, not {value}")
events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
if len(events) != len(question["events"]):
    wrong.append(f"{len(events)} events, not {len(question['events'])}")
for meant in question["events"]:
    event = events.get(meant["uid"])
    if event is None:
        wrong.append(f"{meant['uid']} is missing")
        continue
    if event.errors:
        wrong.append(f"{meant['uid']}: {event.errors}")
    for name, at in (("DTSTART", meant["starts"]), ("DTEND", meant["ends"]), ("DTSTAMP", meant["stamp"])):
        read = event.decoded(name).astimezone(timezone.utc)
        if read != datetime.fromtimestamp(at / 1000, timezone.utc):
            wrong.append(f"{meant['uid']}: {name} is {event[name].to_ical()} {read}")
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        if str(event.get(name, "")) != meant[name]:
            wrong.append(f"{meant['uid']}: {name} is {event.get(name)!r}")
    if event["SEQUENCE"] != meant["sequence"]:
        wrong.append(f"{meant['uid']}: SEQUENCE is {event['SEQUENCE']}")
    for name in ("ORGANIZER", "ATTENDEE"):
        if name in meant:
            address, called = meant[name]
            if str(event[name]) != f"mailto:{address}" or event[name].params["CN"] != called:
                wrong.append(f"{meant['uid']}: {name} is {event[name]} {event[name].params}")
json.dump(wrong, sys.stdout)
