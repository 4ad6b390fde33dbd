"""How numbers and units are written: the tables of `numbers`."""

from __future__ import annotations

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = {word: float(value) for value, word in enumerate(ONES)} | {
    word: float(10 * value) for value, word in enumerate(TENS, start=2)
}
SCALES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12, "trillions": 1e12, "hundred": 1e2, "hundreds": 1e2,
    "dozen": 12.0, "dozens": 12.0,
}  # fmt: skip
# Words that are a number of times, or a part, in all their forms.
FACTORS = {
    word: (value, unit)
    for value, unit, words in (
        (2, "x", "twice double doubles doubled doubling"),
        (3, "x", "thrice triple triples tripled tripling"),
        (4, "x", "quadruple quadruples quadrupled quadrupling"),
        (50, "%", "half halve halves halved halving"),
    )
    for word in words.split()
}
# What a whole is divided into, for `two thirds`; the words that may also be ordinals stand with `a` only before `of`
# and its like.
DIVISORS = {
    name: divisor
    for divisor, names in (
        (2, "half halves"), (3, "third thirds"), (4, "quarter quarters fourth fourths"), (5, "fifth fifths"),
        (6, "sixth sixths"), (7, "seventh sevenths"), (8, "eighth eighths"), (9, "ninth ninths"), (10, "tenth tenths"),
        (12, "twelfth twelfths"), (20, "twentieth twentieths"), (100, "hundredth hundredths"),
        (1000, "thousandth thousandths"),
    )
    for name in names.split()
}  # fmt: skip
_NAMES = {
    "%": "% percent pct",
    "points": "points point pp pts pt",
    "x": "x times fold",
    "hours": "h hr hrs hour hours", "minutes": "min mins minute minutes", "seconds": "s sec secs second seconds",
    "ms": "ms millisecond milliseconds", "μs": "us μs microsecond microseconds",
    "ns": "ns nanosecond nanoseconds", "days": "day days", "weeks": "week weeks", "months": "month months",
    "years": "year years", "decades": "decade decades", "centuries": "century centuries", "bits": "bit bits",
    "bytes": "byte bytes", "kB": "kb kib kilobyte kilobytes", "MB": "mb mib megabyte megabytes",
    "GB": "gb gib gigabyte gigabytes", "TB": "tb tib terabyte terabytes", "PB": "pb petabyte petabytes",
    "Hz": "hz hertz", "kHz": "khz kilohertz", "MHz": "mhz megahertz", "GHz": "ghz gigahertz", "fps": "fps",
    "m": "meters meter metres metre", "mm": "mm millimeter millimeters millimetre millimetres",
    "cm": "cm centimeter centimeters centimetre centimetres", "km": "km kilometer kilometers kilometre kilometres",
    "nm": "nm nanometer nanometers nanometre nanometres",
    "μm": "μm um micrometer micrometers micrometre micrometres micron microns", "miles": "mile miles",
    "feet": "foot feet", "inches": "inch inches", "kg": "kg kilogram kilograms", "g": "gram grams",
    "mg": "mg milligram milligrams", "μg": "μg ug mcg microgram micrograms", "ng": "ng nanogram nanograms",
    "l": "liter liters litre litres", "ml": "ml milliliter milliliters millilitre millilitres",
    "μl": "μl ul microliter microliters microlitre microlitres", "mmol": "mmol millimole millimoles",
    "dB": "db decibel decibels", "W": "w watt watts", "kW": "kw kilowatt kilowatts", "mW": "mw milliwatt milliwatts",
    "J": "joule joules", "kJ": "kj kilojoule kilojoules", "kWh": "kwh", "V": "volt volts", "mV": "mv millivolts",
    "euros": "eur euro euros", "FLOPs": "flops", "GFLOPs": "gflops",
    "TFLOPs": "tflops", "degrees": "degree degrees °",
}  # fmt: skip
UNIT = {name: unit for unit, names in _NAMES.items() for name in names.split()}
