"""Currencies by their three letters, and how many decimals they have (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from everyunit.rules.pricing import RATE_LIMIT, RATE_ONE

# Those in use, and those that were given up lately and still stand on papers of the past.
WITH_HUNDREDTHS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS
KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB
PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL
"""
WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
WITH_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
DIGITS = dict.fromkeys(WITH_HUNDREDTHS.split(), 2)
DIGITS |= dict.fromkeys(WHOLE.split(), 0) | dict.fromkeys(WITH_THOUSANDTHS.split(), 3)


def is_currency(code: str) -> bool:
    """Whether these are the three letters of a currency."""
    return code in DIGITS


def digits_of(code: str) -> int:
    """The decimals of the currency; 2 where there is none of this name."""
    return DIGITS.get(code, 2)


def parse_rate(text: str) -> int:
    """Billionths from what a person typed: '0.92', '1,0845'. ValueError where it is no positive rate."""
    try:
        scaled = Decimal(text.strip().replace(",", ".")) * RATE_ONE
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a rate") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or not 0 < scaled <= RATE_LIMIT:
        raise ValueError(f"{text!r} is not a positive rate with at most 9 decimals")
    return int(scaled)


def format_rate(rate: int) -> str:
    """'0.92' for 920_000_000."""
    whole, part = divmod(rate, RATE_ONE)
    return f"{whole}.{part:09d}".rstrip("0").rstrip(".")
