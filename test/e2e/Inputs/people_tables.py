#!/usr/bin/env python3
"""Writes tables as people have them: decimal commas, marks of thousands, currencies, percents, dates of several forms, gaps, quoted line
breaks, columns that say nothing, rows twice, what Excel adds; their targets are a price, yes or no, and numbers of things.
"""

import csv
import datetime
import json
import math
import random

rng = random.Random(7)


def write(name, header, rows, separator=","):
    with open(name, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, delimiter=separator)
        out.writerow(header)
        out.writerows(rows)


def some(value, share=0.05, gap=""):
    return gap if rng.random() < share else value


def comma(number, digits):
    return f"{number:.{digits}f}".replace(".", ",")


def autos():
    """Decimal commas, semicolons, dates as 31.12.2024, numbers of adverts, and forty rows twice."""
    rows = []
    for _ in range(900):
        year, litres = rng.randint(2005, 2023), rng.choice([1.0, 1.2, 1.4, 1.6, 2.0, 3.0])
        distance = max(1, rng.gauss((2024 - year) * 14000, 15000))
        make = rng.choice(["VW", "Opel", "BMW", "Škoda", "Citroën"])
        price = 42000 * math.exp(-(2024 - year) / 7) * (1.6 if make == "BMW" else 1) * (litres / 1.6) ** 0.4 * math.exp(rng.gauss(0, 0.12)) + 500
        rows.append([rng.randrange(10**8), make, f"{rng.randint(1, 28):02}.{rng.randint(1, 12):02}.{year}", comma(litres, 1),
                     some(round(distance), 0.06, "n/a"), some(rng.choice(["Benzin", "Diesel", "Elektro"]), 0.03), "EUR", comma(price, 2)])
    write("autos.csv", ["Inserats-ID", "Marke", "Erstzulassung", "Hubraum (l)", "Kilometerstand", "Kraftstoff", "Währung", "Preis in €"],
          rows + rows[:40], ";")


def tickets():
    """Texts with quotes and line breaks, identifiers that are no numbers, times."""
    good = ["works now", "thank you so much", "great service", "very fast answer", "happy with it", "solved at once"]
    bad = ["still broken", "nobody answers", "want my money back", "third time this week", "terrible support", "the app keeps crashing"]
    rows = []
    for i in range(800):
        is_bad = rng.random() < 0.4
        said = [rng.choice(bad if (rng.random() < 0.85) == is_bad else good) for _ in range(rng.randint(1, 3))]
        rows.append([f"{rng.getrandbits(64):016x}-{i}", datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=rng.randrange(500000)),
                     rng.choice(["web", "phone", "e-mail"]), ",\n".join(said).capitalize() + rng.choice(["!", ".", ' "really"', ""]),
                     some(rng.randint(1, 90), 0.1), "Yes" if is_bad else "No"])
    write("tickets.csv", ["ticket", "opened at", "channel", "message", "age", "escalated"], rows)


def bikes():
    """Hours of several years, NA, and a column that is the same in each row."""
    rows = []
    for i in range(1500):
        at = datetime.datetime(2022, 6, 1) + datetime.timedelta(hours=5 * i)
        warmth = 12 - 10 * math.cos(2 * math.pi * at.timetuple().tm_yday / 365) + rng.gauss(0, 3)
        rain, rush = rng.random() < 0.3, at.hour in (7, 8, 16, 17, 18)
        mean = max(1, (20 + 5 * max(warmth, 0)) * (0.5 if rain else 1) * (1.8 if rush else 0.2 if at.hour < 6 else 1))
        rows.append([at.strftime("%Y-%m-%d %H:%M"), some(round(warmth, 1), 0.04, "NA"), some("rain" if rain else "dry", 0.02, "NA"), "station 7",
                     max(0, round(rng.gauss(mean, math.sqrt(mean))))])
    write("bikes.csv", ["time", "temperature", "weather", "station", "count"], rows)


def patients():
    """Tabs, few rows, '?' for what is missing, columns of 0 and 1, the target among the others."""
    rows = []
    for i in range(300):
        age, smoker = rng.randint(20, 90), int(rng.random() < 0.3)
        pressure, cholesterol = rng.gauss(110 + age / 2, 12), rng.gauss(190 + age / 3, 30)
        is_ill = rng.random() < 1 / (1 + math.exp(-(0.12 * (age - 60) + 0.05 * (pressure - 140) + 1.5 * smoker)))
        rows.append([i + 1, age, rng.choice("MF"), some(round(pressure), 0.1, "?"), round(cholesterol, 1), "disease" if is_ill else "healthy", smoker])
    write("patients.tsv", ["patient_id", "age", "sex", "blood pressure", "cholesterol", "diagnosis", "smoker"], rows, "\t")


def orders():
    """How many things somebody buys, which is a number rather than a class; many customers and products."""
    rows = []
    for _ in range(1200):
        country = rng.choices(["DE", "FR", "IT", "US", "JP", "BR"], [5, 3, 2, 4, 1, 1])[0]
        premium, visits = rng.random() < 0.25, rng.randint(1, 40)
        mean = (1 + 2 * premium + visits / 15) * {"US": 1.6, "JP": 0.7}.get(country, 1)
        items = sum(rng.random() < mean / 60 for _ in range(60))
        rows.append([f"C{rng.randint(1, 400):04}", country, str(premium).upper(), visits, some(f"{rng.gauss(35, 10):.0f}", 0.08),
                     f"SKU-{rng.randint(1, 30)}", items])
    write("orders.csv", ["customer", "country", "premium", "visits", "age", "product", "items"], rows)


def sales():
    """Dollars, thousands with commas, percents, and dates with the month first."""
    rows = []
    for _ in range(600):
        day = datetime.date(2023, 1, 1) + datetime.timedelta(days=rng.randrange(500))
        units, off, member, region = rng.randrange(1, 1500), rng.choice([0, 5, 10, 15]), rng.choice(["Yes", "No"]), rng.choice(["North", "South", "West"])
        revenue = units * 9.9 * (1 - off / 100) * (1.1 if member == "Yes" else 1) * {"North": 1, "South": 1.2, "West": 0.8}[region]
        rows.append([f"{day.month}/{day.day}/{day.year}", region, f"{units:,}", f"{off}%", member, f"${revenue:,.2f}"])
    write("sales.csv", ["Order Date", "Region", "Units", "Discount", "Member?", "Revenue"], rows)


def ratings():
    """Ids of users and films that are no quantities, half stars, and seconds since 1970."""
    users = {rng.randrange(1, 700): rng.gauss(0, 0.5) for _ in range(150)}
    films = {rng.randrange(1, 190000): rng.gauss(0, 0.7) for _ in range(120)}
    rows = []
    for _ in range(4000):
        user, film = rng.choice(list(users)), rng.choice(list(films))
        stars = 3.4 + users[user] + films[film] + rng.gauss(0, 0.3)
        rows.append([user, film, min(5, max(0.5, round(2 * stars) / 2)), 964980000 + rng.randrange(10**8)])
    write("ratings.csv", ["userId", "movieId", "rating", "timestamp"], rows)


def calls():
    """What Excel writes: a byte order mark, a line that says the separator, times of twelve hours; quoted line breaks."""
    said = ["Printer on fire\nplease come quickly to floor two", 'Cannot log in since this morning, "invalid" it says',
            "The new screen is much too dark to read on it"]
    with open("calls.csv", "w", newline="", encoding="utf-8-sig") as file:
        file.write("sep=;\r\n")
        out = csv.writer(file, delimiter=";")
        out.writerow(["Opened", "Subject", "Priority", "Hours to close"])
        for _ in range(500):
            opened = datetime.datetime(2024, rng.randint(1, 12), rng.randint(1, 28), rng.randint(8, 17), rng.randrange(60))
            priority, subject = rng.choice(["low", "normal", "high"]), rng.choice(said)
            hours = {"low": 40, "normal": 20, "high": 8}[priority] + 10 * ("screen" in subject) + rng.gauss(0, 2)
            out.writerow([opened.strftime("%d/%m/%Y %I:%M %p"), subject, priority, f"{hours:.1f}"])


def events():
    """A log of one day: objects in objects and in lists, members of some kinds of events only, nulls, numbers beside words."""
    with open("events.jsonl", "w", encoding="utf-8") as file:
        for i in range(800):
            time = datetime.datetime(2024, 3, 1) + datetime.timedelta(seconds=100 * i + rng.randrange(90))
            kind = "view" if i == 0 else rng.choice(["view", "view", "search", "order"])
            plan = rng.choice(["free", "pro", None])
            event = {"event_id": f"evt_{rng.getrandbits(32):08x}", "time": time.isoformat() + "Z", "kind": kind,
                     "user": {"id": rng.randint(1000, 1030), "plan": plan, "geo": {"country": rng.choice(["DE", "FR", "US"])}}}
            if kind == "search":
                event["search"] = {"text": rng.choice(["r\u00fcben", "salt \"fine\""]), "hits": rng.choice([rng.randint(0, 40), "n/a"])}
            items = []
            if kind == "order":
                items = [{"sku": rng.choice("ABC"), "price": round(rng.uniform(5, 50), 2)} for _ in range(rng.randint(1, 3))]
                event["cart"] = {"items": items, "coupon": rng.choice([None, "SPRING"])}
            seconds = 30 + 40 * len(items) + (25 if plan == "pro" else 0) + 2 * time.hour + rng.gauss(0, 6)
            file.write(json.dumps(event | {"debug": [], "seconds": round(max(seconds, 1), 1)}) + "\n")


autos()
tickets()
bikes()
patients()
orders()
sales()
ratings()
calls()
events()
