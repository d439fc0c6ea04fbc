#!/usr/bin/env python3
"""Three tables like those that people have: homes.csv (a price, with numbers,
categories, dates and missing values), churn.csv (yes or no) and wines.csv (one
of four classes, separated by semicolons, with commas before fractions)."""

import datetime
import math
import random


def write(path, header, rows, separator=","):
    with open(path, "w") as file:
        for row in [header, *rows]:
            file.write(separator.join(str(value) for value in row) + "\n")


def homes(generator):
    districts = {"Altona": 3.2, "Harburg": 1.9, "Wandsbek": 2.4, "Bergedorf": 2.0}
    for number in range(1200):
        district = generator.choice(list(districts))
        area = round(generator.uniform(25, 180), 1)
        rooms = max(1, round(area / 28 + generator.gauss(0, 0.5)))
        day = datetime.date(2022, 1, 1) + datetime.timedelta(days=generator.randrange(1000))
        price = round(area * districts[district] * (1 + 0.05 * rooms) + generator.gauss(0, 12), 1)
        yield [number + 1, day, district, "" if generator.random() < 0.1 else area,
               "NA" if generator.random() < 0.05 else rooms, "sale", price]


def churn(generator):
    for _ in range(900):
        plan = generator.choice(["basic", "plus", "pro"])
        months, calls = generator.randrange(1, 60), generator.randrange(8)
        score = 1.2 * (plan == "basic") + 0.6 * calls - 0.08 * months + generator.gauss(0, 0.6)
        yield [plan, months, calls, "yes" if score > 0 else "no"]


def wines(generator):
    for _ in range(1000):
        kind = generator.randrange(4)
        acid = generator.gauss(3 + 0.8 * kind, 0.5)
        sugar = generator.gauss(6 - kind, 0.8)
        grape = generator.choice(["Riesling", "Merlot", ""] if kind % 2 else ["Malbec", "Merlot"])
        yield [f"{acid:.2f}".replace(".", ","), "" if generator.random() < 0.1 else f"{sugar:.2f}".replace(".", ","),
               grape, kind]


def main():
    generator = random.Random(5)
    write("homes.csv", ["id", "sold on", "district", "area (m2)", "rooms", "kind", "price"], homes(generator))
    write("churn.csv", ["plan", "months", "calls", "churned"], churn(generator))
    write("wines.csv", ["acid", "sugar", "grape", "class"], wines(generator), ";")


main()
