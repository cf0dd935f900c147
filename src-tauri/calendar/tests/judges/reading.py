# Makes recurrence rules at random, and tells what dateutil makes of them.
import json, random, sys
from datetime import datetime, timedelta
from dateutil.rrule import rrulestr

question = json.load(sys.stdin)
chance = random.Random(question["seed"])
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
after, before = datetime(2026, 1, 1), datetime(2027, 1, 1)


def some(of, most):
    return ",".join(str(one) for one in sorted(chance.sample(list(of), chance.randint(1, most)), key=str))


def rule():
    often = chance.choice(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"])
    parts = [f"FREQ={often}"]
    maybe = lambda share: chance.random() < share
    if maybe(0.5):
        parts.append(f"INTERVAL={chance.randint(1, 5)}")
    if maybe(0.3):
        parts.append(f"BYMONTH={some(range(1, 13), 4)}")
    days = False
    if maybe(0.5):
        days = True
        if often in ("YEARLY", "MONTHLY") and maybe(0.5):
            nth = [n for n in range(-4, 5) if n]
            places = {f"{chance.choice(nth)}{chance.choice(DAYS)}" for _ in range(chance.randint(1, 3))}
            parts.append(f"BYDAY={','.join(sorted(places))}")
        else:
            parts.append(f"BYDAY={some(DAYS, 3)}")
    if often != "WEEKLY" and maybe(0.3):
        parts.append(f"BYMONTHDAY={some([d for d in range(-31, 32) if d], 4)}")
    elif often == "YEARLY" and maybe(0.3):
        parts.append(f"BYYEARDAY={some([d for d in range(-366, 367) if d], 5)}")
    elif often == "YEARLY" and days and maybe(0.5) and not any(c.isdigit() for c in parts[-1]):
        parts.append(f"BYWEEKNO={some([w for w in range(2, 52)], 4)}")
    if maybe(0.2):
        parts.append(f"BYHOUR={some(range(24), 3)}")
    if maybe(0.2):
        parts.append(f"BYMINUTE={some(range(60), 3)}")
    # Of its first week, dateutil counts only what is left.
    if often in ("YEARLY", "MONTHLY") and maybe(0.2):
        parts.append(f"BYSETPOS={some([-2, -1, 1, 2, 3], 2)}")
    if maybe(0.3):
        parts.append(f"WKST={chance.choice(DAYS)}")
    if maybe(0.3):
        parts.append(f"COUNT={chance.randint(1, 60)}")
    elif maybe(0.3):
        until = datetime(2026, 1, 1) + timedelta(hours=chance.randint(0, 9000))
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


rules = []
while len(rules) < question["count"]:
    text = rule()
    start = datetime(2023, 1, 1) + timedelta(minutes=chance.randint(0, 4 * 366 * 24 * 60))
    made = rrulestr(text.replace("Z", ""), dtstart=start)
    # A rule that does not take its own beginning means nothing certain: it begins where it takes one.
    first = made.after(start - timedelta(seconds=1), inc=True)
    if first is None or first >= before:
        continue
    made = rrulestr(text.replace("Z", ""), dtstart=first)
    times = [f"{at:%Y%m%dT%H%M%S}" for at in made.between(after, before, inc=True) if at < before]
    rules.append({"rule": text, "first": f"{first:%Y%m%dT%H%M%S}", "times": times})
json.dump(rules, sys.stdout)
