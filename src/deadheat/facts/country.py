"""Countries by their ISO 3166-1 codes, and the two areas of Europe that contracts and policies name."""

from typing import Final

# One literal reads and changes easier than 249 strings.
_CODES: Final = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_CODES.split())
_MEMBERS: Final = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
_EU: Final = frozenset(_MEMBERS.split())
AREAS: Final = {"EU": _EU | {"EU"}, "EEA": _EU | {"EU", "EEA", "IS", "LI", "NO"}}
# Where a cloud region's data centres stand. Its name can mislead: eu-west-2 is London, eu-central-2 is Zurich.
# docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
_CLOUD: Final = {
    "af-south-1": "ZA", "ap-east-1": "HK", "ap-northeast-1": "JP", "ap-northeast-2": "KR", "ap-northeast-3": "JP",
    "ap-south-1": "IN", "ap-south-2": "IN", "ap-southeast-1": "SG", "ap-southeast-2": "AU", "ap-southeast-3": "ID",
    "ap-southeast-4": "AU", "ap-southeast-5": "MY", "ca-central-1": "CA", "ca-west-1": "CA", "eu-central-1": "DE",
    "eu-central-2": "CH", "eu-north-1": "SE", "eu-south-1": "IT", "eu-south-2": "ES", "eu-west-1": "IE",
    "eu-west-2": "GB", "eu-west-3": "FR", "il-central-1": "IL", "me-central-1": "AE", "me-south-1": "BH",
    "sa-east-1": "BR", "us-east-1": "US", "us-east-2": "US", "us-gov": "US", "us-gov-east-1": "US",
    "us-gov-west-1": "US", "us-west-1": "US", "us-west-2": "US",
}  # fmt: skip
# Codes that people write for a country and ISO does not: the United Kingdom's, and Greece's in the EU's own texts.
_WRITTEN: Final = {"UK": "GB", "EL": "GR"}


def country_code(text: str) -> str | None:
    """The ISO code that somebody means by two letters, `GB` by `uk`; None where they are no country's."""
    code = text.upper()
    return code if code in COUNTRIES else _WRITTEN.get(code)


def lies_in(place: str, area: str) -> bool:
    """Whether a country or region, as claimed, is `area` or lies in it. Not the other way round.

    FI lies in the EU, the cloud region eu-west-3 in France; nothing says that what is in the EU is in Finland.
    """
    asked, where = area.upper(), _CLOUD.get(place.lower(), place.upper())
    return asked == place.upper() or where in AREAS.get(asked, {asked, country_code(area)})
