"""Units of measure and currencies, and how they are abbreviated."""

from __future__ import annotations

UNITS: dict[str, tuple[str, float]] = {
    "meter": ("length", 1.0), "kilometer": ("length", 1000.0), "km": ("length", 1000.0), "centimeter": ("length", 0.01), "cm": ("length", 0.01),
    "millimeter": ("length", 0.001), "mm": ("length", 0.001), "mile": ("length", 1609.344), "foot": ("length", 0.3048),
    "inch": ("length", 0.0254), "yard": ("length", 0.9144), "ft": ("length", 0.3048),
    "kilogram": ("weight", 1.0), "kg": ("weight", 1.0), "gram": ("weight", 0.001), "ton": ("weight", 1000.0), "tonne": ("weight", 1000.0),
    "ounce": ("weight", 0.02835), "lb": ("weight", 0.4536),
    "liter": ("volume", 1.0), "gallon": ("volume", 3.785), "barrel": ("volume", 159.0), "pint": ("volume", 0.473),
    "milliliter": ("volume", 0.001),
    "hectare": ("area", 1.0), "acre": ("area", 0.4047),
    "mph": ("speed", 1.609), "kph": ("speed", 1.0), "knot": ("speed", 1.852),
    "degree": ("angle", 1.0), "celsius": ("temperature", 1.0), "fahrenheit": ("temperature", 1.0),
    "percent": ("share", 1.0), "percentage": ("share", 1.0), "point": ("point", 1.0),
    "dollar": ("dollar", 1.0), "euro": ("euro", 1.0), "pound": ("pound", 1.0), "yen": ("yen", 1.0), "yuan": ("yuan", 1.0),
    "ruble": ("ruble", 1.0),
    "rupee": ("rupee", 1.0), "franc": ("franc", 1.0), "krona": ("krona", 1.0), "crown": ("crown", 1.0), "mark": ("mark", 1.0),
    "cent": ("cent", 1.0),
    "zloty": ("zloty", 1.0), "lira": ("lira", 1.0), "peso": ("peso", 1.0), "hryvnia": ("hryvnia", 1.0), "shekel": ("shekel", 1.0),
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0), "day": ("time", 86400.0), "week": ("time", 604800.0),
    "month": ("time", 2629800.0), "year": ("time", 31557600.0), "decade": ("time", 315576000.0), "century": ("time", 3155760000.0),
    "watt": ("power", 1.0), "kilowatt": ("power", 1e3), "megawatt": ("power", 1e6), "gigawatt": ("power", 1e9), "volt": ("voltage", 1.0),
    "gigabyte": ("data", 1.0), "megabyte": ("data", 0.001), "terabyte": ("data", 1000.0), "hertz": ("frequency", 1.0),
    "calorie": ("energy", 1.0),
}  # fmt: skip
"""Lemma of a unit: what it measures, and how many of the first unit of that measure it is."""

ABBREVIATIONS = {
    "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour", "sec": "second", "secs": "second", "yr": "year", "yrs": "year",
    "kms": "kilometer", "kgs": "kilogram", "lbs": "pound", "metre": "meter", "pct": "percent", "dlrs": "dollar", "eur": "euro", "usd": "dollar",
    "w": "watt", "kw": "kilowatt", "mw": "megawatt", "gb": "gigabyte", "mb": "megabyte", "tb": "terabyte", "hz": "hertz", "ml": "milliliter",
    "m": "meter", "m²": "meter", "km²": "kilometer", "l": "liter", "deutschmark": "mark", "deutschmarks": "mark", "krone": "crown",
    "kroner": "crown", "kronor": "crown", "krona": "crown",
}  # fmt: skip
"""Abbreviations that are units behind a number."""

CURRENCIES = {"eur": "euro", "usd": "dollar", "gbp": "pound", "jpy": "yen"}
"""Codes that stand before an amount as a sign does."""
